// Takes the picture of the README: a real server, people in real browsers, trees, and walls that one of them built.
// Bo takes it; Ada and Cy are in it.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually, launchBrowser, openPlayer } from './players.mjs';
import { WorldProcess } from './world-process.mjs';

const PICTURE = fileURLToPath(new URL('../../../docs/images/world.png', import.meta.url));
/** For what the page shows to settle: interpolation, shadows, notices that fade. */
const SETTLE_MS = 6_000;

const world = new WorldProcess({ seed: '7' });
let browser;
try {
  await world.start();
  browser = await launchBrowser();
  const ada = await openPlayer(browser, world.url, { name: 'Ada' });
  await eventually(
    'Ada is in the world',
    () => ada.page.evaluate(() => sekai.state().kind === 'live'),
    60_000,
  );
  await eventually('Ada sees trees', () => ada.page.evaluate(() => sekai.entities('TREE').length > 0));
  await ada.page.evaluate(buildACorner);
  await ada.page.evaluate(() => {
    sekai.setDesktopPose('right', { x: 0.45, y: 1.75, z: -0.25 });
    sekai.setDesktopPose('left', { x: -0.3, y: 1.15, z: -0.4 });
  });
  const cy = await openPlayer(browser, world.url, { name: 'Cy' });
  await eventually('Cy is in the world', () => cy.page.evaluate(() => sekai.state().kind === 'live'), 60_000);
  await cy.page.evaluate(
    ({ x, z }) => sekai.walkTo(x - 0.8, z + 2),
    await ada.page.evaluate(() => sekai.me().position),
  );
  await cy.page.evaluate(() => {
    sekai.setDesktopPose('right', { x: 0.35, y: 1.0, z: -0.35 });
    sekai.setDesktopPose('left', { x: -0.4, y: 1.6, z: -0.3 });
  });
  const bo = await openPlayer(browser, world.url, { name: 'Bo', width: 1280, height: 720, quality: 'high' });
  await eventually('Bo is in the world', () => bo.page.evaluate(() => sekai.state().kind === 'live'), 60_000);
  await eventually('Bo sees Ada', () => bo.page.evaluate(() => sekai.people().every((each) => each.newest)));
  const [adaAt, wall] = await bo.page.evaluate(() => [
    sekai.people().find((each) => each.name === 'Ada').newest.root,
    sekai.entities('STRUCTURE')[0],
  ]);
  // Bo stands so that Ada and her walls are in view together; Ada turns to him.
  const away = Math.hypot(wall.x - adaAt[0], wall.z - adaAt[2]);
  const to = {
    x: adaAt[0] - ((wall.x - adaAt[0]) / away) * 4 + 1.5,
    z: adaAt[2] - ((wall.z - adaAt[2]) / away) * 4,
  };
  await bo.page.evaluate(({ x, z }) => sekai.walkTo(x, z), to);
  const boAt = await bo.page.evaluate(() => sekai.me().position);
  for (const { page } of [ada, cy]) {
    await page.evaluate(({ x, y, z }) => sekai.lookAt(x, y + 1.5, z), boAt);
  }
  await bo.page.evaluate(({ x, y, z }) => sekai.lookAt(x, y, z), {
    x: (adaAt[0] + wall.x) / 2,
    y: adaAt[1] + 1.7,
    z: (adaAt[2] + wall.z) / 2,
  });
  await bo.page.waitForTimeout(SETTLE_MS);
  mkdirSync(fileURLToPath(new URL('.', `file://${PICTURE}`)), { recursive: true });
  await bo.page.screenshot({ path: PICTURE });
  console.log(`wrote ${PICTURE}`);
} finally {
  await browser?.close();
  await world.dispose();
}

/** Fells the nearest tree, picks up its wood, and sets up two walls as a corner. In the page. */
async function buildACorner() {
  const { position } = sekai.me();
  const away = (tree) => Math.hypot(tree.x - position.x, tree.z - position.z);
  const tree = sekai.entities('TREE').sort((a, b) => away(a) - away(b))[0];
  await sekai.walkTo(tree.x + 1.6, tree.z);
  while ((await sekai.harvest(tree.id)).reason !== 'EXHAUSTED') {
    await new Promise((resolve) => setTimeout(resolve, 320));
  }
  const log = sekai.entities('ITEM')[0];
  await sekai.walkTo(log.x + 0.6, log.z);
  await sekai.interact(log.id);
  await sekai.walkTo(position.x, position.z);
  const here = sekai.me().position;
  await sekai.build({ x: here.x, z: here.z - 3, yawDegrees: 0 });
  await sekai.build({ x: here.x - 2, z: here.z - 1, yawDegrees: 90 });
}
