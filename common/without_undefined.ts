/** An object without its fields that are undefined: what is absent must not become null in JSON or hide a default. */
export function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
