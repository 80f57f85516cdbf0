import { Elasticsearch } from '../../server/elasticsearch/elasticsearch';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbedderBusyError } from '../../server/embedding/errors';
import type { Embedder } from '../../server/embedding/embedder';
import { PeakSearchError } from '../../server/errors';
import { BulkWriter } from './write/bulk_writer';
import type { BulkOutcome, PendingPhoto } from './write/bulk_writer';
import { forEachConcurrently, inBatches } from './prepare/concurrency';
import type { IngestReport } from './events';
import { finishAlbum } from './finish/finish_album';
import type { IngestContext } from './ingest_context';
import { indexedPhotos } from './write/indexed_photos';
import type { IndexedPhoto } from './write/indexed_photos';
import { openTarget, tuneTarget } from './write/ingest_target';
import type { IngestTarget } from './write/ingest_target';
import { withRetries } from '../../server/elasticsearch/retry';
import { knownContent, settleMoves } from './write/moved_photos';
import { preparePhoto } from './prepare/photo_pipeline';
import type { PipelineParts } from './prepare/photo_pipeline';
import { poseFinder } from './prepare/poses';
import { loadPredictor } from './prepare/predictor';
import { DEATHS } from './scan/in_work';
import { FileProblem, readAlbumFile } from './scan/read_file';
import type { FileContent } from './scan/read_file';
import { Tally } from './tally';
import { walkAlbum } from './scan/walk';
import type { AlbumFile } from './scan/walk';

/** A file with what the index knows of it. */
interface Candidate {
  file: AlbumFile;
  before?: IndexedPhoto;
}

/** Ids a request when asking what is in: some 10 ms, and no more than 256 files are listed ahead of the work. */
const LOOKUP = 256;

/** An uncompressed 16-bit TIFF of 40 MP; the same as the decoder's own limit. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** Unchanged files are noted in groups: each note waits for the disk. */
const NOTE_UNCHANGED = 500;

/** A single photo can trip a model; five in a row mean that the model does not work. */
const MODEL_FAILURES = 5;

/** The run over one album. */
export class IngestRun {
  private readonly tally: Tally;
  private readonly started = Date.now();
  private readonly unchanged: Array<AlbumFile & { hash: string }> = [];
  /** Were in work when an earlier run died. */
  private readonly suspects: Candidate[] = [];
  private modelFailures = 0;

  constructor(private readonly context: IngestContext) {
    this.tally = new Tally(context.onEvent);
  }

  async run(): Promise<IngestReport> {
    const { services, album, options, onEvent } = this.context;
    const embedder = await services.embedder();
    const target = await openTarget(this.context, embedder.identity);
    const dryRun = options.dryRun === true;
    onEvent({ type: 'started', album: album.name, root: album.root, index: target.name, dryRun });
    const expected = await this.countFiles();
    if (!dryRun) await tuneTarget(this.context, target, expected);
    const after = dryRun ? await this.lookOnly(target) : await this.takeIn(target, embedder);
    const report: IngestReport = {
      album: album.name,
      root: album.root,
      index: target.name,
      dryRun,
      ...this.tally.report(),
      ...after,
      seconds: Math.round((Date.now() - this.started) / 100) / 10,
      interrupted: this.interrupted,
    };
    onEvent({ type: 'finished', report });
    return report;
  }

  private get interrupted(): boolean {
    return this.context.signal?.aborted === true;
  }

  /**
   * Walks once before the work to say how much there is; it costs the listing of folders.
   *
   * @returns the files of the whole album, those of other hosts' shares among them
   */
  private async countFiles(): Promise<number> {
    let [mine, others] = [0, 0];
    for await (const item of walkAlbum(this.context.album.root, this.context.options)) {
      if (item.kind !== 'skipped') mine++;
      else if (item.reason === 'other_shard') others++;
      if (this.interrupted) break;
    }
    this.context.onEvent({ type: 'total', files: mine });
    return mine + others;
  }

  private async lookOnly(target: IngestTarget): Promise<Pick<IngestReport, 'bursts'>> {
    await forEachConcurrently(this.candidates(target), 1, async ({ file, before }) => {
      try {
        if (before && !this.mustUpgrade(before)) {
          const { hash } = await readAlbumFile(file, MAX_FILE_BYTES);
          if (hash === before.content_hash) return this.tally.keep(file.path);
        }
        this.tally.wouldIndex(file.path, file.bytes, before !== undefined);
      } catch (error) {
        if (!(error instanceof FileProblem)) throw error;
        this.tally.quarantine({ ...problemOf(error), path: file.path });
      }
    });
    return {};
  }

  private async takeIn(
    target: IngestTarget,
    embedder: Embedder
  ): Promise<Pick<IngestReport, 'places' | 'bursts' | 'trails'>> {
    const { client, services, journal, patience } = this.context;
    const writer = new BulkWriter({
      elasticsearch: new Elasticsearch(client, { retry: patience }),
      index: target.name,
      isAlias: target.isAlias,
      maxPhotos: this.context.options.batch,
      onFirstWrite: () => journal.markWriting(),
      onOutcome: (outcome) => this.noteOutcome(outcome, target.name),
    });
    // The catalog is read while the first photos are decoded; where it cannot be, the first of them ends the run.
    const predictor = loadPredictor(this.context, embedder, target.name);
    predictor.catch(() => undefined);
    const parts: PipelineParts = {
      album: this.context.album.name,
      decoder: services.decoder,
      embedder,
      predict: async (photo) => (await predictor)(photo),
      poses: await poseFinder(services),
      preview: this.context.options.preview === true,
      nativeHeic: this.context.options.nativeHeic,
      thumbnailPx: services.settings.photos.thumbnailPx,
      defaultZone: services.settings.photos.defaultZone,
    };
    try {
      await forEachConcurrently(this.candidates(target), this.lanes(embedder), (candidate) =>
        this.takeInOne(candidate, parts, writer, target.name)
      );
      for (const suspect of this.suspects.splice(0)) {
        if (!this.interrupted) await this.takeInSuspect(suspect, parts, writer);
      }
      await predictor;
      await writer.flush();
      await this.noteUnchanged(1);
      if (this.interrupted) return {};
      return await finishAlbum(this.context, target, this.tally, parts.predict);
    } catch (error) {
      // Waiting for the cluster was ended by the user: what could not be written is pending.
      if (this.interrupted && error === this.context.signal?.reason) return {};
      throw error;
    } finally {
      // Or what it still notes would come after the journal is closed.
      await writer.settle();
    }
  }

  /** Enough to keep both the decoder's and the model's processes busy while files are read and batches written. */
  private lanes(embedder: Embedder): number {
    const cpuOnly =
      (embedder.status().provider ?? embedder.status().requestedProviders[0]) === 'cpu';
    // A GPU takes batches of 16.
    return this.context.options.concurrency ?? 2 * availableParallelism() + (cpuOnly ? 2 : 16);
  }

  /** Files that are not known to be in the index unchanged; all others are counted on the way. */
  private async *candidates(target: IngestTarget): AsyncGenerator<Candidate> {
    const { client, album, journal, options, patience } = this.context;
    for await (const files of inBatches(this.files(), LOOKUP)) {
      const paths = files.map((file) => file.path);
      const indexed = await withRetries(patience, () =>
        indexedPhotos(client, target.name, album.name, paths)
      );
      for (const file of files) {
        if (this.interrupted) return;
        const before = indexed.get(file.path);
        const settled = options.retryQuarantined ? undefined : journal.settledQuarantine(file);
        if (settled) {
          this.tally.quarantine(settled);
        } else if (
          before &&
          !this.mustUpgrade(before) &&
          // A sidecar is read to know whether it changed.
          file.sidecar === undefined &&
          before.sidecar_hash === undefined &&
          haveSame(file.companions, before.companions) &&
          journal.knows(file, before.content_hash)
        ) {
          this.tally.keep(file.path);
        } else {
          yield { file, before };
        }
      }
    }
  }

  /** The album's photos; what else the walk meets is counted and noted. */
  private async *files(): AsyncGenerator<AlbumFile> {
    const { album, options, journal } = this.context;
    for await (const item of walkAlbum(album.root, options)) {
      if (this.interrupted) return;
      if (item.kind === 'skipped') {
        this.tally.skip(item.path, item.reason);
        continue;
      }
      this.tally.seen++;
      if (item.kind === 'file') {
        yield item;
      } else {
        this.tally.quarantine(item.file);
        if (!options.dryRun) await journal.markQuarantined(item.file);
      }
    }
  }

  /** A photo that was taken in by its preview is taken in again when full decoding is wanted. */
  private mustUpgrade(before: IndexedPhoto): boolean {
    return before.decoded_from === 'preview' && this.context.options.preview !== true;
  }

  private async takeInOne(
    { file, before }: Candidate,
    parts: PipelineParts,
    writer: BulkWriter,
    index: string
  ): Promise<void> {
    try {
      const content = await readAlbumFile(file, MAX_FILE_BYTES);
      const same =
        before?.content_hash === content.hash &&
        before.sidecar_hash === content.sidecar?.hash &&
        haveSame(file.companions, before.companions);
      if (before && same && !this.mustUpgrade(before)) {
        this.tally.keep(file.path);
        this.unchanged.push({ ...file, hash: content.hash });
        await this.noteUnchanged(NOTE_UNCHANGED);
        return;
      }
      const known = before ? undefined : await knownContent(this.context, index, file, content);
      if (known) {
        await writer.add(known);
        return;
      }
      if (this.context.inWork.isSuspect(file)) {
        this.suspects.push({ file, before });
        return;
      }
      await this.prepareAndWrite(file, content, before, parts, writer);
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      await this.quarantine(file, error);
    }
  }

  /** One that was in work when an earlier run died: alone, so that another death names it and none beside it. */
  private async takeInSuspect(
    { file, before }: Candidate,
    parts: PipelineParts,
    writer: BulkWriter
  ): Promise<void> {
    const { inWork } = this.context;
    try {
      if (inWork.deathsOf(file) >= DEATHS) {
        await inWork.end(file);
        throw new FileProblem(
          'ended_ingest',
          `The ingest ended ${DEATHS} times while only this file was in work. Export it again from the original, or try it with --retry-quarantined.`,
          true
        );
      }
      const content = await readAlbumFile(file, MAX_FILE_BYTES);
      await this.prepareAndWrite(file, content, before, parts, writer);
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      await this.quarantine(file, error);
    }
  }

  private async prepareAndWrite(
    file: AlbumFile,
    content: FileContent,
    before: IndexedPhoto | undefined,
    parts: PipelineParts,
    writer: BulkWriter
  ): Promise<void> {
    const { inWork } = this.context;
    await inWork.begin(file);
    let photo: PendingPhoto;
    try {
      photo = await whenNotBusy(() => preparePhoto(file, content, before, parts));
    } finally {
      await inWork.end(file);
    }
    this.modelFailures = 0;
    await writer.add(photo);
  }

  private async quarantine(file: AlbumFile, problem: FileProblem): Promise<void> {
    const quarantined = { ...problemOf(problem), path: file.path };
    this.tally.quarantine(quarantined);
    await this.context.journal.markQuarantined(quarantined, file);
    if (problem.code !== 'embedding_failed') return;
    this.modelFailures++;
    if (this.modelFailures >= MODEL_FAILURES) {
      throw new PeakSearchError(
        'internal',
        `The model failed on ${MODEL_FAILURES} photos in a row; the last time: ${problem.message} Check it with "peak-search model check".`
      );
    }
  }

  private async noteOutcome({ written, rejected }: BulkOutcome, index: string): Promise<void> {
    const moved = written.flatMap(({ id, file, movedFrom }) =>
      movedFrom ? [{ from: movedFrom.id, to: id, path: file.path, oldPath: movedFrom.path }] : []
    );
    await settleMoves(this.context, index, moved);
    moved.forEach(({ path, oldPath }) => this.tally.move(path, oldPath));
    await this.context.journal.markDone(written.map(withHash));
    written.forEach(({ file, replaced }) => this.tally.index(file.path, file.bytes, replaced));
    for (const { photo, reason } of rejected) {
      await this.quarantine(photo.file, new FileProblem('rejected', reason, true));
    }
  }

  private async noteUnchanged(atLeast: number): Promise<void> {
    if (this.unchanged.length < atLeast) return;
    await this.context.journal.markDone(this.unchanged.splice(0));
  }
}

function withHash({ file, document }: PendingPhoto): AlbumFile & { hash: string } {
  return { ...file, hash: document.content_hash };
}

function problemOf({ code, message, permanent }: FileProblem): Omit<FileProblem, 'name' | 'path'> {
  return { code, message, permanent };
}

/** Whether two lists of names are the same; none is an empty one. */
function haveSame(a: readonly string[] = [], b: readonly string[] | null = []): boolean {
  return a.join('/') === (b ?? []).join('/');
}

/** A host that serves people too gives an ingest a short queue: wait for a place in it. */
async function whenNotBusy<T>(operation: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      const busy =
        error instanceof EmbedderBusyError ||
        (error instanceof FileProblem && error.code === 'busy');
      if (!busy) throw error;
      await sleep(BUSY_PAUSE_MS);
    }
  }
}

/** About the time of one inference. */
const BUSY_PAUSE_MS = 250;
