import type { StartOptions } from './start_options';
export async function runCheck(_options: StartOptions): Promise<number> {
  throw new Error('not yet');
}
