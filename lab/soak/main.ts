import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ownElasticsearch } from '../../standalone/elasticsearch/own_elasticsearch';
import { BOUNDS, soak, type SoakOutcome } from './soak';

/** Reads the command line. @throws TypeError that names an unknown option */
export function parseSoakFlags(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
    },
  }).values;
}

/**
 * `npm run test:soak [-- --minutes 60 --seed 1 --out FILE]`: mixed ingest, search and identification for so long, on an
 * Elasticsearch of its own. Exit code 1 when anything was not as promised; `--out` keeps all samples as JSON.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const values = parseSoakFlags(argv);
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) {
    console.error('--minutes takes a number above 0.');
    process.exitCode = 2;
    return;
  }
  const elasticsearch = await ownElasticsearch('soak', console.log);
  try {
    const outcome = await soak({
      minutes,
      seed: Number(values.seed),
      elasticsearch,
      client: elasticsearch.client,
      folder: join(elasticsearch.folder, 'work'),
      prefix: '',
      log: console.log,
    });
    tell(outcome, minutes);
    if (values.out !== undefined) await writeFile(values.out, JSON.stringify(outcome));
    process.exitCode = outcome.failures.length === 0 ? 0 : 1;
  } finally {
    await elasticsearch.stop();
  }
}

function tell(outcome: SoakOutcome, minutes: number): void {
  const { host, ingest, photos, search } = outcome;
  console.log(`\n${minutes} minutes, ${outcome.ingestRuns} ingests, ${search.count} searches.`);
  for (const [name, { rssMb, handles, delayP99Ms, delayMaxMs }] of Object.entries({
    host,
    ingest,
  })) {
    console.log(
      `  ${name}: ${rssMb.before} → ${rssMb.after} MB, ${handles.before} → ${handles.after} handles; event loop late by ${delayP99Ms} ms (p99), ${delayMaxMs} ms (most)`
    );
  }
  console.log(`  searches: ${search.p50Ms} ms (median), ${search.p99Ms} ms (p99)`);
  console.log(`  answers: ${outcome.answers.map(([what, n]) => `${what}: ${n}`).join(', ')}`);
  console.log(
    `  photos: ${photos.onDisk} on disk, ${photos.inIndex} in the index, ${photos.lost.length} lost, ${photos.doubled.length} doubled`
  );
  console.log(
    `  bounds: ${BOUNDS.rssMb} MB and ${BOUNDS.handles} handles of growth, ${BOUNDS.delayP99Ms} ms`
  );
  outcome.failures.forEach((failure) => console.log(`  FAILED ${failure}`));
}
