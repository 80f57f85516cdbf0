import type { Page } from 'playwright-core';
import { API } from '../../common/constants';
import {
  type TestApp,
  axeViolations,
  byTestId,
  fitsWidth,
  LAPTOP,
  PHONE,
  photosShown,
  settle,
  withTestApp,
} from '../testing/app_page';

/** The facets beside the demo album: what a click on a value leaves is what its count says. */

let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started));

const settled = () => page.locator('section[aria-busy="false"]').waitFor();
const count = async () =>
  Number((await byTestId(page, 'peakSearchCount').innerText()).replace(/\D/g, ''));
const facet = (kind: string) => byTestId(page, `peakSearchFacet-${kind}`);
/** Labels and counts of a facet's values, in their order. */
const values = async (kind: string) =>
  (await facet(kind).locator('label').allInnerTexts()).map((text) => {
    const [, label, number] = /^(.*) \(([\d,]+)\)$/.exec(text)!;
    return { label, count: Number(number.replace(/\D/g, '')) };
  });
const KINDS = [
  'locality',
  'season',
  'hours',
  'light',
  'height',
  'focal',
  'model',
  'shape',
  'region',
  'country',
];

/** What is folded away is in the page, but nobody reaches it. */
const folded = async (kind: string) =>
  (await facet(kind).locator('xpath=ancestor::*[@inert]').count()) > 0;

/** Does something that starts a search, and waits for its answer. */
async function searching(act: () => Promise<void>): Promise<void> {
  const answered = page.waitForResponse((answer) => answer.url().endsWith(API.search));
  await act();
  await answered;
  await settled();
}

async function tick(kind: string, label: string): Promise<number> {
  const box = facet(kind).getByRole('checkbox', { name: label });
  if (await folded(kind)) await page.getByRole('button', { name: 'More filters' }).click();
  const on = !(await box.isChecked());
  await searching(() => box.setChecked(on));
  return count();
}

it('of a kind that tells photos apart stand in the column, the others below "More filters"', async () => {
  await app.open('');
  const shown = [];
  for (const kind of KINDS) if (!(await folded(kind))) shown.push(kind);
  expect(shown.length).toBeGreaterThanOrEqual(3);
  expect(shown.length).toBeLessThanOrEqual(5);
  expect(shown).toContain('locality');
  // All of the album was taken in one country.
  expect(shown).not.toContain('country');
  await page.getByRole('button', { name: 'More filters' }).click();
  expect(await folded('country')).toBe(false);
  expect(await axeViolations(page)).toEqual([]);
});

it('leave what their counts say, alone and together, and are carried by the address', async () => {
  for (const kind of ['locality', 'season', 'hours', 'light', 'height', 'focal', 'shape']) {
    await app.open('?bursts=all');
    const [, second] = await values(kind);
    expect({ kind, ...second, count: await tick(kind, second.label) }).toEqual({ kind, ...second });
  }
  await app.open('?bursts=all');
  await tick('locality', 'Dingboche');
  const [light] = await values('light');
  expect(await tick('light', light.label)).toBe(light.count);
  expect(page.url()).toMatch(/if=locality:Dingboche&if=light:/);
  await page.reload();
  await photosShown(page);
  expect(await count()).toBe(light.count);
  expect(await facet('locality').getByRole('checkbox', { name: 'Dingboche' }).isChecked()).toBe(
    true
  );
  // The same condition is a chip beside the words, and goes with it.
  await searching(() =>
    page.getByRole('button', { name: 'Remove the condition “taken in Dingboche”' }).click()
  );
  expect(page.url()).not.toContain('Dingboche');
  expect(await facet('locality').getByRole('checkbox', { name: 'Dingboche' }).isChecked()).toBe(
    false
  );
});

it('choose one band of height at a time, and any number of months', async () => {
  await app.open('?bursts=all');
  const heights = await values('height');
  expect(heights.length).toBeGreaterThan(2);
  expect(await tick('height', heights[0].label)).toBe(heights[0].count);
  expect(await values('height')).toEqual(heights);
  expect(await tick('height', heights[1].label)).toBe(heights[1].count);
  await searching(() => page.getByRole('button', { name: 'Reset Elevation' }).click());
  expect(page.url()).not.toContain('height');

  const months = await values('season');
  await tick('season', months[0].label);
  expect(await tick('season', months[1].label)).toBe(months[0].count + months[1].count);
});

it('are said to a screen reader as groups of checkboxes with their counts', async () => {
  await app.open('');
  const group = page.getByRole('group', { name: 'Taken at' });
  const [first] = await values('locality');
  const box = group.getByRole('checkbox', { name: `${first.label} (${first.count})` });
  await box.focus();
  await page.keyboard.press('Space');
  await page.waitForURL(/if=locality:/);
  await settled();
  expect(await box.isChecked()).toBe(true);
  expect(await axeViolations(page)).toEqual([]);
});

it('fit on a phone, behind its button for filters', async () => {
  await page.setViewportSize(PHONE);
  await app.open('');
  await page.getByRole('button', { name: /^Filters/ }).click();
  await facet('locality').waitFor();
  await settle(page);
  expect(await fitsWidth(page)).toBe(true);
  expect(await axeViolations(page)).toEqual([]);
  await page.setViewportSize(LAPTOP);
});

it('name the place that tile, photo view and screen reader name, too', async () => {
  const place = 'Dingboche, 4,410 m · Khumbu · Nepal';
  await app.open('?if=locality:Dingboche');
  const tile = byTestId(page, 'peakSearchPhoto').first();
  expect(await tile.getAttribute('aria-label')).toContain(place);
  expect(await byTestId(page, 'peakSearchCaption').first().innerText()).toContain(place);
  await tile.click();
  await byTestId(page, 'peakSearchFacts').getByText(place).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

it('are told in French', async () => {
  await app.open('?locale=fr');
  await page.getByRole('button', { name: 'Plus de filtres' }).click();
  const labels = await page
    .locator('[data-test-subj="peakSearchFacet-country"] label')
    .allInnerTexts();
  expect(labels.join(' ')).toMatch(/Népal \(/);
  expect((await facet('season').locator('label').allInnerTexts()).join(' ')).toMatch(/octobre/);
  await app.open('?if=locality:Dingboche&locale=fr');
  const tile = byTestId(page, 'peakSearchPhoto').first();
  expect(await tile.getAttribute('aria-label')).toMatch(/Dingboche, 4\s410 m · Khumbu · Népal/);
  await app.open('?locale=en');
});
