import { heifItems, type HeifItems } from './heif_items';

export interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A file whose crop was taken out, and the crop. */
export interface Uncropped {
  bytes: Buffer;
  /** In pixels of the upright picture. */
  crop: Crop;
}

/**
 * libheif 1.23.2 refuses pictures of which little is left by cropping (`clap`; its issue 1856): it takes the size of what is
 * left for a limit of the whole. So the crop is taken out of a copy of the file, and done here.
 *
 * @returns undefined for a file without a crop
 */
export function withoutCrop(file: Buffer): Uncropped | undefined {
  try {
    const items = heifItems(file);
    const crop = items && cropOf(items);
    if (!items || !crop) return undefined;
    const bytes = Buffer.from(file);
    // It becomes a pixel aspect ratio of 1:1, which changes nothing: a property of no known type would be refused.
    for (const { type, body } of items.properties.get(items.primary) ?? []) {
      if (type !== 'clap') continue;
      const at = body.byteOffset - file.byteOffset;
      bytes.write('pasp', at - 4, 'latin1');
      bytes.writeUInt32BE(1, at);
      bytes.writeUInt32BE(1, at + 4);
    }
    return { bytes, crop };
  } catch (error) {
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

/** Where the crop lies after everything else was done to the picture: properties act in their order (23008-12, 6.5.10). */
function cropOf({ primary, properties }: HeifItems): Crop | undefined {
  const own = properties.get(primary) ?? [];
  const size = own.find(({ type }) => type === 'ispe')?.body;
  if (!size || !own.some(({ type }) => type === 'clap')) return undefined;
  let [width, height] = [size.readUInt32BE(4), size.readUInt32BE(8)];
  let crop: Crop = { left: 0, top: 0, width, height };
  for (const { type, body } of own) {
    if (type === 'clap') {
      crop = within(crop, body);
    } else if (type === 'irot') {
      // Quarters to the left, one after another.
      for (let turns = body[0] & 3; turns > 0; turns--) {
        crop = {
          left: crop.top,
          top: width - crop.left - crop.width,
          width: crop.height,
          height: crop.width,
        };
        [width, height] = [height, width];
      }
    } else if (type === 'imir') {
      if ((body[0] & 1) === 1) crop = { ...crop, left: width - crop.left - crop.width };
      else crop = { ...crop, top: height - crop.top - crop.height };
    }
  }
  const possible = crop.width > 0 && crop.height > 0;
  return possible ? crop : undefined;
}

/** `clap` (14496-12, 12.1.4): width, height and the offset of the middle, as fractions. */
function within(frame: Crop, clap: Buffer): Crop {
  const fraction = (at: number) => clap.readInt32BE(at) / clap.readInt32BE(at + 4);
  const width = Math.min(frame.width, Math.round(fraction(0)));
  const height = Math.min(frame.height, Math.round(fraction(8)));
  const place = (middle: number, side: number, whole: number) =>
    Math.min(whole - side, Math.max(0, Math.round((whole - side) / 2 + middle)));
  return {
    left: frame.left + place(fraction(16), width, frame.width),
    top: frame.top + place(fraction(24), height, frame.height),
    width,
    height,
  };
}

/** The part of a picture. */
export function cropped(
  { data, width }: { data: Buffer; width: number; height: number },
  crop: Crop
): { data: Buffer; width: number; height: number } {
  const part = Buffer.allocUnsafe(crop.width * crop.height * 3);
  for (let y = 0; y < crop.height; y++) {
    const from = ((crop.top + y) * width + crop.left) * 3;
    data.copy(part, y * crop.width * 3, from, from + crop.width * 3);
  }
  return { data: part, width: crop.width, height: crop.height };
}
