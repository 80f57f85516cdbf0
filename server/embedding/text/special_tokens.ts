import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export interface SpecialTokens {
  pad: number;
  eos: number;
}

/** A token stands as a string, or as an object around it. */
const TOKEN = z.union([z.string(), z.object({ content: z.string() }).transform((t) => t.content)]);
const TOKENIZER_CONFIG = z.object({
  pad_token: TOKEN.default('<pad>'),
  eos_token: TOKEN.default('<eos>'),
  added_tokens_decoder: z.record(z.string(), z.object({ content: z.string() })).optional(),
});
const TOKENIZER = z.object({
  model: z.object({ type: z.string(), vocab: z.record(z.string(), z.number()) }),
  added_tokens: z.array(z.object({ id: z.number(), content: z.string() })).default([]),
});

/**
 * The ids of the padding and end tokens.
 *
 * From the small tokenizer_config.json where it lists them; else from tokenizer.json, whose 34 MB (SigLIP-2's 256,000
 * entries) block this thread for about half a second. config.json is not asked: its `pad_token_id` and `eos_token_id`
 * are the defaults of SigLIP 1 and wrong for SigLIP-2.
 *
 * @returns the ids, or a sentence on what is missing
 */
export async function readSpecialTokens(dir: string): Promise<SpecialTokens | string> {
  const tokenizerPath = join(dir, 'tokenizer.json');
  const configText = await readFile(join(dir, 'tokenizer_config.json'), 'utf8').catch(() => '{}');
  let config: z.infer<typeof TOKENIZER_CONFIG>;
  try {
    config = TOKENIZER_CONFIG.parse(JSON.parse(configText));
  } catch {
    return 'tokenizer_config.json is damaged (an unfinished download?).';
  }
  const listed = Object.entries(config.added_tokens_decoder ?? {});
  const idOf = (content: string) => listed.find(([, token]) => token.content === content)?.[0];
  const pad = idOf(config.pad_token);
  const eos = idOf(config.eos_token);
  let text: string;
  try {
    text = await readFile(tokenizerPath, 'utf8');
  } catch {
    return 'tokenizer.json is missing.';
  }
  if (pad !== undefined && eos !== undefined && text.trimEnd().endsWith('}')) {
    return { pad: Number(pad), eos: Number(eos) };
  }
  try {
    const tokenizer = TOKENIZER.parse(JSON.parse(text));
    const find = (content: string) =>
      tokenizer.added_tokens.find((token) => token.content === content)?.id ??
      tokenizer.model.vocab[content];
    const ids = { pad: find(config.pad_token), eos: find(config.eos_token) };
    if (ids.pad === undefined || ids.eos === undefined) {
      return `tokenizer.json has no ${ids.pad === undefined ? config.pad_token : config.eos_token}.`;
    }
    return { pad: ids.pad, eos: ids.eos };
  } catch {
    return 'tokenizer.json is damaged (an unfinished download?).';
  }
}
