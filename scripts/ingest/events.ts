import type { PhotoErrorCode } from '../../server/images/photo_error';
import type { PlaceOptions, PlaceReport } from './track/place_photos';
import type { Track } from './track/track';

/** Why a file is not in the index. Decoding adds its own codes (server/images/photo_error.ts). */
export type QuarantineCode =
  | PhotoErrorCode
  /** The operating system does not let us read it, or the disk fails. */
  | 'unreadable'
  /** A folder that cannot be listed; what lies in it is unknown. */
  | 'unreadable_folder'
  /** A pipe, socket or device with a photo's name. */
  | 'not_a_file'
  /** A name that is not valid UTF-8: it could not be told from others, nor shown, nor opened again by its path. */
  | 'name_not_utf8'
  /** It was being written while it was read, or went away between listing and reading. */
  | 'changing'
  /** The whole run ended, twice, with nothing but this file in work. */
  | 'ended_ingest'
  /** The model failed on it. */
  | 'embedding_failed'
  /** Elasticsearch refused the document. */
  | 'rejected';

export interface QuarantinedFile {
  /** Relative to the album's root, '/' separated. */
  path: string;
  code: QuarantineCode;
  /** One sentence. */
  message: string;
  /** True: the same bytes will fail again, so the file is not tried again until it changes or a retry is asked for. */
  permanent: boolean;
}

/** Why something in the album's folder is not considered at all. */
export type SkipReason =
  | 'hidden'
  /** Not a photo by its name's ending. */
  | 'other_type'
  /** Its target, where it lies in the album, is met under its own name. */
  | 'link'
  /** A folder of a NAS, a recycle bin, or thumbnails. */
  | 'system'
  /** A folder with a file `.nomedia`. */
  | 'nomedia'
  /** By `--exclude`. */
  | 'excluded'
  /** A RAW file or a film beside a photo of the same name. */
  | 'paired'
  /** Belongs to another host's share (`--shard`). */
  | 'other_shard';

export type IngestEvent =
  | { type: 'started'; album: string; root: string; index?: string; dryRun: boolean }
  /** How many photos there are to look at, as soon as that is known. */
  | { type: 'total'; files: number }
  | { type: 'indexed'; path: string; replaced: boolean }
  | { type: 'unchanged'; path: string }
  /** In a dry run: what would be decoded and indexed. */
  | { type: 'would_index'; path: string; replaced: boolean }
  | ({ type: 'quarantined' } & QuarantinedFile)
  | { type: 'skipped'; path: string; reason: SkipReason }
  | { type: 'removed'; path: string }
  /** The same bytes under another name: taken over with its vector and all corrections, and not decoded again. */
  | { type: 'moved'; path: string; from: string }
  /** Elasticsearch cannot take more now; the work goes on by itself. */
  | { type: 'waiting'; reason: string; retryInS: number; waitedS: number }
  | { type: 'resumed'; waitedS: number }
  | {
      type: 'phase';
      phase: 'places' | 'calibration' | 'bursts' | 'predictions' | 'trails' | 'prune' | 'switch';
    }
  | { type: 'note'; message: string }
  | { type: 'finished'; report: IngestReport };

export interface IngestOptions {
  /** Where journal, lock and the like of all albums lie; default: defaultStateRoot(). */
  stateDir?: string;
  /** Only files whose path falls into share `index` of `count`, 1-based. */
  shard?: { index: number; count: number };
  /** Globs of what is left out. */
  exclude?: readonly string[];
  /** Says what would be done; reads files' bytes, decodes none, writes nothing anywhere. */
  dryRun?: boolean;
  /** Takes a HEIC's embedded preview instead of decoding it: 50 times faster for a mean cosine of 0.9987. */
  preview?: boolean;
  /** Folder in which node-av is installed: HEIC by FFmpeg, four times faster than by libheif in WASM. */
  nativeHeic?: string;
  /** Try files again that failed for good. */
  retryQuarantined?: boolean;
  /** Photos decoded and embedded at the same time. Default: what keeps the decoder's and the model's processes busy. */
  concurrency?: number;
  /** Photos in a bulk request at most. */
  batch?: number;
  /** How long Elasticsearch may be away or refuse before the run gives up. */
  maxWaitMs?: number;
  /**
   * Removes photos from the index whose files are gone; asked with their number before anything is removed, and once more for
   * those of folders that are there but empty: a disk that is not mounted leaves such folders.
   */
  prune?: (missing: number, emptyFolders: readonly string[]) => Promise<boolean>;
  /** Photos without a place get the one where this track was at their time. */
  track?: Track;
  /** How they get it. */
  placing?: PlaceOptions;
  /** The album's folder has moved: accept another root than the one recorded. */
  rootMoved?: boolean;
  /**
   * Fill the index of the model in use beside the one that is being searched, and switch to it at the end, when it
   * holds every album that the old one holds.
   */
  newModel?: boolean;
}

/** The outcome; `seen` is the sum of indexed, unchanged, quarantined and pending. */
export interface IngestReport {
  album: string;
  root: string;
  /** Concrete or alias name that was written to; absent in a dry run on an empty cluster. */
  index?: string;
  dryRun: boolean;
  /** Photos by name in this share of the album. */
  seen: number;
  /** Indexed now (in a dry run: would be). */
  indexed: number;
  unchanged: number;
  quarantined: number;
  /** Seen but not finished, because the run was interrupted. */
  pending: number;
  /** In the index, but not on disk; only counted where asked for (prune). */
  removed: number;
  skipped: Record<SkipReason, number>;
  /** Files quarantined now or before, the first 1,000 by path. */
  quarantine: QuarantinedFile[];
  /** Places given by the track of the options. */
  places?: PlaceReport;
  bursts?: { groups: number; updated: number };
  trails?: { lines: number; updated: number };
  /** Bytes of the photos that were indexed. */
  bytes: number;
  seconds: number;
  interrupted: boolean;
}

/** A report's list of quarantined files ends here; the journal holds all of them. */
export const MAX_LISTED_QUARANTINE = 1000;
