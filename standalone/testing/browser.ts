import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { agreedBeforehand } from '../elasticsearch/consent';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const HOW_TO_GET_IT =
  'Browser tests need Chromium: install it (Debian/Ubuntu: apt-get install chromium; macOS: brew install --cask chromium), set CHROMIUM_PATH to the program of one, or (as root on Debian/Ubuntu) run npm test -- --yes.';

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders, '/usr/bin']
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isProgram);
}

/**
 * Path of a Chromium: CHROMIUM_PATH, else one on PATH, else installed by apt-get where somebody agreed beforehand (CI, --yes):
 * a test can't ask.
 *
 * @throws Error with a sentence that names the ways to get one
 */
export function findChromium(): string {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') {
    if (isProgram(given)) return given;
    throw new Error(`CHROMIUM_PATH is "${given}", which is no program. ${HOW_TO_GET_IT}`);
  }
  const found = installed();
  if (found !== undefined) return found;
  if (agreedBeforehand() && process.getuid?.() === 0 && isProgram('/usr/bin/apt-get')) {
    console.error('Installing Chromium (apt-get install chromium) …');
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', 'chromium'],
    ]) {
      spawnSync('apt-get', args, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    }
    const now = installed();
    if (now !== undefined) return now;
  }
  throw new Error(HOW_TO_GET_IT);
}

/** For what never comes: everything else comes, on a busy machine not at once. */
const PATIENCE_MS = 170_000;

export interface TestBrowser {
  context: BrowserContext;
  close(): Promise<void>;
}

/** Starts a Chromium with a profile of its own, which is removed with it. */
export async function startBrowser(
  options: { viewport?: { width: number; height: number }; colorScheme?: 'light' | 'dark' } = {}
): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'peak-search-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    viewport: options.viewport ?? { width: 1440, height: 900 },
    colorScheme: options.colorScheme,
    reducedMotion: 'reduce',
    timeout: PATIENCE_MS,
    args: [
      // As root (containers) Chromium refuses its sandbox; the pages are our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  // A size or a color read on its way is nobody's: whatever moves arrives with the next frame, its end events with it.
  await context.addInitScript(() => {
    const still = new CSSStyleSheet();
    still.replaceSync(`*, *::before, *::after {
      transition-duration: 1ms !important; transition-delay: 0s !important;
      animation-duration: 1ms !important; animation-delay: 0s !important; animation-iteration-count: 1 !important;
    }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
