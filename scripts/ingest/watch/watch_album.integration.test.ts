import { EventEmitter, once } from 'node:events';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { morningWalk, samplePhoto, writeSamples } from '../../testing/sample_album';
import { testAlbum } from '../../testing/test_album';
import type { IngestOptions, IngestReport } from '../events';
import { watchAlbum, type WatchTimes } from './watch_album';

const album = testAlbum('watch');
const { client, documents } = album;

/** Nothing but events may wake it: the sweep is an hour away. */
const BY_EVENTS: WatchTimes = { settleMs: 30, pollMs: 40, sweepMs: 3_600_000 };

/** A watched album, and what it tells: `watching`, `away`, `back`, and `report` of each look that changed something. */
function watching(options: IngestOptions = {}, times: Partial<WatchTimes> = BY_EVENTS) {
  const told = new EventEmitter();
  const stop = new AbortController();
  const ended = watchAlbum({
    services: album.services,
    client,
    album: { name: 'walk', root: album.root },
    options: { stateDir: album.stateDir, ...options },
    signal: stop.signal,
    times,
    onWatch: (event) => told.emit(event.type, event),
    onReport: (report) => {
      const { indexed, removed, quarantined } = report;
      if (indexed + removed + quarantined > 0) told.emit('report', report);
    },
  });
  // A watch that fails must not leave a test waiting for its events.
  ended.catch((error: unknown) => told.emit('error', error));
  const next = async <T>(name: string) => (await once(told, name))[0] as T;
  return {
    next,
    report: () => next<IngestReport>('report'),
    end: async () => {
      stop.abort();
      await ended;
    },
  };
}

/** A photo that is there as a whole at once, whenever it is looked at. */
async function put(path: string, seed: number, root = album.root): Promise<void> {
  const draft = join(album.folder, `draft-${seed}`);
  await writeFile(draft, await samplePhoto({ seed }));
  await rename(draft, join(root, path));
}

it('takes in what is written, changed, moved, and put into new folders, and stops in order', async () => {
  await writeSamples(album.root, morningWalk(2));
  const watch = watching({ prune: async (_n, empty) => empty.length === 0 });
  const [first, { by }] = await Promise.all([
    watch.report(),
    watch.next<{ by: string }>('watching'),
  ]);
  expect(first).toMatchObject({ indexed: 2 });
  expect(by).toBe('events');

  let report = watch.report();
  await put('late.jpg', 41);
  expect(await report).toMatchObject({ indexed: 1, unchanged: 2 });

  report = watch.report();
  await mkdir(join(album.root, 'day-2'));
  await put('day-2/a.jpg', 42);
  expect(await report).toMatchObject({ indexed: 1 });

  // The new folder is watched as well, and a move decodes nothing.
  const { decoded } = album.services.decoder.status();
  report = watch.report();
  await rename(join(album.root, 'day-2/a.jpg'), join(album.root, 'day-2/b.jpg'));
  expect(await report).toMatchObject({ indexed: 1 });
  expect(album.services.decoder.status().decoded).toBe(decoded);

  report = watch.report();
  await rm(join(album.root, 'late.jpg'));
  expect(await report).toMatchObject({ removed: 1 });
  await watch.end();
  expect([...(await documents()).keys()].sort()).toEqual([
    'day-1/img-00.jpg',
    'day-1/img-01.jpg',
    'day-2/b.jpg',
  ]);
  // The album is free for others.
  expect(await album.ingest()).toMatchObject({ unchanged: 3 });
});

it('removes nothing while the folder is away, and goes on when it is back', async () => {
  await writeSamples(album.root, morningWalk(2));
  const watch = watching({ prune: async (_n, empty) => empty.length === 0 });
  await watch.next('watching');
  const away = watch.next('away');
  await rename(album.root, `${album.root}-unmounted`);
  await away;
  expect((await documents()).size).toBe(2);
  const [back, report] = [watch.next('back'), watch.report()];
  await put('new.jpg', 43, `${album.root}-unmounted`);
  await rename(`${album.root}-unmounted`, album.root);
  await back;
  expect(await report).toMatchObject({ indexed: 1, unchanged: 2, removed: 0 });
  // Events come again, too.
  const later = watch.report();
  await put('later.jpg', 44);
  expect(await later).toMatchObject({ indexed: 1 });
  await watch.end();
  expect((await documents()).size).toBe(4);
});

it('a folder that is suddenly empty is no deletion', async () => {
  await writeSamples(join(album.root, 'nas'), morningWalk(2));
  await writeSamples(album.root, [{ path: 'here.jpg', seed: 45 }]);
  await album.ingest();
  // As an unmounted disk leaves it.
  await rm(join(album.root, 'nas'), { recursive: true });
  await mkdir(join(album.root, 'nas/day-1'), { recursive: true });
  const watch = watching({ prune: async (_n, empty) => empty.length === 0 });
  await watch.next('watching');
  const report = watch.report();
  await put('there.jpg', 46);
  expect(await report).toMatchObject({ indexed: 1, removed: 0 });
  await watch.end();
  expect((await documents()).size).toBe(4);
});

it('looks from time to time where there are no events', async () => {
  await writeSamples(album.root, morningWalk(1));
  const watch = watching({}, { settleMs: 10, pollMs: 20, sweepMs: 20 });
  await watch.next('watching');
  const report = watch.report();
  await put('late.jpg', 47);
  expect(await report).toMatchObject({ indexed: 1 });
  await watch.end();
});
