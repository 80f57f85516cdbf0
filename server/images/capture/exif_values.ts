/** Ranges and forms of single EXIF values. */

export type Range = readonly [low: number, high: number];

/** Longer names than this are not names; Elasticsearch refuses keywords over 32 KB. */
const MAX_NAME_LENGTH = 120;

/** A finite number; of a list (ISO may be one, a one-byte reference is one) its first. */
export function number(value: unknown): number | undefined {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const first: unknown = isList ? (value as ArrayLike<unknown>)[0] : value;
  return typeof first === 'number' && Number.isFinite(first) ? first : undefined;
}

export function inRange(value: number | undefined, [low, high]: Range): number | undefined {
  return value !== undefined && value >= low && value <= high ? value : undefined;
}

/** A name or a letter: ends at the first NUL, behind which cameras leave what stood there before. */
export function name(value: unknown, maxLength = MAX_NAME_LENGTH): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [first] = value.replace(/^\0+/, '').split('\0');
  const text = first.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return text === '' ? undefined : text.slice(0, maxLength).trim();
}
