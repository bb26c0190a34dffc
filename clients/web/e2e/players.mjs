// People in browsers: headless Chromium pages, each in a context (and so with a token) of its own.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Chromium without a display or a graphics card, and without calls to the outside. */
export function launchBrowser() {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath) {
    throw new Error('no Chromium found: ./sekai test installs it, or set CHROMIUM to its path');
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  });
}

/**
 * Opens the page as one person, who joins at once.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {{ name: string, headset?: boolean, width?: number, height?: number, quality?: string,
 *   transport?: string, isWithoutUdp?: boolean }} person
 */
export async function openPlayer(browser, url, person) {
  const context = await browser.newContext({
    viewport: { width: person.width ?? 480, height: person.height ?? 270 },
  });
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  if (person.isWithoutUdp) {
    await page.route('**/api/v1/sessions', answerWithADeadPort);
  }
  const query = new URLSearchParams({
    name: person.name,
    autojoin: '1',
    quality: person.quality ?? 'minimal',
  });
  if (person.headset) {
    query.set('emulate-headset', '1');
  }
  if (person.transport) {
    query.set('transport', person.transport);
  }
  await page.goto(`${url}/?${query}`);
  // A page with an emulated headset loads that first, and only then itself.
  await page.waitForFunction(() => globalThis.sekai !== undefined);
  return { page, context, problems };
}

/** A network that swallows UDP: the browser is told of a port that nobody answers at. */
async function answerWithADeadPort(route) {
  try {
    const response = await route.fetch();
    const json = await response.json();
    if (json.sdp) {
      json.sdp = json.sdp.replace(/^(a=candidate:(?:\S+ ){5})\d+/gm, (_, before) => `${before}9`);
    }
    await route.fulfill({ response, json });
  } catch {
    await route.abort();
  }
}

/** Waits until the condition holds; fails with the description of what was waited for. */
export async function eventually(what, condition, limitMs = 30_000) {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`waited ${limitMs / 1000} s in vain until: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
