// Somebody whose network has no UDP shares the world with somebody whose has, over the real server and real browsers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  blocked,
  buildNearby,
  handOf,
  hasWall,
  inventory,
  isLive,
  me,
  nearestTree,
  person,
  state,
  transport,
} from './knowledge.mjs';
import { eventually, launchBrowser, openPlayer } from './players.mjs';
import { WorldProcess } from './world-process.mjs';

const WALL_WOOD_COST = 2;

const world = new WorldProcess({ seed: '7' });
let browser;
/** Behind a firewall. */
let ada;
let bo;
let wall;

before(async () => {
  await world.start();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await world.dispose();
});

test('where UDP is blocked the page falls back to the WebSocket by itself, and says so', async () => {
  ada = await openPlayer(browser, world.url, { name: 'Ada', isWithoutUdp: true });
  bo = await openPlayer(browser, world.url, { name: 'Bo' });
  await isLive(ada);
  await isLive(bo);
  assert.equal(await transport(ada), 'websocket');
  assert.ok((await blocked(ada)) >= 1, 'UDP was tried first');
  assert.equal(await transport(bo), 'webrtc');
  await eventually('the page names the WebSocket', async () =>
    (await ada.page.textContent('.status')).includes('WebSocket'),
  );
  await eventually('Ada sees Bo', async () => (await person(ada, 'Bo'))?.newest);
  await eventually('Bo sees Ada', async () => (await person(bo, 'Ada'))?.newest);
});

test('each sees the hands of the other move', async () => {
  for (const [mover, watcher, name] of [
    [ada, bo, 'Ada'],
    [bo, ada, 'Bo'],
  ]) {
    await mover.page.evaluate(() => sekai.setDesktopPose('right', { x: 0.3, y: 0.8, z: -0.3 }));
    await handOf(watcher, name, (y) => y < 0.95);
    await mover.page.evaluate(() => sekai.setDesktopPose('right', { x: 0.3, y: 1.8, z: -0.3 }));
    await handOf(watcher, name, (y) => y > 1.6);
  }
});

test('the one without UDP gathers and builds, and the other sees the wall', async () => {
  const tree = await ada.page.evaluate(nearestTree);
  await ada.page.evaluate(({ x, z }) => sekai.walkTo(x + 1.6, z, 120_000), tree);
  await eventually('there is wood for a wall', async () => {
    await ada.page.evaluate((id) => sekai.harvest(id), tree.id);
    return (await inventory(ada)).wood >= WALL_WOOD_COST;
  });
  wall = await ada.page.evaluate(buildNearby);
  await eventually('Bo sees the wall', () => hasWall(bo, wall));
});

test('after kill -9 both are back over what gets through, and nothing is lost', async () => {
  const before = await me(ada);
  const { wood } = await inventory(ada);
  const blockedBefore = await blocked(ada);
  await world.kill();
  await eventually('Ada notices', async () => (await state(ada)) !== 'live');
  const late = ada.page.evaluate(() => sekai.idle());
  await world.start();
  await isLive(ada);
  await isLive(bo);
  assert.equal(await transport(ada), 'websocket');
  assert.ok((await blocked(ada)) > blockedBefore, 'UDP was tried again');
  assert.equal((await late).reason, 'OK', 'what was asked for during the outage was done');
  assert.equal((await me(ada)).playerId, before.playerId);
  assert.equal((await inventory(ada)).wood, wood);
  await eventually('the wall stands for Ada', () => hasWall(ada, wall));
  await eventually('the wall stands for Bo', () => hasWall(bo, wall));
  await eventually('Bo sees Ada again', async () => (await person(bo, 'Ada'))?.newest);
});

test('a transport can be asked for', async () => {
  const cy = await openPlayer(browser, world.url, { name: 'Cy', transport: 'websocket' });
  await isLive(cy);
  assert.equal(await transport(cy), 'websocket');
  assert.deepEqual(cy.problems, []);
  await cy.context.close();
});

test('no page had an error of its own', () => {
  assert.deepEqual(ada.problems, []);
  assert.deepEqual(bo.problems, []);
});
