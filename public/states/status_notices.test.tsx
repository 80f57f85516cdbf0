/** @jest-environment jsdom */
import React from 'react';
import { render } from '@testing-library/react';
import type { StatusResponse } from '../../common/api';
import { DemoBadge, StatusNotices, statusPoll } from './status_notices';

const ok = { state: 'ok' as const, message: '' };
const status = (changed: Partial<StatusResponse> = {}): StatusResponse => ({
  version: '1',
  elasticsearch: ok,
  model: ok,
  photosIndex: { ...ok, name: 'photos' },
  peaksIndex: { ...ok, name: 'peaks' },
  ...changed,
});
const shown = (changed: Partial<StatusResponse>) =>
  render(<StatusNotices status={status(changed)} />).container.textContent;

describe('StatusNotices', () => {
  it('is silent while all is well', () => {
    expect(shown({})).toBe('');
  });

  it('says that browsing works while the model is loaded', () => {
    expect(shown({ model: { state: 'loading', message: '' } })).toMatch(/Browsing works already/);
  });

  it('gives the server’s sentence on what to do', () => {
    const message = 'Run "peak-search model fetch".';
    for (const state of ['missing', 'failed'] as const) {
      expect(shown({ model: { state, message } })).toContain(message);
    }
    expect(shown({ elasticsearch: { state: 'failed', message } })).toContain(message);
    expect(shown({ photosIndex: { name: 'p', state: 'degraded', message } })).toContain(message);
  });

  it('speaks of Elasticsearch first: nothing works without it', () => {
    const text = shown({
      elasticsearch: { state: 'failed', message: 'down' },
      model: { state: 'missing', message: 'no model' },
    });
    expect(text).toContain('down');
    expect(text).not.toContain('no model');
  });
});

describe('statusPoll', () => {
  it('asks again while something may get better by itself', () => {
    expect(statusPoll(undefined)).toBeGreaterThan(0);
    expect(statusPoll(status({ model: { state: 'loading', message: '' } }))).toBeGreaterThan(0);
    expect(statusPoll(status({ elasticsearch: { state: 'failed', message: '' } }))).toBeGreaterThan(
      0
    );
    expect(statusPoll(status())).toBeUndefined();
    expect(statusPoll(status({ model: { state: 'missing', message: '' } }))).toBeUndefined();
  });
});

describe('DemoBadge', () => {
  it('labels the demo model as what it is, and no other', () => {
    expect(
      render(<DemoBadge status={status({ model: { ...ok, demo: true } })} />).container.textContent
    ).toBe('Demo model');
    expect(render(<DemoBadge status={status()} />).container.textContent).toBe('');
  });
});
