import { copyFile, cp, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { phoneFilePath, phoneFiles } from '../../common/testing/phone_files';
import { createServices } from '../../server/create_services';
import { photoId } from '../../server/photos/photo_document';
import { morningWalk, samplePhoto, writeSamples } from '../testing/sample_album';
import { SILENT, testAlbum, TINY_MODEL } from '../testing/test_album';
import { verifyAlbum, type Difference } from './finish/verify_album';
import { switchToModel } from './write/switch_model';

/** An album that is in: compared with the disk, written anew, brought into another model's index. */

const HEICS = phoneFiles().filter(({ grid }) => grid);

const album = testAlbum('later');
const { client } = album;

it('compares disk, journal and index', async () => {
  await writeSamples(album.root, morningWalk(5));
  await writeFile(join(album.root, 'bad.jpg'), 'bad');
  await album.ingest();
  const verify = async () => {
    const found: Difference[] = [];
    await verifyAlbum({
      services: album.services,
      client,
      album: { name: 'walk', root: album.root },
      options: { stateDir: album.stateDir },
      onDifference: (d) => found.push(d),
    });
    return found.map(({ path, kind }) => `${kind} ${path}`).sort();
  };
  expect(await verify()).toEqual(['quarantined bad.jpg']);
  await client.delete({
    index: album.services.settings.indices.photos,
    id: photoId('walk', 'day-1/img-00.jpg'),
    refresh: true,
  });
  await writeFile(join(album.root, 'day-1/img-01.jpg'), await samplePhoto({ seed: 77 }));
  await unlink(join(album.root, 'day-1/img-02.jpg'));
  await rename(join(album.root, 'day-1/img-03.jpg'), join(album.root, 'renamed.jpg'));
  expect(await verify()).toEqual([
    'changed day-1/img-01.jpg',
    'gone day-1/img-02.jpg',
    'gone day-1/img-03.jpg',
    'lost day-1/img-00.jpg',
    'not_indexed renamed.jpg',
    'quarantined bad.jpg',
  ]);

  // Ingest heals what a disk can heal; pruning, after asking, the rest.
  const asked: number[] = [];
  await album.ingest({ prune: async (missing) => asked.push(missing) < 0 });
  // A renamed photo has left its old place already.
  expect(await verify()).toEqual(['gone day-1/img-02.jpg', 'quarantined bad.jpg']);
  expect(await album.ingest({ prune: async () => true })).toMatchObject({ removed: 1 });
  expect(asked).toEqual([1]);
  expect(await verify()).toEqual(['quarantined bad.jpg']);
});

it('keeps a compass correction of the same exposure, and drops it when another photo takes the name', async () => {
  await copyFile(phoneFilePath(HEICS[0]!.file), join(album.root, 'a.heic'));
  await album.ingest({ preview: true });
  const index = album.services.settings.indices.photos;
  await client.update({ index, id: photoId('walk', 'a.heic'), doc: { bearing_correction_deg: 3 } });
  // Decoded in full now: the same exposure, written anew.
  expect(await album.ingest()).toMatchObject({ indexed: 1 });
  expect((await album.documents()).get('a.heic')).toMatchObject({
    decoded_from: 'full',
    bearing_correction_deg: 3,
  });
  await copyFile(phoneFilePath(HEICS[1]!.file), join(album.root, 'a.heic'));
  await album.ingest({ preview: true });
  expect((await album.documents()).get('a.heic')!.bearing_correction_deg).toBeUndefined();
});

it('fills an index beside the one in use for another model, and switches when every album is in', async () => {
  await writeSamples(album.root, morningWalk(3));
  const other = `${album.root}-second`;
  await writeSamples(other, morningWalk(2));
  await album.ingest();
  await album.ingest({}, { name: 'second', root: other });
  const alias = album.services.settings.indices.photos;

  // The same towers under another name are another embedding, as far as anybody can tell.
  const renamed = join(album.folder, 'renamed-model');
  await cp(TINY_MODEL, renamed, { recursive: true });
  const another = createServices(album.settings(renamed), SILENT);
  album.services = another;
  await expect(album.ingest()).rejects.toMatchObject({ code: 'model_mismatch' });
  const { identity } = await another.embedder();

  await album.ingest({ newModel: true });
  expect(await switchToModel(client, album.services.settings, identity)).toMatchObject({
    switched: false,
    missing: ['second'],
  });
  expect((await client.count({ index: alias })).count).toBe(5);
  await album.ingest({ newModel: true }, { name: 'second', root: other });
  expect(await switchToModel(client, album.services.settings, identity)).toMatchObject({
    switched: true,
  });
  expect(await album.ingest()).toMatchObject({ unchanged: 3 });
  await another.close();
});
