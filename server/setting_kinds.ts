import { isAbsolute } from 'node:path';

/** What a value must be, in a form that kibana.yml and the command line are both read with. */
export type Kind =
  | { type: 'number'; min: number; max: number; whole: boolean }
  | { type: 'word'; words: readonly string[] }
  | { type: 'words'; words: readonly string[] }
  | { type: 'text'; minLength?: number; maxLength?: number; refuse?: Refuse }
  | { type: 'roots' };

/** Why a text can't be used; undefined when it can. */
export type Refuse = (value: string) => string | undefined;

/** One setting, as everything that reads or explains it needs it. */
export interface Setting<Value, Flag extends string | undefined = string | undefined> {
  kind: Kind;
  /** Undefined where the setting has none and may be left out. */
  default: Value;
  /** For the table of docs/configuration.md; absent: told by the kind. */
  allowed?: string;
  /** For the same table, where the default depends on the machine. */
  defaultText?: string;
  /** Markdown. Its first sentence is the flag's help. */
  means: string;
  /** The command line's name for it, without `--`; absent: set in kibana.yml only. */
  flag: Flag;
  /** The environment variable that stands in for the flag. */
  env?: string;
}

type Told<Value, Flag extends string | undefined> = Partial<
  Pick<Setting<Value, Flag>, 'flag' | 'env' | 'allowed' | 'defaultText'>
> &
  Pick<Setting<Value, Flag>, 'default' | 'means'>;

function setting<Value, Flag extends string | undefined>(
  kind: Kind,
  { flag, ...told }: Told<Value, Flag>
): Setting<Value, Flag> {
  return { kind, ...told, flag: flag as Flag };
}

export const wholeNumber = <const Flag extends string | undefined = undefined>(
  { min, max, ...told }: Told<number, Flag> & { min: number; max: number } // prettier-ignore
) => setting<number, Flag>({ type: 'number', min, max, whole: true }, told);

export const anyNumber = <const Flag extends string | undefined = undefined>({
  min,
  max,
  ...told
}: Told<number, Flag> & { min: number; max: number }) =>
  setting<number, Flag>({ type: 'number', min, max, whole: false }, told);

export const oneOf = <Word extends string, const Flag extends string | undefined = undefined>(
  words: readonly Word[],
  told: Told<NoInfer<Word>, Flag>
) => setting<Word, Flag>({ type: 'word', words }, told);

/** Some of the words, in an order that matters. */
export const someOf = <const Flag extends string | undefined = undefined>(
  words: readonly string[],
  told: Told<string[], Flag>
) => setting<string[], Flag>({ type: 'words', words }, told);

interface TextLimits {
  minLength?: number;
  maxLength?: number;
  refuse?: Refuse;
}

export const text = <const Flag extends string | undefined = undefined>({
  minLength,
  maxLength,
  refuse,
  ...told
}: Told<string, Flag> & TextLimits) =>
  setting<string, Flag>({ type: 'text', minLength, maxLength, refuse }, told);

/** A text that may be left out. */
export const optionalText = <const Flag extends string | undefined = undefined>({
  minLength = 1,
  maxLength,
  refuse,
  ...told
}: Omit<Told<undefined, Flag>, 'default'> & TextLimits) =>
  setting<string | undefined, Flag>(
    { type: 'text', minLength, maxLength, refuse },
    { ...told, default: undefined }
  );

/** Folders by album name. */
export const roots = (told: Told<Record<string, string>, undefined>) =>
  setting<Record<string, string>, undefined>({ type: 'roots' }, told);

/** Elasticsearch's own rules for index and alias names, without those that nobody meets. */
export const indexName: Refuse = (value) =>
  /^[a-z0-9][a-z0-9_.-]*$/.test(value)
    ? undefined
    : 'must be an index name: lower-case letters, digits, "-", "_" and ".", beginning with a letter or digit';

export const absolutePath: Refuse = (value) =>
  isAbsolute(value) ? undefined : `must be an absolute path, but is "${value}"`;

export const ianaZone: Refuse = (value) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return undefined;
  } catch {
    return `must be an IANA time zone such as "Asia/Kathmandu", but is "${value}"`;
  }
};

/** Tiles come from a web server, or from the host that serves the app ("/tiles/{z}/{x}/{y}.png"). */
export const tileAddress: Refuse = (value) => {
  const missing = ['{z}', '{x}', '{y}'].filter((part) => !value.includes(part));
  if (missing.length > 0) return `must contain ${missing.join(', ')}, but is "${value}"`;
  return /^(https?:\/\/[^/\s]+)?\/(?!\/)\S*$/.test(value)
    ? undefined
    : `must begin with http://, https:// or a single "/", but is "${value}"`;
};
