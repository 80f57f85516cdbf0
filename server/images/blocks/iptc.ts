/** What people wrote about a photo, by IPTC-IIM 4.2: dataset numbers of record 2. */
export interface IptcRecords {
  /** The first value of each dataset but keywords. */
  values: ReadonlyMap<number, string>;
  keywords: string[];
}

export const IPTC = {
  title: 5,
  keywords: 25,
  dateCreated: 55,
  timeCreated: 60,
  creator: 80,
  city: 90,
  sublocation: 92,
  state: 95,
  country: 101,
  headline: 105,
  caption: 120,
} as const;

const IPTC_RESOURCE = 0x0404;
const CODED_CHARACTER_SET = 90;
/** ESC % G: "what follows is UTF-8" (ISO 2022). */
const UTF8_ESCAPE = '\x1b%G';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The IPTC records in Photoshop's image resources: "8BIM", number, name, length, body, each padded to an even length. */
export function iptcOfPhotoshop(resources: Buffer | undefined): Buffer | undefined {
  if (resources === undefined) return undefined;
  // ImageMagick's raw profile may hold the records themselves.
  if (resources[0] === 0x1c) return resources;
  for (let at = 0; at + 12 <= resources.length;) {
    if (resources.toString('latin1', at, at + 4) !== '8BIM') return undefined;
    const number = resources.readUInt16BE(at + 4);
    const name = 1 + resources[at + 6];
    const lengthAt = at + 6 + name + (name % 2);
    if (lengthAt + 4 > resources.length) return undefined;
    const length = resources.readUInt32BE(lengthAt);
    const body = resources.subarray(lengthAt + 4, lengthAt + 4 + length);
    if (number === IPTC_RESOURCE) return body;
    at = lengthAt + 4 + length + (length % 2);
  }
  return undefined;
}

/** Reads the records: tag marker 0x1c, record, dataset, 16-bit length. Extended datasets (over 32 KB) end the reading. */
export function readIptc(iptc: Buffer | undefined): IptcRecords {
  const values = new Map<number, string>();
  const keywords: string[] = [];
  if (iptc === undefined) return { values, keywords };
  let declaredUtf8 = false;
  for (let at = 0; at + 5 <= iptc.length && iptc[at] === 0x1c;) {
    const [record, dataset, length] = [iptc[at + 1], iptc[at + 2], iptc.readUInt16BE(at + 3)];
    if (length > 0x7fff) break;
    const body = iptc.subarray(at + 5, at + 5 + length);
    if (record === 1 && dataset === CODED_CHARACTER_SET) {
      declaredUtf8 = body.toString('latin1') === UTF8_ESCAPE;
    } else if (record === 2) {
      const text = decoded(body, declaredUtf8);
      if (dataset === IPTC.keywords) keywords.push(text);
      else if (!values.has(dataset)) values.set(dataset, text);
    }
    at += 5 + length;
  }
  return { values, keywords };
}

/** Many programs write UTF-8 without saying so; bytes that are not UTF-8 are taken for Latin-1. */
function decoded(bytes: Buffer, declaredUtf8: boolean): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString(declaredUtf8 ? 'utf8' : 'latin1');
  }
}
