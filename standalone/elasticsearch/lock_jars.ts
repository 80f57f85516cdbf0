import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { resolveJars } from './distribution';
import { findJava } from './java';
import { hashFolder } from './locked_jars';

const REMARK = `# SHA-256 of every jar that Maven resolves from pom.xml. Each is checked before it is used; a jar that is not listed, or
# missing, is refused too. After a change of pom.xml: npx tsx standalone/elasticsearch/lock_jars.ts
`;

/** Writes node_home/jars.sha256 anew from what Maven resolves now: for whoever changes pom.xml, who then reads the difference. */
async function main(): Promise<void> {
  const log = console.error;
  const folder = await mkdtemp(path.join(tmpdir(), 'peak-search-jars-'));
  try {
    const lib = path.join(folder, 'lib');
    await resolveJars(folder, lib, await findJava({ log }), { log });
    const lines = [...(await hashFolder(lib))].map(([name, sha256]) => `${sha256}  ${name}\n`);
    await writeFile(path.join(__dirname, 'node_home/jars.sha256'), REMARK + lines.join(''));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
