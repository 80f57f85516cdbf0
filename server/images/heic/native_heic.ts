import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import { codedPicture, type CodedPicture } from './heif_container';
import type { HeicPicture } from './heic_decoder';
import { tooManyPixels } from '../photo_error';

/**
 * HEIC by FFmpeg's HEVC decoder, through the package node-av where an operator has installed one: a third of the time and
 * half of the memory of libheif in WASM (docs/performance.md).
 *
 * Never part of this plugin, never used for uploads: its prebuilt FFmpeg is under the GPL, weighs 167 MB and is native
 * code, in which a hostile file may do what it likes with the process. An ingest of one's own photos, in a process of
 * its own, may choose it.
 */

/** As much of node-av 6 as is used. */
interface NodeAv {
  Codec: { findDecoder(id: number): unknown };
  CodecContext: new () => CodecContext;
  Frame: new () => Frame;
  Log: { setLevel(level: number): void };
  Packet: new () => Packet;
  SoftwareScaleContext: new () => Scaler;
}

interface CodecContext {
  extraData: Buffer | null;
  threadCount: number;
  allocContext3(codec: unknown): void;
  setOption(name: string, value: string): number;
  open2Sync(codec: unknown, options: null): number;
  sendPacketSync(packet: Packet | null): number;
  receiveFrameSync(frame: Frame): number;
  freeContext(): void;
}

interface Packet {
  data: Buffer | null;
  alloc(): void;
  free(): void;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly format: number;
  readonly data: Buffer[] | null;
  readonly linesize: number[];
  alloc(): void;
  unref(): void;
  free(): void;
}

interface Scaler {
  getContext(
    width: number,
    height: number,
    format: number,
    toWidth: number,
    toHeight: number,
    toFormat: number,
    flags: number
  ): void;
  scaleSync(
    planes: Buffer[],
    strides: number[],
    y: number,
    height: number,
    to: Buffer[],
    toStrides: number[]
  ): number;
  freeContext(): void;
}

interface Constants {
  AV_LOG_FATAL: number;
  AV_CODEC_ID_HEVC: number;
  AV_PIX_FMT_RGB24: number;
  SWS_AREA: number;
  SWS_ACCURATE_RND: number;
  SWS_FULL_CHR_H_INT: number;
}

/** Thrown where the folder holds no node-av that can be loaded. */
export class NativeDecoderMissing extends Error {}

/**
 * Loads node-av from a folder in which it was installed (`npm install --prefix FOLDER node-av`).
 *
 * @throws NativeDecoderMissing with a sentence
 */
export function loadNodeAv(folder: string): NodeAv & { constants: Constants } {
  // node-av asks for Node 22's Promise.withResolvers, and Kibana 9 may run on 20.
  const promises = Promise as unknown as { withResolvers?: unknown };
  promises.withResolvers ??= function withResolvers() {
    let resolve, reject;
    const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
    return { promise, resolve, reject };
  };
  const from = createRequire(join(folder, 'package.json'));
  try {
    const constants = from('node-av/constants') as Constants;
    const lib = from('node-av/lib') as NodeAv;
    // What a file lacks is said by us, once.
    lib.Log.setLevel(constants.AV_LOG_FATAL);
    return { ...lib, constants };
  } catch (cause) {
    throw new NativeDecoderMissing(
      `There is no node-av in ${folder} that can be loaded (${(cause as Error).message.split('\n')[0]}). Install it with "npm install --prefix ${folder} node-av", or leave the option out.`,
      { cause }
    );
  }
}

export interface NativeRequest {
  /** Where node-av is installed. */
  folder: string;
  maxPixels: number;
  /** The longest side in pixels that anything is made of the picture; the picture may come smaller than it is. */
  enoughPx: number;
}

/**
 * Decodes the primary image, upright, and no larger than is of use: a picture is halved while it stays twice as large as
 * needed, in the scaler that makes RGB of it. What is made of it then by proper filters does not tell the difference
 * (0.16 of 255 levels in the mean over 21 phone photos at 224 px), and a quarter of the pixels is to be converted, turned and
 * filtered: 285 instead of 440 ms of processor time for all of a 12 MP photo.
 *
 * @returns undefined for what FFmpeg does not take (a rarer container, a damaged tile): libheif has the last word
 * @throws PhotoError too_large, NativeDecoderMissing
 */
export async function decodeHeicNatively(
  bytes: Uint8Array,
  { folder, maxPixels, enoughPx }: NativeRequest
): Promise<HeicPicture | undefined> {
  const coded = codedPicture(bytes);
  if (!coded) return undefined;
  const { width, height, columns, rows, tileWidth, tileHeight, clockwise } = coded;
  // With what the tiles stick out by, which is memory too.
  if (columns * tileWidth * rows * tileHeight > 2 * maxPixels || width * height > maxPixels) {
    throw tooManyPixels(width, height, maxPixels);
  }
  const by = shrinkFactor(coded, enoughPx);
  const canvas = decodeTiles(loadNodeAv(folder), coded, by);
  if (!canvas) return undefined;
  const raw = {
    width: (columns * tileWidth) / by,
    height: (rows * tileHeight) / by,
    channels: 3 as const,
  };
  const { data, info } = await sharp(canvas, { raw, limitInputPixels: false })
    .extract({ left: 0, top: 0, width: Math.round(width / by), height: Math.round(height / by) })
    .rotate(clockwise)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    data,
    ...(clockwise % 180 === 0
      ? { fullWidth: width, fullHeight: height }
      : { fullWidth: height, fullHeight: width }),
    decodedFrom: 'full',
  };
}

/** A power of two that divides the tiles and leaves the shorter side twice as long as anything needs. */
export function shrinkFactor(
  coded: Pick<CodedPicture, 'width' | 'height' | 'tileWidth' | 'tileHeight'>,
  enoughPx: number
): number {
  const { width, height, tileWidth, tileHeight } = coded;
  let by = 1;
  const fits = (factor: number) =>
    tileWidth % factor === 0 &&
    tileHeight % factor === 0 &&
    Math.min(width, height) >= 2 * enoughPx * factor;
  while (fits(by * 2)) by *= 2;
  return by;
}

/**
 * All tiles through one decoder with one thread: each is a picture of its own, and the pool is the parallelism.
 *
 * @param by what the picture's sides are divided by
 * @returns RGB of the whole grid
 */
function decodeTiles(
  av: ReturnType<typeof loadNodeAv>,
  coded: CodedPicture,
  by: number
): Buffer | undefined {
  const { AV_CODEC_ID_HEVC } = av.constants;
  const codec = av.Codec.findDecoder(AV_CODEC_ID_HEVC);
  if (!codec) return undefined;
  const context = new av.CodecContext();
  const frame = new av.Frame();
  const painter = new TilePainter(av, coded, by);
  context.allocContext3(codec);
  frame.alloc();
  try {
    context.extraData = coded.config;
    context.threadCount = 1;
    // Broken tiles are refused, not painted gray; and no tile may be larger than the container says.
    const limit = String(coded.tileWidth * coded.tileHeight);
    context.setOption('err_detect', 'explode');
    context.setOption('max_pixels', limit);
    // Options must not be given here: node-av 6.1.1 frees them twice, and the process dies of it some time later.
    if (context.open2Sync(codec, null) < 0) return undefined;
    const receive = (): boolean => {
      while (context.receiveFrameSync(frame) === 0) {
        const fits = painter.paint(frame);
        frame.unref();
        if (!fits) return false;
      }
      return true;
    };
    for (const tile of [...coded.tiles, undefined]) {
      if (!send(av, context, tile) || !receive()) return undefined;
    }
    return painter.canvas();
  } finally {
    painter.free();
    frame.free();
    context.freeContext();
  }
}

/** @param tile undefined: no more come, hand out what is left */
function send(av: NodeAv, context: CodecContext, tile: Buffer | undefined): boolean {
  if (!tile) return context.sendPacketSync(null) === 0;
  const packet = new av.Packet();
  packet.alloc();
  try {
    packet.data = tile;
    return context.sendPacketSync(packet) === 0;
  } finally {
    packet.free();
  }
}

/** Paints tiles as RGB into their places, row by row in the order they come, their sides divided by `by`. */
class TilePainter {
  private readonly width: number;
  private readonly height: number;
  private readonly pixels: Buffer;
  private readonly stride: number;
  private scaler: { context: Scaler; format: number } | undefined;
  private painted = 0;

  constructor(
    private readonly av: ReturnType<typeof loadNodeAv>,
    private readonly coded: CodedPicture,
    by: number
  ) {
    this.width = coded.tileWidth / by;
    this.height = coded.tileHeight / by;
    this.stride = coded.columns * this.width * 3;
    // The scaler writes whole machine words, and so a few bytes beyond a row's end.
    this.pixels = Buffer.allocUnsafe(this.stride * coded.rows * this.height + 64);
  }

  /** @returns false where the frame is not the tile that is wanted */
  paint(frame: Frame): boolean {
    const { columns, tileWidth, tileHeight, tiles } = this.coded;
    const tile = this.painted++;
    const planes = frame.data;
    if (frame.width !== tileWidth || frame.height !== tileHeight || !planes) return false;
    if (tile >= tiles.length) return false;
    const top = Math.floor(tile / columns) * this.height;
    const left = (tile % columns) * this.width;
    const place = this.pixels.subarray(top * this.stride + left * 3);
    const scaler = this.scalerFor(frame.format);
    const { linesize } = frame;
    return (
      scaler.scaleSync(planes, linesize, 0, tileHeight, [place], [this.stride]) === this.height
    );
  }

  /** The whole picture, or undefined when tiles are missing. */
  canvas(): Buffer | undefined {
    const { tiles, rows } = this.coded;
    return this.painted === tiles.length
      ? this.pixels.subarray(0, this.stride * rows * this.height)
      : undefined;
  }

  free(): void {
    this.scaler?.context.freeContext();
  }

  private scalerFor(format: number): Scaler {
    if (this.scaler?.format !== format) {
      this.free();
      const { AV_PIX_FMT_RGB24, SWS_AREA, SWS_ACCURATE_RND, SWS_FULL_CHR_H_INT } =
        this.av.constants;
      const { tileWidth, tileHeight } = this.coded;
      // The mean of an area needs nothing of the next tile.
      const flags = SWS_AREA | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
      const context = new this.av.SoftwareScaleContext();
      const { width, height } = this;
      context.getContext(tileWidth, tileHeight, format, width, height, AV_PIX_FMT_RGB24, flags);
      this.scaler = { context, format };
    }
    return this.scaler.context;
  }
}
