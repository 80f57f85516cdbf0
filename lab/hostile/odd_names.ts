import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { samplePhoto } from '../../scripts/testing/sample_album';
import type { HostileFile } from './entries';

/** Sound photos under names that break what was not written for them. */
export function oddNames(): HostileFile[] {
  const names = [
    'आमा दब्लम.jpg', 'རི་བོ་.jpg', '珠穆朗玛峰.jpg', 'جبل إيفرست.jpg', 'Эверест.jpg', 'あまだぶらむ.jpg', '에베레스트.jpg',
    'ἄκρον.jpg', '🏔️🇳🇵.jpg', 'e\u0301 decomposed.jpg', '\u00e9 composed.jpg', 'zero\u200bwidth.jpg',
    'right\u202eto-left.jpg', 'a\nnew line.jpg', 'a\ttab.jpg', 'bell\u0007.jpg', 'escape\u001b[31m.jpg', 'carriage\rreturn.jpg',
    ' leading space.jpg', 'trailing dot..jpg', '-rf.jpg', '--help.jpg', '$(touch pwned).jpg', '`touch pwned`.jpg', ';reboot;.jpg',
    'a&b|c>d.jpg', "it's.jpg", '"quoted".jpg', '%2e%2e%2fescape.jpg', '%00.jpg', 'back\\slash.jpg', '..\\..\\up.jpg',
    '..dots.jpg', '...jpg', '<script>alert(1)<', 'a*b?.jpg', '{{7*7}}.jpg', '__proto__.jpg', 'constructor.jpg', 'CON.jpg',
    '#fragment?query=1.jpg', 'IMG.JPG', 'IMG.jpg.jpg', `${'x'.repeat(250)}.jpg`, `${'ङ'.repeat(80)}.jpg`, '\ufeffbom.jpg',
    'line\u2028separator.jpg',
  ]; // prettier-ignore
  const photo = (name: string, seed: number): HostileFile => ({
    path: `names/${name.endsWith('.jpg') || name === 'IMG.JPG' ? name : `${name}.jpg`}`,
    category: 'name',
    expect: 'good',
    bytes: () => samplePhoto({ seed: 100 + seed }),
  });
  const notUtf8: HostileFile = {
    path: Buffer.concat([
      Buffer.from('names/not-utf8-'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('.jpg'),
    ]),
    category: 'name',
    expect: 'bad',
    bytes: () => samplePhoto({ seed: 99 }),
  };
  return [
    ...names.map(photo),
    photo(`${'deep/'.repeat(60)}photo`, 90),
    photo('__proto__/toString', 91),
    notUtf8,
  ].map((file) =>
    // A dot at the beginning hides a file, here as everywhere.
    /\/\.[^/]*$/.test(file.path.toString()) ? { ...file, expect: 'skipped' as const } : file
  );
}

/** What is in a folder and is no file. */
export function specialFiles(): HostileFile[] {
  const special = (
    name: string,
    expect: HostileFile['expect'],
    place: NonNullable<HostileFile['place']>
  ): HostileFile => ({ path: `special/${name}`, category: 'special file', expect, place });
  return [
    special('outside.jpg', 'skipped', (path) => symlink('/etc/passwd', path)),
    special('up.jpg', 'skipped', (path) => symlink('../../../..', path)),
    special('dangling.jpg', 'skipped', (path) => symlink('nowhere.jpg', path)),
    special('itself.jpg', 'skipped', (path) => symlink('itself.jpg', path)),
    special('zero.jpg', 'skipped', (path) => symlink('/dev/zero', path)),
    special('memory.png', 'skipped', (path) => symlink('/proc/self/mem', path)),
    special('album', 'skipped', (path) => symlink('..', path)),
    special('pipe.jpg', 'bad', async (path) => void execFileSync('mkfifo', [path])),
    special('socket.png', 'bad', async (path) => {
      const server = createServer();
      await new Promise<void>((resolve, reject) =>
        server.once('error', reject).listen(path, resolve)
      );
      return () => new Promise<void>((resolve) => server.close(() => resolve()));
    }),
    special('folder.jpg/inside.jpg', 'good', async (path) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await samplePhoto({ seed: 98 }));
    }),
    special('empty-folder.jpg', 'skipped', async (path) => void (await mkdir(join(path)))),
    special('write-only.jpg', 'either', async (path) => {
      await writeFile(path, await samplePhoto({ seed: 97 }));
      await chmod(path, 0o200);
    }),
    special('.hidden.jpg', 'skipped', (path) => writeFile(path, 'x')),
    special('notes.txt', 'skipped', (path) => writeFile(path, 'x')),
  ];
}
