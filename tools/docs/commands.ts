import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** A command as it stands in a Markdown file. */
export interface DocCommand {
  /** From the repository's root. */
  file: string;
  /** From 1. */
  line: number;
  /** In a block of commands, in one with their answers, or in a sentence. */
  kind: 'block' | 'console' | 'span';
  /** Without prompt and remark; continued lines are joined. */
  text: string;
}

/** Fences whose lines are commands; other languages (yaml, plain pictures of folders) hold none. */
const SHELLS = new Set(['sh', 'bash', 'console']);

/** What a code span begins with when it is a command: a name such as `peak-search-map` is none. */
const INLINE = /(?<!`)`((?:npm|npx|node|docker|curl|bin\/\S+|peak-search)(?: [^`]+)?)`(?!`)/g;

function withoutRemark(line: string): string {
  return line.replace(/\s+# .*$/, '').trim();
}

/** The commands of a Markdown text: of its sh, bash and console blocks, and of its code spans. */
export function readCommands(file: string, text: string): DocCommand[] {
  const commands: DocCommand[] = [];
  let fence: string | undefined;
  let continued: DocCommand | undefined;
  for (const [i, raw] of text.split('\n').entries()) {
    const opening = /^\s*```(\w*)/.exec(raw);
    if (opening) {
      fence = fence === undefined ? opening[1] : undefined;
      continue;
    }
    if (fence === undefined) {
      for (const [, span] of raw.matchAll(INLINE)) {
        if (span !== 'node' && span !== 'npm')
          commands.push({ file, line: i + 1, kind: 'span', text: span });
      }
      continue;
    }
    if (!SHELLS.has(fence)) continue;
    // In a console block the answers stand below the commands.
    if (fence === 'console' && !raw.trim().startsWith('$ ')) continue;
    const line = withoutRemark(raw.trim().replace(/^\$ /, ''));
    if (line === '' || line.startsWith('#')) continue;
    if (continued) continued.text = `${continued.text.slice(0, -1).trim()} ${line}`;
    else {
      const kind = fence === 'console' ? 'console' : 'block';
      commands.push((continued = { file, line: i + 1, kind, text: line }));
    }
    if (!continued.text.endsWith('\\')) continued = undefined;
  }
  return commands;
}

/** Every command of README.md and docs/*.md, in the order in which people read them. */
export function allCommands(): DocCommand[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.sort().map((name) => `docs/${name}`)].flatMap((file) =>
    readCommands(file, readFileSync(join(ROOT, file), 'utf8'))
  );
}
