import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import type { ModelFolder } from '../model/model_folder';

/** A text as the text tower wants it: `textLength` ids, closed by eos and padded on the right. */
export type Encode = (text: string) => number[];

interface Normalizer {
  type?: string;
  normalizers?: Normalizer[];
}

/** Half of a pair, which UTF-8 cannot carry: the reference never sees one. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

function lowercases(normalizer: Normalizer | null | undefined): boolean {
  return (
    normalizer?.type === 'Lowercase' || (normalizer?.normalizers ?? []).some((n) => lowercases(n))
  );
}

/**
 * Lower case, letter by letter as the reference does it (Rust's `char::to_lowercase`). JavaScript looks at the
 * neighbors of one letter, the Greek sigma, and would write Ὄλυμπος's last letter as ς where the reference writes σ.
 */
export function lowercased(text: string): string {
  return text.replaceAll('Σ', 'σ').toLowerCase();
}

/**
 * A key under which texts with the same token ids are the same. Names in angle brackets are left alone: `<eos>` is a
 * token, `<EOS>` is not.
 */
export function canonicalText(text: string): string {
  return text.includes('<') ? text : lowercased(text);
}

/**
 * Reads tokenizer.json. Blocks for about 1.6 s with SigLIP-2's 256,000 entries, so call it in a worker.
 *
 * Rule of SigLIP-2's processor: lower case (older tokenizer.json files do not say so themselves), encode, keep the
 * first textLength − 1 and eos where it is longer, pad on the right. No attention mask: the towers were trained on
 * the padding.
 */
export function loadTokenizer(folder: ModelFolder): Encode {
  const { dir, textLength, padTokenId, eosTokenId } = folder;
  const json = JSON.parse(readFileSync(folder.tokenizerPath, 'utf8')) as {
    normalizer?: Normalizer;
  };
  const tokenizer = new Tokenizer(json, readConfig(dir));
  // Where the normalizer lowers the case, only the sigma is ours to do: lowering all of it before the special tokens
  // are looked for would turn a typed "<EOS>" into one.
  const prepare = lowercases(json.normalizer)
    ? (text: string) => text.replaceAll('Σ', 'σ')
    : lowercased;
  const added = new Set([...tokenizer.get_added_tokens_decoder().values()].map((t) => t.content));
  const ids = (text: string): number[] => {
    // The library takes a text for a special token that becomes one only when lowered ("<EOS>"); the reference does not.
    if (!added.has(text) && added.has(lowercased(text))) {
      return [...withoutSpecialTokens(tokenizer, text), ...tokenizer.encode('').ids];
    }
    return tokenizer.encode(prepare(text)).ids;
  };
  return (text) => {
    // The tokenizer's own post-processor closes a text with eos; a cut takes it off.
    const all = ids(text.replace(LONE_SURROGATE, '\ufffd'));
    if (all.length > textLength) return [...all.slice(0, textLength - 1), eosTokenId];
    return [...all, ...new Array<number>(textLength - all.length).fill(padTokenId)];
  };
}

function withoutSpecialTokens(tokenizer: Tokenizer, text: string): number[] {
  const { normalizer, pre_tokenizer: split, model } = tokenizer;
  const normal = normalizer ? normalizer.normalize(text) : text;
  const tokens = model?.encode(split ? split.pre_tokenize(normal) : [normal]) ?? [];
  return tokens.flatMap((token) => model?.tokens_to_ids.get(token) ?? []);
}

function readConfig(dir: string): object {
  try {
    return JSON.parse(readFileSync(join(dir, 'tokenizer_config.json'), 'utf8')) as object;
  } catch {
    return {};
  }
}
