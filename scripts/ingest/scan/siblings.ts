import { extname } from 'node:path';
import { RAW_EXTENSIONS } from '../../../server/images/picture/image_format';

const RAWS = new Set(RAW_EXTENSIONS);
/** What phones put beside the picture of a Live or Motion Photo. */
const FILMS = new Set(['.mov', '.mp4']);
/** Endings of the photo in a pair. */
const DEVELOPED = new Set(['.jpg', '.jpeg', '.jpe', '.heic', '.heif', '.hif']);

/** The names of a folder, and which of them are one shot: those that differ in nothing but their ending, whatever its case. */
export class Siblings {
  private readonly names: ReadonlySet<string>;
  private readonly byStem = new Map<string, string[]>();

  constructor(names: readonly string[]) {
    this.names = new Set(names);
    for (const name of names) {
      const stem = stemOf(name);
      this.byStem.set(stem, [...(this.byStem.get(stem) ?? []), name]);
    }
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** A RAW file or film whose camera, or whose owner, made a photo of the same name: that one is the photo. */
  isCompanion(name: string): boolean {
    return isBeside(name) && this.sameShot(name).some((other) => DEVELOPED.has(endingOf(other)));
  }

  /** The RAW files and films of a photo, by name. */
  companionsOf(name: string): string[] {
    return DEVELOPED.has(endingOf(name)) ? this.sameShot(name).filter(isBeside).sort() : [];
  }

  private sameShot(name: string): string[] {
    return this.byStem.get(stemOf(name)) ?? [];
  }
}

const endingOf = (name: string): string => extname(name).toLowerCase();
const stemOf = (name: string): string =>
  name.slice(0, name.length - extname(name).length).toLowerCase();
const isBeside = (name: string): boolean => RAWS.has(endingOf(name)) || FILMS.has(endingOf(name));
