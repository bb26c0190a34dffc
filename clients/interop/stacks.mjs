// The stacks by name: each takes the name of some WORK, and its options, and returns what came of it.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WORK } from './scenario.mjs';
import { OPENS_ODD_IDS, SENDS_NOTHING_EMPTY } from './visit.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

const CHROMIUMS = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** All connections are one page's, which has the server's origin. */
async function inChromium(what, options) {
  const { chromium } = await import('playwright-core');
  const executablePath = CHROMIUMS.find((path) => path && existsSync(path));
  if (!executablePath)
    throw new Error('no Chromium found: ./sekai test installs it, or set CHROMIUM to its path');
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
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
  const page = await browser.newPage();
  await page.route('**/*.mjs', (route) =>
    route.fulfill({ path: join(HERE, basename(route.request().url())), contentType: 'text/javascript' }),
  );
  await page.goto(options.server);
  const result = await page.evaluate(
    async ([what, options]) => (await import('/scenario.mjs')).WORK[what]({ ...options, RTCPeerConnection }),
    [what, options],
  );
  return { version: `Chromium ${browser.version()}`, ...result };
}

async function inLibdatachannel(what, options) {
  const { RTCPeerConnection } = await import('node-datachannel/polyfill');
  const { default: library } = await import('node-datachannel');
  const result = await WORK[what]({ ...options, RTCPeerConnection });
  return { version: `libdatachannel ${library.getLibraryVersion()}`, ...result };
}

async function inLibwebrtc(what, options) {
  const { default: wrtc } = await import('@roamhq/wrtc');
  const result = await WORK[what]({ ...options, RTCPeerConnection: wrtc.RTCPeerConnection });
  return { version: `@roamhq/wrtc ${versionOf('@roamhq/wrtc')}`, ...result };
}

async function inWerift(what, options) {
  const werift = await import('werift');
  // It offers SRTP within DTLS even for a section that has none, and insists on an answer.
  werift.RTCDtlsTransport.prototype.startSrtp = () => {};
  const { RTCPeerConnection } = werift;
  const quirks = [SENDS_NOTHING_EMPTY, OPENS_ODD_IDS];
  const result = await WORK[what]({ ...options, RTCPeerConnection, quirks });
  return { version: `werift ${versionOf('werift')}`, ...result };
}

export const STACKS = {
  chromium: inChromium,
  libdatachannel: inLibdatachannel,
  libwebrtc: inLibwebrtc,
  werift: inWerift,
};
