/** What a file carries beside its pixels, still encoded. */
export interface MetadataBlocks {
  /** A TIFF structure with EXIF; see `tiffBlock`. */
  exif?: Buffer;
  /** The XMP packet. */
  xmp?: string;
  /** IPTC-IIM records. */
  iptc?: Buffer;
  /** PNG's text chunks by keyword. */
  texts?: Readonly<Record<string, string>>;
}

/** Whether bytes begin with a text of Latin-1 characters. */
export function startsWith(bytes: Buffer, text: string, at = 0): boolean {
  return bytes.toString('latin1', at, at + text.length) === text;
}
