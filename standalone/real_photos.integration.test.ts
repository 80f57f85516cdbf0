import { readFile } from 'node:fs/promises';
import type { IdentifyResponse } from '../common/api';
import { API } from '../common/constants';
import { describeWith, sharedPath } from '../common/testing/shared_inputs';
import { readLabels } from '../scripts/evaluate/labels';
import type { PhotoLabel } from '../scripts/evaluate/labels';
import { startTestApp, type RunningTestApp } from './testing/running_app';

/**
 * Photos that people took, uploaded as the app uploads them to a host with the demo library and the demo model, which
 * has seen no real photo: what it says must be as right as the place alone can make it.
 */
describeWith('photos', 'real photos, uploaded to the demo', () => {
  let system: RunningTestApp;
  let answers: Array<{ label: PhotoLabel; answer: IdentifyResponse }>;

  beforeAll(async () => {
    // HEIC of 24 megapixels on a machine that is busy with other tests; it changes no answer.
    system = await startTestApp({ upload: { timeoutMs: 300_000 } });
    const labels = await readLabels(sharedPath('photos', 'labels.jsonl'));
    answers = [];
    for (const label of labels) {
      const answer = await identify(await readFile(sharedPath('photos', label.file)));
      answers.push({ label, answer });
    }
  }, 900_000);
  afterAll(() => system.stop());

  async function identify(body: Uint8Array<ArrayBuffer>): Promise<IdentifyResponse> {
    const response = await fetch(`${system.url}${API.identify}`, {
      method: 'POST',
      headers: {
        'elastic-api-version': '1',
        'x-elastic-internal-origin': 'Kibana',
        'kbn-xsrf': 'true',
        'content-type': 'application/octet-stream',
      },
      body,
    });
    expect(response.status).toBe(200);
    return (await response.json()) as IdentifyResponse;
  }

  const withPeak = () => answers.filter(({ label }) => label.peaksKnown && label.peaks.size > 0);

  it('are all answered', () => expect(answers).toHaveLength(25));

  it('at least 40 of the 48 labelled peaks are said', () => {
    const said = withPeak().flatMap(({ label, answer }) =>
      [...label.peaks].map((id) =>
        answer.candidates.some((peak) => peak.id === id && peak.visible >= 0.5)
      )
    );
    expect(said).toHaveLength(48);
    expect(said.filter(Boolean).length).toBeGreaterThanOrEqual(40);
  });

  it('a labelled peak comes first in at least 22 of the 23 photos that show one', () => {
    const first = withPeak().map(({ label, answer }) => label.peaks.has(answer.candidates[0]?.id));
    expect(first).toHaveLength(23);
    expect(first.filter(Boolean).length).toBeGreaterThanOrEqual(22);
  });
});
