import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface PackageManifest {
  name: string;
  version: string;
  license?: string | { type: string };
  homepage?: string;
}

function licenceText(folder: string): string | undefined {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : undefined;
}

/**
 * The text of THIRD_PARTY_NOTICES.txt: for each package its version, licence and licence text.
 *
 * @param modules the node_modules folder that holds them
 * @param names packages that ship, as files or inside the browser's script
 * @throws Error for a package that states no licence: it may not ship
 */
export function thirdPartyNotices(modules: string, names: readonly string[]): string {
  const sections = names.map((name) => {
    const folder = join(modules, name);
    if (!existsSync(folder)) throw new Error(`${name} is to be named in the notices but is not in ${modules}.`);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest;
    const licence = typeof manifest.license === 'object' ? manifest.license.type : manifest.license;
    if (!licence) throw new Error(`${name} ${manifest.version} states no licence: it may not ship.`);
    const text = licenceText(folder) ?? `(${name} carries no licence file; its package.json says ${licence}.)`;
    return `${name} ${manifest.version} — ${licence}\n\n${text}\n`;
  });
  return [
    'Peak Search ships the following third-party software.\n',
    ...sections,
  ].join(`\n${'-'.repeat(80)}\n\n`);
}
