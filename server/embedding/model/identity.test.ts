import { identityMismatch, type EmbeddingIdentity } from './identity';

const CURRENT: EmbeddingIdentity = {
  model: 'siglip2-base-patch16-224',
  modelHash: 'a'.repeat(64),
  preprocessingVersion: 1,
  dims: 768,
  dtype: 'fp32',
};

test('equal identities match', () => {
  expect(identityMismatch({ ...CURRENT }, CURRENT)).toBeUndefined();
});

test('every field counts, and is named with both values', () => {
  const other: EmbeddingIdentity = {
    model: 'siglip2-large-patch16-256',
    modelHash: 'b'.repeat(64),
    preprocessingVersion: 2,
    dims: 1024,
    dtype: 'uint8',
  };
  const words = {
    model: 'model siglip2-large-patch16-256 there, siglip2-base-patch16-224 here',
    modelHash: 'model files SHA-256 bbbbbbbbbbbb… there, SHA-256 aaaaaaaaaaaa… here',
    preprocessingVersion: 'preprocessing version 2 there, 1 here',
    dims: 'vector length 1024 there, 768 here',
    dtype: 'weights uint8 there, fp32 here',
  };
  for (const field of Object.keys(words) as Array<keyof EmbeddingIdentity>) {
    expect(identityMismatch({ ...CURRENT, [field]: other[field] }, CURRENT)).toContain(
      `(${words[field]})`
    );
  }
});

test('an index without a stored identity is a mismatch, not a match', () => {
  expect(identityMismatch({} as EmbeddingIdentity, CURRENT)).toContain('model undefined there');
});
