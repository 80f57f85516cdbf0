import { z } from 'zod';

/** Light by the height of the sun where and when a photo was taken (server/photos/light.ts). */
export const LIGHTS = [
  'night',
  'dawn',
  'dusk',
  'blue_hour',
  'golden_hour',
  'sunrise',
  'sunset',
  'day',
] as const;
export type Light = (typeof LIGHTS)[number];

export const SHAPES = ['portrait', 'landscape', 'square', 'panorama'] as const;
export type Shape = (typeof SHAPES)[number];

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const MONTH_DAY = /^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const id = z.string().min(1).max(200);
const name = z.string().min(1).max(500);

/** Left out where the condition holds as it is; true where it must not hold. */
const not = z.literal(true).optional();

/**
 * What a photo must satisfy, as a sentence says it. Days, months and clock times are those of the photo's own zone.
 */
export const conditionSchema = z.discriminatedUnion('kind', [
  /** From one day to another, both included; one of them may be open. YYYY-MM-DD. */
  z
    .strictObject({
      kind: z.literal('days'),
      not,
      from: z.string().regex(DAY).optional(),
      to: z.string().regex(DAY).optional(),
    })
    .refine(({ from, to }) => from !== undefined || to !== undefined, {
      error: 'a first or a last day is needed',
    }),
  /** A part of every year, MM-DD, both included; may go across New Year (12-01 to 02-29). */
  z.strictObject({
    kind: z.literal('season'),
    not,
    from: z.string().regex(MONTH_DAY),
    to: z.string().regex(MONTH_DAY),
  }),
  /** Clock times, HH:MM, the end excluded; may go across midnight; "00:00" as an end is the end of the day. */
  z.strictObject({
    kind: z.literal('hours'),
    not,
    from: z.string().regex(CLOCK),
    to: z.string().regex(CLOCK),
  }),
  /** Any of these lights. */
  z.strictObject({ kind: z.literal('light'), not, any: z.array(z.enum(LIGHTS)).min(1).max(8) }),
  /** Taken at a place (or summit) of the catalog: inside its outline or radius. */
  z.strictObject({ kind: z.literal('place'), not, id }),
  /** Taken no farther from it than this. */
  z.strictObject({
    kind: z.literal('near'),
    not,
    id,
    radiusM: z.number().int().min(50).max(500_000),
  }),
  /** Taken on the way from one place to another. */
  z.strictObject({ kind: z.literal('between'), not, ids: z.tuple([id, id]) }),
  /** Meters above the sea, both included; one of them may be open. */
  z
    .strictObject({
      kind: z.literal('height'),
      not,
      min: z.number().int().min(-500).max(9000).optional(),
      max: z.number().int().min(-500).max(9000).optional(),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, {
      error: 'a least or a greatest height is needed',
    }),
  /** The camera looked clockwise between these bearings, degrees from true north. */
  z.strictObject({
    kind: z.literal('looking'),
    not,
    from: z.number().min(0).max(360),
    to: z.number().min(0).max(360),
  }),
  /** Make or model holds these words. */
  z.strictObject({ kind: z.literal('camera'), not, name }),
  /** Millimeters on 35 mm film, both included; one of them may be open. */
  z
    .strictObject({
      kind: z.literal('focal'),
      not,
      min: z.number().min(1).max(5000).optional(),
      max: z.number().min(1).max(5000).optional(),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, {
      error: 'a least or a greatest focal length is needed',
    }),
  z.strictObject({ kind: z.literal('shape'), not, shape: z.enum(SHAPES) }),
  /** Predicted to show any of these peaks; several conditions: all of them. */
  z.strictObject({ kind: z.literal('peak'), not, ids: z.array(id).min(1).max(100) }),
  /** The file's name, with or without its ending, or the end of its path. */
  z.strictObject({ kind: z.literal('file'), not, name }),
  /** A folder of this name lies on the photo's path. */
  z.strictObject({ kind: z.literal('folder'), not, name }),
  z.strictObject({ kind: z.literal('album'), not, name }),
  /** Names of the place, region and country that ingest gave a photo, as the facets list them; a country by its code. */
  z.strictObject({ kind: z.literal('locality'), not, name }),
  z.strictObject({ kind: z.literal('region'), not, name }),
  z.strictObject({ kind: z.literal('country'), not, name }),
  /** The camera's model exactly as it writes itself. */
  z.strictObject({ kind: z.literal('model'), not, name }),
  /** Stars that people gave, both included; one of them may be open. −1 is "rejected". */
  z
    .strictObject({
      kind: z.literal('rating'),
      not,
      min: z.number().int().min(-1).max(5).optional(),
      max: z.number().int().min(-1).max(5).optional(),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, {
      error: 'a least or a greatest number of stars is needed',
    }),
]);
export type Condition = z.infer<typeof conditionSchema>;
export type ConditionKind = Condition['kind'];

const range = (from: string | number | undefined, to: string | number | undefined): string =>
  `${from ?? ''}..${to ?? ''}`;

/**
 * A condition as one word for addresses and command lines: "days:2024-05-01..2024-05-31", "!light:night",
 * "near:lukla,5000". parseCondition reads it back.
 */
export function formatCondition(condition: Condition): string {
  return `${condition.not ? '!' : ''}${condition.kind}:${formatValue(condition)}`;
}

function formatValue(c: Condition): string {
  switch (c.kind) {
    case 'days':
    case 'season':
    case 'hours':
    case 'looking':
      return range(c.from, c.to);
    case 'height':
    case 'focal':
    case 'rating':
      return range(c.min, c.max);
    case 'light':
      return c.any.join(',');
    case 'place':
      return c.id;
    case 'near':
      return `${c.id},${c.radiusM}`;
    case 'between':
    case 'peak':
      return c.ids.join(',');
    case 'shape':
      return c.shape;
    case 'camera':
    case 'file':
    case 'folder':
    case 'album':
    case 'locality':
    case 'region':
    case 'country':
    case 'model':
      return c.name;
  }
}

/** Reads what formatCondition wrote; undefined for anything else. */
export function parseCondition(text: string): Condition | undefined {
  const match = /^(!?)([a-z]+):(.+)$/su.exec(text);
  if (!match) return undefined;
  const [, bang, kind, value] = match;
  const parsed = conditionSchema.safeParse({
    kind,
    ...(bang && { not: true }),
    ...parseValue(kind as ConditionKind, value),
  });
  return parsed.success ? parsed.data : undefined;
}

function parseValue(kind: ConditionKind, value: string): Record<string, unknown> {
  const list = value.split(',');
  const [first, second] = value.split('..');
  const number = (text: string | undefined) => (text ? Number(text) : undefined);
  const bounds = <T>(low: string, high: string, read: (text?: string) => T | undefined) => ({
    ...(first && { [low]: read(first) }),
    ...(second && { [high]: read(second) }),
  });
  switch (kind) {
    case 'days':
    case 'season':
    case 'hours':
      return bounds('from', 'to', (text) => text);
    case 'looking':
      return bounds('from', 'to', number);
    case 'height':
    case 'focal':
    case 'rating':
      return bounds('min', 'max', number);
    case 'light':
      return { any: list };
    case 'place':
      return { id: value };
    case 'near':
      return { id: list[0], radiusM: number(list[1]) };
    case 'between':
    case 'peak':
      return { ids: list };
    case 'shape':
      return { shape: value };
    default:
      return { name: value };
  }
}
