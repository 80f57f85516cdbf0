/** Steps of a search in shares of each parameter's own scale: coarse first. */
const STEPS = [1, 0.5, 0.25, 0.12, 0.06];

/**
 * Climbs to a nearby maximum, one parameter at a time: enough for a handful of parameters and a smooth objective, and
 * it needs no derivatives.
 *
 * @param scales how far the first step of each parameter goes
 * @returns the best parameters found; never worse than the start
 */
export function ascend<T extends Record<string, number>>(
  objective: (parameters: T) => number,
  start: T,
  scales: Partial<Record<keyof T, number>>
): { parameters: T; value: number } {
  let parameters = start;
  let value = objective(start);
  for (const step of STEPS) {
    for (const [name, scale] of Object.entries(scales) as Array<[keyof T, number]>) {
      for (const direction of [step, -step]) {
        // Five steps in a row at the most: the next coordinate may change what is best here.
        for (let taken = 0; taken < 5; taken++) {
          const next = { ...parameters, [name]: parameters[name] + direction * scale };
          const reached = objective(next);
          if (!(reached > value)) break;
          parameters = next;
          value = reached;
        }
      }
    }
  }
  return { parameters, value };
}
