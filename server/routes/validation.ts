import { z } from 'zod';
import type { RouteValidationFunction } from '@kbn/core/server';

type Issue = z.core.$ZodIssue;

function words(issue: Issue): string {
  switch (issue.code) {
    case 'too_big': {
      const limit = `at most ${issue.maximum}`;
      if (issue.origin === 'string') return `must have ${limit} characters`;
      if (issue.origin === 'array') return `must have ${limit} entries`;
      return `must be ${limit}`;
    }
    case 'too_small': {
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      if (issue.origin === 'string') return `must have at least ${issue.minimum} characters`;
      if (issue.origin === 'array') return `must have at least ${issue.minimum} entries`;
      return issue.inclusive === false
        ? `must be more than ${issue.minimum}`
        : `must be at least ${issue.minimum}`;
    }
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be of type ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? eitherOf(issue) : 'must be one of the known kinds';
    case 'invalid_format':
      return FORMATS[issue.format] ?? `must be a valid ${issue.format}`;
    case 'unrecognized_keys':
      return `has the unknown field ${listed(
        issue.keys.map((key) => `"${shortened(key)}"`),
        ', '
      )}`;
    default:
      return issue.message;
  }
}

const FORMATS: Record<string, string> = {
  datetime: 'must be an instant with offset, such as 2023-10-27T06:47:48+05:45',
  date: 'must be a day, such as 2023-10-27',
};

/** What each form of a text wants; other unions have forms that no sentence tells. */
function eitherOf({ errors }: z.core.$ZodIssueInvalidUnion): string {
  const all = errors.flat();
  return all.length > 0 && all.every(({ code }) => code === 'invalid_format')
    ? all.map(words).join(', or ')
    : 'has a form that is not known';
}

/** All that is wrong with an input, as one line: `size must be at most 500; sort must be one of …`. */
export function validationSentence(error: z.ZodError): string {
  return listed(
    error.issues.map((issue) =>
      issue.code === 'custom'
        ? issue.message
        : `${issue.path.length > 0 ? shortened(issue.path.join('.')) : 'the input'} ${words(issue)}`
    ),
    '; '
  );
}

/** More mistakes than this nobody mends in one go, and whoever sends thousands shall not get them all back. */
const MAX_LISTED = 5;
/** Names of our fields are shorter; others are repeated as far as it takes to find them. */
const MAX_NAME = 60;

function listed(items: readonly string[], separator: string): string {
  const more = items.length - MAX_LISTED;
  const shown = items.slice(0, MAX_LISTED).join(separator);
  return more > 0 ? `${shown}${separator}and ${more} more` : shown;
}

function shortened(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
}

/** No object of the API has a fifth of it; zod writes an issue for each unknown field, 2 µs each. */
const MAX_FIELDS = 100;
/** The longest list of the API; zod refuses a longer one without a look at its entries. */
const MAX_ENTRIES = 1000;
/** Twice what the largest request has: 1,000 ids and an outline of 1,000 corners. */
const MAX_VALUES = 10_000;

/** Whether a JSON value is so wide or so deep that zod would take long to refuse it. */
function isOversized(value: unknown): boolean {
  const open: unknown[] = [value];
  for (let seen = 0; open.length > 0; seen++) {
    if (seen > MAX_VALUES) return true;
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Array.isArray(next) && next.length > MAX_ENTRIES) continue;
    const inner = Object.values(next);
    if (!Array.isArray(next) && inner.length > MAX_FIELDS) return true;
    open.push(...inner);
  }
  return false;
}

/** A schema of common/ as Kibana's routes take it: a function, so that no version of zod is shared with Kibana. */
export function validator<T>(schema: z.ZodType<T>): RouteValidationFunction<T> {
  return (data, { ok, badRequest }) => {
    if (isOversized(data)) return badRequest('the input has more fields than any request needs');
    const result = schema.safeParse(data ?? {}, { reportInput: true });
    return result.success ? ok(result.data) : badRequest(validationSentence(result.error));
  };
}

/** Ids are hashes or slugs; 200 characters is what the API's schemas admit everywhere. */
export const idParams = validator(z.strictObject({ id: z.string().min(1).max(200) }));

/**
 * What an address in an `<img>` carries besides its own parameters, since a tag of HTML sends no headers.
 * Kibana takes both out before validation in some versions and leaves them in others.
 */
export const imageQuery = {
  apiVersion: z.string().optional(),
  elasticInternalOrigin: z.string().optional(),
  /** The content's hash: a new content is a new address. */
  v: z.string().max(100).optional(),
};
