import { IPTC, type IptcRecords } from '../blocks/iptc';
import type { XmpProperties } from '../blocks/xmp';
import type { ExifTags } from './exif_tags';
import { withoutUndefined } from '../../../common/without_undefined';
import { inRange, name, number } from './exif_values';

/** What people wrote about a photo. */
export interface Description {
  title?: string;
  headline?: string;
  caption?: string;
  keywords?: string[];
  creator?: string;
  /** Place, city, state, country, as far as they were written. */
  location?: string;
  /** Stars, 0 to 5; −1 is "rejected". */
  rating?: number;
}

const MAX_TEXT = 4000;
const MAX_KEYWORDS = 100;

/** What cameras write into ImageDescription, and no person. */
const CAMERAS_WORDS = /^(.*\bdigital camera|sony dsc|minolta dsc|dcim[\\/].*|default|untitled)$/i;

/**
 * Puts together what XMP (a sidecar's before the file's own), IPTC and EXIF say, in this order.
 */
export function description(
  xmps: readonly XmpProperties[],
  iptc: IptcRecords,
  { ifd0 }: ExifTags
): Description {
  const xmp = (key: string) => xmps.flatMap((each) => each.get(key) ?? []);
  const text = (values: unknown[]) =>
    values.map((value) => name(value, MAX_TEXT)).find((value) => value !== undefined);
  const described = text([ifd0.ImageDescription]);
  const keywords = unique([
    ...xmp('dc:subject'),
    ...iptc.keywords,
    ...(utf16(ifd0.XPKeywords)?.split(';') ?? []),
  ]);
  return withoutUndefined<Description>({
    title: text([...xmp('dc:title'), iptc.values.get(IPTC.title), utf16(ifd0.XPTitle)]),
    headline: text([...xmp('photoshop:Headline'), iptc.values.get(IPTC.headline)]),
    caption: text([
      ...xmp('dc:description'),
      iptc.values.get(IPTC.caption),
      described !== undefined && CAMERAS_WORDS.test(described) ? undefined : described,
      utf16(ifd0.XPComment),
    ]),
    keywords: keywords.length > 0 ? keywords : undefined,
    creator: text([...xmp('dc:creator'), iptc.values.get(IPTC.creator), ifd0.Artist]),
    location: location(xmps, iptc),
    rating: inRange(
      [...xmp('xmp:Rating').map(Number), number(ifd0.Rating)].find(
        (value) => value !== undefined && Number.isFinite(value)
      ),
      [-1, 5]
    ),
  });
}

function location(xmps: readonly XmpProperties[], { values }: IptcRecords): string | undefined {
  const parts = [
    ['Iptc4xmpCore:Location', IPTC.sublocation],
    ['photoshop:City', IPTC.city],
    ['photoshop:State', IPTC.state],
    ['photoshop:Country', IPTC.country],
  ] as const;
  const found = parts.flatMap(([key, dataset]) => {
    const written = xmps.map((xmp) => xmp.get(key)?.[0]).find((value) => value !== undefined);
    return name(written ?? values.get(dataset)) ?? [];
  });
  return found.length > 0 ? unique(found).join(', ') : undefined;
}

function unique(values: readonly string[]): string[] {
  const names = values.map((value) => name(value)).filter((value) => value !== undefined);
  return [...new Set(names)].slice(0, MAX_KEYWORDS);
}

/** Windows keeps its words as UTF-16 in a list of bytes. */
function utf16(value: unknown): string | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf16le');
}
