/** What hapi adds to the tag of an answer that may go out compressed; a 304, which has no type, is one. */
const ENCODINGS = /-(gzip|deflate|br|zstd)$/;

/**
 * Whether the copy that a browser names in `if-none-match` is still the content with this tag (RFC 9110, 13.1.2): `*`,
 * or a list with the tag in it, weak or not.
 *
 * @param tag without quotes; hapi quotes the one that goes out
 */
export function isUnchanged(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  // A tag may hold commas, so tags are found by their quotes.
  return [...ifNoneMatch.matchAll(/"([^"]*)"/g)].some(
    ([, named = '']) => named === tag || named.replace(ENCODINGS, '') === tag
  );
}
