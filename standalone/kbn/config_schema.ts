import { Readable } from 'node:stream';

/**
 * The part of `@kbn/config-schema` that the server plugin uses, for hosts that are not Kibana. Same names, same
 * rules (unknown keys are refused, defaults are filled in, JSON in strings is read), messages of the same shape
 * (`[a.b]: …`). Mirrors src/platform/packages/shared/kbn-config-schema/src: internals/index.ts @3f18033c, types/type.ts
 * @0621698a, object_type.ts @027ff216, array_type.ts @0415a4e1, record_type.ts @28dff78b, union_type.ts @057dcf9c.
 */

export class ValidationError extends Error {
  constructor(
    public readonly reason: string,
    public readonly path: readonly string[]
  ) {
    super(path.length > 0 ? `[${path.join('.')}]: ${reason}` : reason);
    this.name = 'ValidationError';
  }
}

export interface TypeOptions<T> {
  defaultValue?: T | (() => T);
  /** Returns a sentence when the value is not acceptable. */
  validate?(value: T): string | void;
}

type Check = (value: unknown, path: readonly string[]) => unknown;

/** One validator. Kibana knows its own by the property `__isKbnConfigSchemaType`. */
export class Type<T> {
  public readonly __isKbnConfigSchemaType = true;
  /** Only for `TypeOf`; never set. */
  public readonly type!: T;

  constructor(
    private readonly check: Check,
    private readonly options: TypeOptions<T> = {}
  ) {}

  public validate(value: unknown, _context: unknown = {}, namespace?: string): T {
    return this.at(value, namespace === undefined ? [] : [namespace]);
  }

  /** @internal The same, at a place inside a larger value. */
  public at(given: unknown, path: readonly string[]): T {
    let value = given;
    if (value === undefined && 'defaultValue' in this.options) {
      const fallback = this.options.defaultValue;
      value = typeof fallback === 'function' ? (fallback as () => T)() : fallback;
      // A default is the author's: it need not pass through a check of presence.
      if (value === undefined) return value as T;
    }
    const checked = this.check(value, path) as T;
    const sentence = checked === undefined ? undefined : this.options.validate?.(checked);
    if (typeof sentence === 'string') throw new ValidationError(sentence, path);
    return checked;
  }
}

export type TypeOf<T extends Type<unknown>> = T['type'];
type Props = Record<string, Type<unknown>>;
type OptionalKeys<P extends Props> = {
  [K in keyof P]: undefined extends P[K]['type'] ? K : never;
}[keyof P];
export type ObjectResult<P extends Props> = {
  [K in Exclude<keyof P, OptionalKeys<P>>]: P[K]['type'];
} & { [K in OptionalKeys<P>]?: P[K]['type'] };

/** As the package type-detect names it. */
function typeDetect(value: unknown): string {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    return value === null ? 'null' : typeof value;
  }
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** Objects, arrays and records may be given as JSON: a setting from an environment variable always is. */
function fromJson(what: string, value: unknown, path: readonly string[]): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ValidationError(`could not parse ${what} value from json input`, path);
  }
}

function expected(what: string, value: unknown, path: readonly string[]): ValidationError {
  const got = typeDetect(value);
  return new ValidationError(`expected value of type [${what}] but got [${got}]`, path);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object<P extends Props>(
  props: P,
  options: TypeOptions<ObjectResult<P>> & { unknowns?: 'allow' | 'ignore' | 'forbid' } = {}
): Type<ObjectResult<P>> {
  return new Type<ObjectResult<P>>((value, path) => {
    const given = value === undefined ? {} : fromJson('object', value, path);
    if (!isPlainObject(given)) {
      throw new ValidationError(
        `expected a plain object value, but found [${typeDetect(given)}] instead.`,
        path
      );
    }
    const result: Record<string, unknown> = options.unknowns === 'allow' ? { ...given } : {};
    for (const key of Object.keys(given)) {
      if (!(key in props) && (options.unknowns ?? 'forbid') === 'forbid') {
        throw new ValidationError('definition for this key is missing', [...path, key]);
      }
    }
    for (const [key, type] of Object.entries(props)) {
      const checked = type.at(given[key], [...path, key]);
      if (checked !== undefined) result[key] = checked;
    }
    return result;
  }, options);
}

function string(
  options: TypeOptions<string> & { minLength?: number; maxLength?: number } = {}
): Type<string> {
  return new Type((value, path) => {
    if (typeof value !== 'string') throw expected('string', value, path);
    if (options.minLength !== undefined && value.length < options.minLength) {
      throw new ValidationError(
        `value has length [${value.length}] but it must have a minimum length of [${options.minLength}].`,
        path
      );
    }
    if (options.maxLength !== undefined && value.length > options.maxLength) {
      throw new ValidationError(
        `value has length [${value.length}] but it must have a maximum length of [${options.maxLength}].`,
        path
      );
    }
    return value;
  }, options);
}

function number(options: TypeOptions<number> & { min?: number; max?: number } = {}): Type<number> {
  return new Type((value, path) => {
    const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof parsed !== 'number' || Number.isNaN(parsed)) throw expected('number', value, path);
    if (options.min !== undefined && parsed < options.min) {
      throw new ValidationError(`Value must be equal to or greater than [${options.min}].`, path);
    }
    if (options.max !== undefined && parsed > options.max) {
      throw new ValidationError(`Value must be equal to or lower than [${options.max}].`, path);
    }
    return parsed;
  }, options);
}

function boolean(options: TypeOptions<boolean> = {}): Type<boolean> {
  return new Type((value, path) => {
    const word = typeof value === 'string' ? value.toLowerCase() : value;
    if (word === 'true' || word === true) return true;
    if (word === 'false' || word === false) return false;
    throw expected('boolean', value, path);
  }, options);
}

function literal<T extends string | number | boolean | null>(only: T): Type<T> {
  return new Type<T>((value, path) => {
    if (value !== only) throw new ValidationError(`expected value to equal [${only}]`, path);
    return value;
  });
}

function oneOf<T extends ReadonlyArray<Type<unknown>>>(
  types: T,
  options: TypeOptions<T[number]['type']> = {}
): Type<T[number]['type']> {
  return new Type((value, path) => {
    const reasons: string[] = [];
    for (const [index, type] of types.entries()) {
      try {
        return type.at(value, path);
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        const inside = [...path, String(index), ...error.path.slice(path.length)];
        reasons.push(new ValidationError(error.reason, inside).message);
      }
    }
    throw new ValidationError(
      `types that failed validation:\n${reasons.map((reason) => `- ${reason}`).join('\n')}`,
      path
    );
  }, options);
}

function arrayOf<T>(
  type: Type<T>,
  options: TypeOptions<T[]> & { minSize?: number; maxSize?: number } = {}
): Type<T[]> {
  return new Type<T[]>((given, path) => {
    const value = fromJson('array', given, path);
    if (!Array.isArray(value)) throw expected('array', value, path);
    if (options.minSize !== undefined && value.length < options.minSize) {
      throw new ValidationError(
        `array size is [${value.length}], but cannot be smaller than [${options.minSize}]`,
        path
      );
    }
    if (options.maxSize !== undefined && value.length > options.maxSize) {
      throw new ValidationError(
        `array size is [${value.length}], but cannot be greater than [${options.maxSize}]`,
        path
      );
    }
    return value.map((item, index) => type.at(item, [...path, String(index)]));
  }, options);
}

function recordOf<T>(
  key: Type<string>,
  type: Type<T>,
  options: TypeOptions<Record<string, T>> = {}
): Type<Record<string, T>> {
  return new Type<Record<string, T>>((given, path) => {
    const value = fromJson('record', given, path);
    if (!isPlainObject(value)) throw expected('object', value, path);
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        key.at(name, [...path, `key("${name}")`]),
        type.at(item, [...path, name]),
      ])
    );
  }, options);
}

function maybe<T>(type: Type<T>): Type<T | undefined> {
  return new Type<T | undefined>((value, path) =>
    value === undefined ? undefined : type.at(value, path)
  );
}

function any(options: TypeOptions<unknown> = {}): Type<unknown> {
  return new Type((value) => value, options);
}

function stream(): Type<Readable> {
  return new Type((value, path) => {
    if (!(value instanceof Readable)) throw expected('Stream', value, path);
    return value;
  });
}

export const schema = {
  any,
  arrayOf,
  boolean,
  literal,
  maybe,
  number,
  object,
  oneOf,
  recordOf,
  stream,
  string,
};
