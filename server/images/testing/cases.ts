import { readFileSync } from 'node:fs';
import { sharedPath } from '../../../common/testing/shared_inputs';

/** The cases collected from public corpora and from users' reports; they lie beside the checkout. */
export interface CorpusCase {
  file: string;
  kind: string;
  expected: Record<string, unknown>;
}

export interface ReportCase {
  id: string;
  input: string;
  expected: Record<string, unknown>;
}

function lines<T>(part: 'corpora' | 'reports'): T[] {
  return readFileSync(sharedPath('cases', part, 'cases.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

export const corpusCases = (): CorpusCase[] => lines('corpora');
export const reportCases = (): ReportCase[] => lines('reports');

export const caseFile = (part: 'corpora' | 'reports', name: string): Buffer =>
  readFileSync(sharedPath('cases', part, name));
