import type { KibanaRequest } from '@kbn/core/server';
import { mayUse } from './define_route';

const asked = (authzResult: Record<string, boolean> | undefined) =>
  mayUse({ authzResult } as KibanaRequest, 'read_exact_places');

it('lets nobody use what nobody has asked about', () => {
  expect(asked({ read_exact_places: true })).toBe(true);
  expect(asked({ read_exact_places: false })).toBe(false);
  expect(asked({ read: true })).toBe(false);
  expect(asked(undefined)).toBe(false);
});
