import { MAX_SHARD_BYTES, outgrown, sizeLibrary } from './library_size';

const base = { dims: 768, m: 16, quantization: 'auto' as const };

it.each([
  // docs/scale.md: 52 KB a photo on disk, 0.84 KB in memory as int8_hnsw.
  [10_000_000, 11, 'int8_hnsw', 529, 8.4],
  [5_000_000, 6, 'int8_hnsw', 264, 4.2],
  [900_000, 1, 'int8_hnsw', 47.6, 0.76],
  [20_000, 1, 'hnsw', 1, 0.063],
  [9_000, 1, 'flat', 0.47, 0.028],
])('%d photos need %d shards of kind %s', (photos, shards, kind, diskGb, memoryGb) => {
  const size = sizeLibrary(photos, base);
  expect(size).toMatchObject({ shards, kind });
  expect(size.diskBytes / 1e9 / diskGb).toBeCloseTo(1, 1);
  expect(size.memoryBytes / 1e9 / memoryGb).toBeCloseTo(1, 1);
});

it('holds vectors as the setting says', () => {
  const bbq = sizeLibrary(10_000_000, { ...base, quantization: 'bbq_hnsw' });
  expect(bbq.kind).toBe('bbq_hnsw');
  expect(bbq.memoryBytes / 1e9).toBeCloseTo(1.7, 1);
});

it('says when shards have grown too large, and how many there should be', () => {
  expect(outgrown(1, MAX_SHARD_BYTES)).toBeUndefined();
  expect(outgrown(6, 6 * MAX_SHARD_BYTES)).toBeUndefined();
  expect(outgrown(1, 61e9)).toMatch(/^Its shard has 61 GB.* --shards 2"/);
  expect(outgrown(3, 400e9)).toMatch(/^Its 3 shards have 133 GB each.* --shards 12"/);
});
