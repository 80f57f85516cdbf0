/**
 * Quoted values, brackets, and words up to the next of these. A quote that nobody closes reaches to the end: to look for
 * its end again from each quote inside it would take the square of the length.
 */
const TOKEN = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|[():]|[^\s():"]+/g;

const OPERATORS = new Set(['and', 'or', 'not']);

/**
 * Kibana's query language, as far as the layers of our map use it (fields, quoted values, `and`, `or`, `not`,
 * brackets, `*`), in the words of Elasticsearch's own.
 */
export function luceneOf(kuery: string): string {
  const tokens = kuery.match(TOKEN) ?? [];
  return tokens
    .map((token) => (OPERATORS.has(token.toLowerCase()) ? token.toUpperCase() : token))
    .join(' ')
    .replaceAll(' :', ':');
}
