import { startTestApp } from '../../standalone/testing/running_app';
import { judgeOnAlbum } from './demo_album';

let app: Awaited<ReturnType<typeof startTestApp>>;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

it('finds for each sentence photos that satisfy what it says, and no others', async () => {
  const { wrong, recall, missed, sentences, photos } = await judgeOnAlbum(app.url);
  expect(wrong).toEqual([]);
  expect(sentences).toBeGreaterThanOrEqual(60);
  expect(photos).toBeGreaterThan(1000);
  // Forwarded photos have lost what the maker knows of them.
  expect({ enough: recall > 0.95, missed }).toMatchObject({ enough: true });
});
