import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, YAMLMap } from 'yaml';
import { PeakSearchError } from '../errors';

export interface CatalogProblem {
  /** Both count from 1. */
  line: number;
  column: number;
  /** A sentence: what is wrong, what would be right. */
  message: string;
}

/** All that is wrong with a catalog file. Whoever catches it has no peak of that file: it is taken whole or not at all. */
export class CatalogFileError extends PeakSearchError {
  public readonly problems: CatalogProblem[];

  constructor(fileName: string, problems: CatalogProblem[]) {
    super('bad_request', problems.map((p) => `${fileName}:${p.line}: ${p.message}`).join('\n'));
    this.name = 'CatalogFileError';
    this.problems = problems;
  }
}

/** One entry of the list: its node (for positions) beside its plain value (for checks). */
export interface Entry {
  node: YAMLMap;
  value: Record<string, unknown>;
}

/** The parsed text with its positions, and the problems found in it so far. */
export class CatalogSource {
  private readonly lines = new LineCounter();
  private readonly doc: Document.Parsed;
  private readonly problems: CatalogProblem[] = [];

  constructor(
    text: string,
    private readonly fileName: string
  ) {
    // The library reads a byte order mark before a list as a part of it.
    this.doc = parseDocument(text.replace(/^\uFEFF/, ''), {
      lineCounter: this.lines,
      prettyErrors: false,
    });
  }

  /** The list's entries. Throws at once where the text is no YAML list: all further problems would be echoes. */
  entries(): Entry[] {
    for (const [i, error] of this.doc.errors.entries()) {
      // After the first error, each further token that is out of place is an echo of it.
      if (i > 0 && error.code === 'UNEXPECTED_TOKEN') continue;
      this.reportAt(error.pos[0], `the YAML cannot be read here: ${error.message}.`);
    }
    this.throwIfWrong();
    const list = this.doc.contents;
    if (!isSeq(list) || list.items.length === 0) {
      this.report(list, 'the file must be a list of peaks, each starting with "- id: …".');
      this.throwIfWrong();
      return [];
    }
    return (list.items as Node[]).flatMap((item) => this.entry(item) ?? []);
  }

  private entry(item: Node): Entry | undefined {
    const node = this.target(item);
    if (!isMap(node)) {
      this.report(item, 'a peak must be a group of keys, starting with "- id: …" and "names: …".');
      return undefined;
    }
    return { node, value: node.toJS(this.doc) };
  }

  /** Where the value at `path` inside an entry stands; where it is missing, the nearest thing around it that is there. */
  nodeAt(entry: Entry, path: readonly PropertyKey[]): Node {
    let place: Node = entry.node;
    for (const key of path) {
      const around: Node | undefined = this.target(place);
      const inside = isMap(around) || isSeq(around) ? around.get(key, true) : undefined;
      // Behind an alias the text stands at the anchor, perhaps in another entry: the alias is the place to name.
      if (!inside || isAlias(place)) break;
      place = inside as Node;
    }
    return place;
  }

  /** The key itself, for problems with the key and not its value. */
  keyNode(entry: Entry, key: string): Node {
    const pair = entry.node.items.find((p) => isScalar(p.key) && String(p.key.value) === key);
    return (pair?.key as Node | undefined) ?? entry.node;
  }

  line(node: Node): number {
    return this.lines.linePos(node.range?.[0] ?? 0).line;
  }

  report(node: Node | null, message: string): void {
    this.reportAt(node?.range?.[0] ?? 0, message);
  }

  private reportAt(offset: number, message: string): void {
    const { line, col } = this.lines.linePos(offset);
    // An empty text has no lines to count.
    this.problems.push({ line: Math.max(line, 1), column: Math.max(col, 1), message });
  }

  throwIfWrong(): void {
    if (this.problems.length === 0) return;
    this.problems.sort((a, b) => a.line - b.line || a.column - b.column);
    throw new CatalogFileError(this.fileName, this.problems);
  }

  /** What an alias (`*anchor`) stands for; anything else as it is. */
  private target(node: unknown): Node | undefined {
    return (isAlias(node) ? node.resolve(this.doc) : (node as Node | undefined)) ?? undefined;
  }
}
