import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModelFolder } from '../model/model_folder';
import { copyOfTinyModel, TINY_MODEL } from '../testing/tiny_model';
import { canonicalText, loadTokenizer, lowercased } from './tokenizer';

test('lowers letter by letter: a sigma at the end of a word is the common one', () => {
  expect(lowercased('ΟΔΟΣ ΑΣ')).toBe('οδοσ ασ');
  // A small final sigma was typed as such, and stays.
  expect(lowercased('Όλυμπος')).toBe('όλυμπος');
});

test('texts of one cache key have the same token ids', async () => {
  const encode = loadTokenizer(await readModelFolder(TINY_MODEL));
  for (const [a, b] of [
    ['Ama DABLAM', 'ama dablam'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İstanbul', 'i̇stanbul'],
  ]) {
    expect(canonicalText(a)).toBe(canonicalText(b));
    expect(encode(a)).toEqual(encode(b));
  }
  // The name of a token is one only in its own case.
  expect(canonicalText('<EOS>')).not.toBe(canonicalText('<eos>'));
  expect(encode('<EOS>')).not.toEqual(encode('<eos>'));
});

test('a tokenizer.json that does not lower the case itself gives the same ids', async () => {
  const encode = loadTokenizer(await readModelFolder(TINY_MODEL));
  const { dir, remove } = copyOfTinyModel();
  try {
    const path = join(dir, 'tokenizer.json');
    const json = JSON.parse(readFileSync(path, 'utf8')) as {
      normalizer: { normalizers: unknown[] };
    };
    json.normalizer.normalizers.shift();
    writeFileSync(path, JSON.stringify(json));
    const old = loadTokenizer(await readModelFolder(dir));
    for (const text of ['Mount EVEREST at Dawn', 'ΟΔΟΣ', 'Größe'])
      expect(old(text)).toEqual(encode(text));
  } finally {
    remove();
  }
});

test('half a surrogate pair is replaced, not passed on', async () => {
  const encode = loadTokenizer(await readModelFolder(TINY_MODEL));
  expect(encode('snow \ud83c')).toEqual(encode('snow \ufffd'));
  expect(encode('snow 🏔')).not.toEqual(encode('snow \ufffd'));
});
