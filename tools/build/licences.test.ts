import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  license?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
}

const { packages } = JSON.parse(
  readFileSync(join(__dirname, '../../package-lock.json'), 'utf8')
) as { packages: Record<string, LockedPackage> };
const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(__dirname, '../../package.json'), 'utf8')
) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

/** All packages that may ship, of every platform; the entry without a name is Peak Search itself. */
const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);

/**
 * What an MIT-licensed plugin may be shipped with. The LGPL parts (libvips inside sharp, libheif) are files of their own
 * that can be replaced, which is what it asks for; their texts go into THIRD_PARTY_NOTICES.txt.
 */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  // Permissive, with a patent grant.
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'LGPL-3.0',
  'LGPL-3.0-or-later',
  'MIT',
  // Public domain.
  'Unlicense',
  'Zlib',
]);

/** An SPDX expression holds when each of its AND parts, or any of its OR parts, is allowed. */
function isAllowed(expression: string): boolean {
  const bare = expression.replace(/[()]/g, '');
  return bare.includes(' OR ')
    ? bare.split(' OR ').some((one) => ALLOWED.has(one.trim()))
    : bare.split(' AND ').every((one) => ALLOWED.has(one.trim()));
}

it('ships nothing under another license than those allowed', () => {
  expect(shipped.length).toBeGreaterThan(50);
  const others = shipped
    .filter(([, { license }]) => license === undefined || !isAllowed(license))
    .map(([path, { license }]) => `${path}: ${license ?? 'states none'}`);
  expect(others).toEqual([]);
  expect(['AGPL-3.0', 'SSPL-1.0', 'MIT AND GPL-2.0', 'UNLICENSED'].filter(isAllowed)).toEqual([]);
});

it('pins every package to one content', () => {
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    // A folder of ours pins what it names in the same lock file.
    ([, version]) => !/^(\d+\.\d+\.\d+|file:tools\/)/.test(version)
  );
  expect(loose).toEqual([]);
  const unproved = shipped
    .filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
    .map(([path]) => path);
  expect(unproved).toEqual([]);
});
