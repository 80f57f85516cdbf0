import type { BenchReport } from './section';
export async function writeReport(
  _report: BenchReport,
  _log: (line: string) => void
): Promise<void> {}
