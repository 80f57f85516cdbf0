import type { RgbImage } from '../heic/heic_decoder';
import { heifItems } from '../heic/heif_items';

/** Color description without a profile: code points of ITU-T H.273. */
export interface Nclx {
  primaries: number;
  transfer: number;
}

const P3 = 12;
const BT2020 = 9;
const PQ = 16;
const HLG = 18;

/** Diffuse white of HDR (ITU-R BT.2408): it becomes the white of sRGB, what is brighter is cut. */
const WHITE_NITS = 203;
/** A display of HLG's nominal peak, whose system gamma is 1.2 (ITU-R BT.2100, note 5f). */
const HLG_PEAK_NITS = 1000;
const HLG_GAMMA = 1.2;

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Linear light of these primaries to that of sRGB's (CSS Color 4, sample code; ITU-R BT.2087 for BT.2020). */
const TO_SRGB: Readonly<Record<number, Matrix>> = {
  [P3]: [1.2249, -0.2247, 0, -0.0421, 1.0421, 0, -0.0196, -0.0786, 1.0983],
  [BT2020]: [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187],
};

/** What a HEIC or AVIF says of its colors where it has no ICC profile; undefined for sRGB and for what is not said. */
export function nclxOf(file: Buffer): Nclx | undefined {
  try {
    const items = heifItems(file);
    const colors =
      items?.properties.get(items.primary)?.filter(({ type }) => type === 'colr') ?? [];
    const kind = (body: Buffer) => body.toString('latin1', 0, 4);
    if (colors.some(({ body }) => kind(body) === 'prof' || kind(body) === 'rICC')) return undefined;
    const body = colors.find((each) => kind(each.body) === 'nclx')?.body;
    if (!body) return undefined;
    const nclx = { primaries: body.readUInt16BE(4), transfer: body.readUInt16BE(6) };
    return isHdr(nclx) || nclx.primaries in TO_SRGB ? nclx : undefined;
  } catch (error) {
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

/** Whether numbers are coded for brightness beyond white: shown as they are, such a picture is gray and dull. */
export function isHdr({ transfer }: Nclx): boolean {
  return transfer === PQ || transfer === HLG;
}

/** Converts pixels to sRGB, in place. */
export function fromNclx(image: RgbImage, nclx: Nclx): RgbImage {
  const linear = Float64Array.from({ length: 256 }, (_unused, i) =>
    linearOf(i / 255, nclx.transfer)
  );
  const m = TO_SRGB[nclx.primaries];
  const { data } = image;
  for (let i = 0; i < data.length; i += 3) {
    let [r, g, b] = [linear[data[i]], linear[data[i + 1]], linear[data[i + 2]]];
    if (nclx.transfer === HLG) {
      // The system gamma acts on the luminance of the scene (BT.2100, table 5).
      const luminance = 0.2627 * r + 0.678 * g + 0.0593 * b;
      const gain =
        (HLG_PEAK_NITS / WHITE_NITS) * Math.pow(Math.max(luminance, 1e-9), HLG_GAMMA - 1);
      [r, g, b] = [r * gain, g * gain, b * gain];
    }
    if (m) {
      [r, g, b] = [
        m[0] * r + m[1] * g + m[2] * b,
        m[3] * r + m[4] * g + m[5] * b,
        m[6] * r + m[7] * g + m[8] * b,
      ];
    }
    data[i] = srgbOf(r);
    data[i + 1] = srgbOf(g);
    data[i + 2] = srgbOf(b);
  }
  return image;
}

/** Linear light of a code value: 1 is white, for HLG the scene's light of 0 to 1. */
function linearOf(value: number, transfer: number): number {
  if (transfer === PQ) {
    // SMPTE ST 2084.
    const [m1, m2, c1, c2, c3] = [0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875];
    const power = Math.pow(value, 1 / m2);
    return (10_000 * Math.pow(Math.max(power - c1, 0) / (c2 - c3 * power), 1 / m1)) / WHITE_NITS;
  }
  if (transfer === HLG) {
    const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
    return value <= 0.5 ? (value * value) / 3 : (Math.exp((value - c) / a) + b) / 12;
  }
  // sRGB's curve; video's of P3 and BT.2020 photos differs by less than can be seen.
  return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
}

function srgbOf(linear: number): number {
  const light = Math.min(1, Math.max(0, linear));
  const value = light <= 0.0031308 ? light * 12.92 : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
  return Math.round(value * 255);
}
