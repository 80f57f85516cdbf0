import { join } from 'node:path';
import { ownElasticsearch } from '../../standalone/elasticsearch/own_elasticsearch';
import { startSystem } from '../../standalone/running_system';
import * as commandLine from '../../scripts/for_hosts';
import { judgeOnAlbum } from './demo_album';
import { catalogKnowledge, judge, keptSentences } from './judge';

const ROOT = join(__dirname, '../..');
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: console.error };

/**
 * `npm run sentences`: how many of the kept sentences are read right, and what sentences about the demo album find in
 * it. Takes the album in first, which is some minutes; `--reading` leaves that part out.
 */
export async function main(argv: readonly string[]): Promise<void> {
  readKept();
  if (!argv.includes('--reading')) await askAlbum();
}

function readKept(): void {
  const verdict = judge(keptSentences(), catalogKnowledge());
  const { sentences, exact, wrongTaken, meanMs, misread } = verdict;
  for (const { wanted, got } of misread) {
    console.log(
      `${wanted.sentence}\n  means ${JSON.stringify(wanted)}\n  read  ${JSON.stringify(got)}`
    );
  }
  console.log(
    `${sentences} sentences: exactly right ${exact.toFixed(3)} (wanted: 0.95), ` +
      `wrong conditions taken ${wrongTaken.toFixed(4)} (at most 0.01), ${meanMs.toFixed(2)} ms each`
  );
  if (exact < 0.95 || wrongTaken > 0.01) process.exitCode = 1;
}

async function askAlbum(): Promise<void> {
  const elasticsearch = await ownElasticsearch('sentences');
  try {
    const system = await startSystem({
      commandLine,
      photos: [join(ROOT, 'demo/album')],
      model: join(ROOT, 'demo/model/siglip2-demo'),
      port: 0,
      data: join(elasticsearch.folder, 'app'),
      esUrl: elasticsearch.url,
      esApiKey: elasticsearch.apiKey,
      logger: quiet,
      log: console.error,
    });
    try {
      const verdict = await judgeOnAlbum(system.host.url);
      const { sentences, photos, precision, recall, peakPrecision, wrong, missed } = verdict;
      wrong.forEach((one) => console.log(`wrong: ${JSON.stringify(one)}`));
      missed.forEach((one) => console.log(`missed: ${JSON.stringify(one)}`));
      console.log(
        `${sentences} sentences about the demo album found ${photos} photos: precision of their conditions ` +
          `${precision.toFixed(4)} (wanted: 1), recall ${recall.toFixed(3)}; of peaks, which are predicted, ` +
          `precision ${peakPrecision.toFixed(3)}`
      );
      if (precision < 1) process.exitCode = 1;
    } finally {
      await system.stop();
    }
  } finally {
    await elasticsearch.stop();
  }
}
