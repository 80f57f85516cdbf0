/**
 * The one writer for each place where text from elsewhere (names of files, documents, addresses) is shown by a program that
 * would carry some of it out: HTML, JSON on a terminal, and the terminal itself.
 */

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or for a quoted attribute of HTML. */
export const htmlText = (text: string): string => text.replace(/[&<>"']/g, (c) => HTML[c]!);

const asEscape = (c: string) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`;

/** A name in a line of a terminal: control characters and those that turn the direction of text are shown, not carried out. */
export const shown = (name: string): string => name.replace(/[\p{Cc}\p{Bidi_Control}]/gu, asEscape);

/** Whole lines for a terminal: as `shown`, but lines end and tabs stand. */
export const terminalText = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (c) => (c === '\n' || c === '\t' ? c : asEscape(c)));

/** One line of JSON. JSON.stringify leaves the second block of control characters, which a terminal carries out as well. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\u009f\p{Bidi_Control}\u2028\u2029]/gu, asEscape);

const escaping = new WeakSet<object>();

/**
 * From here on everything that a program says by its console goes through `terminalText`, whoever says it: a message of a
 * library, or of Elasticsearch, may hold a file's name.
 */
export function escapeConsole(
  target: Pick<Console, 'log' | 'info' | 'warn' | 'error'> = console
): void {
  if (escaping.has(target)) return;
  escaping.add(target);
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    const write = target[level].bind(target);
    target[level] = (...parts: unknown[]) =>
      write(
        ...parts.map((part) => {
          if (part instanceof Error) return terminalText(part.stack ?? part.message);
          return typeof part === 'string' ? terminalText(part) : part;
        })
      );
  }
}
