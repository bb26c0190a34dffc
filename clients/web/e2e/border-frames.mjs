// Takes docs/images/border.jpg: what Bo sees from the far side while Ada walks over the border with a log on her shoulder, step by
// step; each picture says where she was drawn.
import { fileURLToPath } from 'node:url';
import { BORDER_X, fetchALog, findALane } from './border.mjs';
import { isLive, me, person } from './knowledge.mjs';
import { eventually, launchBrowser, openPlayer } from './players.mjs';
import { WorldProcess } from './world-process.mjs';

const STRIP = fileURLToPath(new URL('../../../docs/images/border.jpg', import.meta.url));
const PICTURES = 6;
const WIDTH = 560;
const HEIGHT = 400;
const WALK_LIMIT_MS = 600_000;
/** For shadows and chunks to come up. */
const SETTLE_MS = 5_000;
/** Metres west and east of the border between which pictures are taken. */
const REACH = 3.5;

const world = new WorldProcess({ seed: '7', worldSize: 3 });
let browser;
try {
  await world.start();
  browser = await launchBrowser();
  const ada = await openPlayer(browser, world.url, { name: 'Ada' });
  await isLive(ada);
  await ada.page.evaluate(fetchALog);
  await walk(ada, BORDER_X - 12, (await me(ada)).position.z);
  const lane = await ada.page.evaluate(findALane, BORDER_X);
  await walk(ada, BORDER_X - REACH - 3, lane);
  const bo = await openPlayer(browser, world.url, {
    name: 'Bo',
    width: WIDTH,
    height: HEIGHT,
  });
  await isLive(bo);
  await walk(bo, BORDER_X + 5, lane + 5);
  // Whoever draws little walks faster; for the pictures, the same person comes again.
  await bo.page.goto(bo.page.url().replace('quality=minimal', 'quality=low'));
  await isLive(bo);
  await eventually('Bo sees what Ada carries', async () => (await person(bo, 'Ada'))?.carries === 'WOOD');
  await bo.page.evaluate(([x, z]) => sekai.lookAt(x, sekai.groundHeight(x, z) + 1, z), [BORDER_X, lane]);
  await bo.page.addStyleTag({ content: '.hud { display: none }' });
  await bo.page.waitForTimeout(SETTLE_MS);
  const pictures = await takeWhileWalking(ada, bo, lane);
  await putTogether(pictures);
  console.log(`wrote ${STRIP}`);
} finally {
  await browser?.close();
  await world.dispose();
}

async function walk({ page }, x, z) {
  await page.evaluate(([x, z, limit]) => sekai.walkTo(x, z, limit), [x, z, WALK_LIMIT_MS]);
}

/** A picture each time that she has come a step further. */
async function takeWhileWalking(ada, bo, lane) {
  const pictures = [];
  for (let i = 0; i < PICTURES; i++) {
    const x = BORDER_X - REACH + (2 * REACH * i) / (PICTURES - 1);
    await walk(ada, x, lane);
    await eventually(
      'Bo sees her there',
      async () => Math.abs((await person(bo, 'Ada')).drawn.root[0] - x) < 0.5,
    );
    const image = await bo.page.screenshot({ type: 'jpeg', quality: 78 });
    const at = (await person(bo, 'Ada')).drawn.root[0] - BORDER_X;
    pictures.push({
      image,
      label: `${Math.abs(at).toFixed(1)} m ${at < 0 ? 'before' : 'beyond'} the border`,
    });
  }
  return pictures;
}

async function putTogether(pictures) {
  const page = await browser.newPage({ viewport: { width: WIDTH * 3 + 8, height: HEIGHT * 2 + 4 } });
  const figures = pictures.map(
    ({ image, label }) =>
      `<figure><img src="data:image/jpeg;base64,${image.toString('base64')}"><figcaption>${label}</figcaption></figure>`,
  );
  await page.setContent(`<style>
    body { margin: 0; display: grid; grid-template-columns: repeat(3, ${WIDTH}px); gap: 4px; background: #fff }
    figure { margin: 0; position: relative; height: ${HEIGHT}px }
    figcaption { position: absolute; left: 10px; bottom: 8px; font: 600 17px sans-serif; color: #fff; text-shadow: 0 0 5px #000 }
  </style>${figures.join('')}`);
  await page.screenshot({ path: STRIP, type: 'jpeg', quality: 80 });
}
