// The main job, end to end, over the real server and two real browsers: two people share a world that survives kill -9.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  buildNearby,
  farewells,
  handOf,
  hasWall,
  inventory,
  isFelled,
  isLive,
  me,
  nearestTree,
  person,
  state,
} from './knowledge.mjs';
import { eventually, launchBrowser, openPlayer } from './players.mjs';
import { WorldProcess } from './world-process.mjs';

const WALL_WOOD_COST = 2;

const world = new WorldProcess({ seed: '7' });
let browser;
let ada;
let bo;
/** The tree that Bo stands at. */
let bosTree;
/** What was promised to Ada, by her page's own count. */
const promised = { wood: 0, wall: undefined, tree: undefined };

before(async () => {
  await world.start();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await world.dispose();
});

test('two people join, one of them in a headset, and see each other', async () => {
  ada = await openPlayer(browser, world.url, { name: 'Ada' });
  bo = await openPlayer(browser, world.url, { name: 'Bo', headset: true });
  await isLive(ada);
  await isLive(bo);
  bosTree = await bo.page.evaluate(nearestTree);
  await bo.page.evaluate(({ x, z }) => sekai.walkTo(x + 1.2, z), bosTree);
  // Whoever puts a headset on goes on facing where they looked.
  await bo.page.evaluate(({ x, y, z }) => sekai.lookAt(x, y + 1.2, z), bosTree);
  await bo.page.evaluate(() => sekai.enterVr());
  await eventually('Bo is in VR', async () => (await me(bo)).isInVr);
  await eventually('Ada sees Bo', async () => (await person(ada, 'Bo'))?.newest);
  await eventually('Bo sees Ada', async () => (await person(bo, 'Ada'))?.newest);
});

test('each sees the hands of the other move', async () => {
  await bo.page.evaluate(() => sekai.headset.move('right', { position: [0.3, 0.9, -0.3] }));
  const low = await handOf(ada, 'Bo', (y) => y < 1.0);
  await bo.page.evaluate(() => sekai.headset.move('right', { position: [0.3, 1.7, -0.3] }));
  const high = await handOf(ada, 'Bo', (y) => y > 1.55);
  assert.ok(high - low > 0.5, `Bo's right hand went from ${low} m to ${high} m`);

  await ada.page.evaluate(() => sekai.setDesktopPose('right', { x: 0.3, y: 0.8, z: -0.3 }));
  await handOf(bo, 'Ada', (y) => y < 0.95);
  await ada.page.evaluate(() => sekai.setDesktopPose('right', { x: 0.3, y: 1.8, z: -0.3 }));
  await handOf(bo, 'Ada', (y) => y > 1.6);
});

test('one fells a tree, picks up its wood and builds a wall, and the other sees it', async () => {
  promised.tree = await ada.page.evaluate(nearestTree, bosTree.id);
  await ada.page.evaluate(({ x, z }) => sekai.walkTo(x + 1.6, z, 120_000), promised.tree);
  await eventually('the tree falls', async () => {
    const { reason } = await ada.page.evaluate((id) => sekai.harvest(id), promised.tree.id);
    assert.ok(['OK', 'TOO_SOON', 'EXHAUSTED'].includes(reason), `a strike ended with ${reason}`);
    promised.wood += reason === 'OK' ? 1 : 0;
    return reason === 'EXHAUSTED';
  });
  assert.equal(promised.wood, 4, 'a tree gives a piece of wood for each of four strikes');

  const log = await ada.page.evaluate(() => sekai.entities('ITEM')[0]);
  await ada.page.evaluate(({ x, z }) => sekai.walkTo(x + 0.5, z), log);
  assert.equal((await ada.page.evaluate((id) => sekai.interact(id), log.id)).reason, 'OK');
  promised.wood += log.count;

  promised.wall = await ada.page.evaluate(buildNearby);
  promised.wood -= WALL_WOOD_COST;
  assert.equal((await inventory(ada)).wood, promised.wood);

  await eventually('Bo sees the wall', () => hasWall(bo, promised.wall));
  await eventually('Bo sees the felled tree', () => isFelled(bo, promised.tree.id));
});

test('the one in the headset strikes a tree with the trigger', async () => {
  const before = (await inventory(bo)).wood;
  await bo.page.evaluate(() => sekai.headset.move('right', { position: [0, 1.2, -0.8] }));
  await eventually('the trigger yields wood', async () => {
    await bo.page.evaluate(() => sekai.headset.press('right', 'trigger', 1));
    await bo.page.waitForTimeout(300);
    await bo.page.evaluate(() => sekai.headset.press('right', 'trigger', 0));
    await bo.page.waitForTimeout(300);
    return (await inventory(bo)).wood > before;
  });
});

test('after kill -9 both are back by themselves, the wall stands, and no wood was lost or made', async () => {
  await eventually('nothing of Bo is unanswered', () => bo.page.evaluate(() => sekai.pending() === 0));
  const adaBefore = await me(ada);
  const bosWood = (await inventory(bo)).wood;
  await world.kill();
  await eventually('Ada notices', async () => (await state(ada)) !== 'live');
  // Asked for while there is no server: kept, and done once when there is one again.
  const late = ada.page.evaluate(() => sekai.idle());
  await world.start();
  await isLive(ada);
  await isLive(bo);

  assert.equal((await me(ada)).playerId, adaBefore.playerId, 'Ada is still the same player');
  assert.equal((await late).reason, 'OK', 'what was asked for during the outage was done');
  await eventually('the wall stands for Ada', () => hasWall(ada, promised.wall));
  await eventually('the wall stands for Bo', () => hasWall(bo, promised.wall));
  await eventually('the tree is still felled', () => isFelled(ada, promised.tree.id));
  assert.equal((await inventory(ada)).wood, promised.wood, 'Ada has the wood that she was promised');
  assert.equal((await inventory(bo)).wood, bosWood, 'Bo has the wood that he was promised');
  const walls = await bo.page.evaluate(() => sekai.entities('STRUCTURE').length);
  assert.equal(walls, 1, 'there is one wall, not two');
  const { position } = await me(ada);
  const moved = Math.hypot(position.x - adaBefore.position.x, position.z - adaBefore.position.z);
  assert.ok(moved < 3, `Ada is where she was, within what a crash may cost of a walk: ${moved.toFixed(1)} m`);
  await eventually('they see each other again', async () => (await person(ada, 'Bo'))?.newest);
});

test('a person who opens the page again is the same player, with inventory and place', async () => {
  const before = await me(ada);
  await ada.page.reload();
  await isLive(ada);
  const now = await me(ada);
  assert.equal(now.playerId, before.playerId);
  assert.equal((await inventory(ada)).wood, promised.wood);
  assert.ok(Math.hypot(now.position.x - before.position.x, now.position.z - before.position.z) < 3);
});

test('a second page with the same token takes over from the first', async () => {
  const second = await ada.context.newPage();
  await second.goto(ada.page.url());
  await isLive({ page: second });
  await eventually('the first page is told so', async () =>
    (await farewells(ada)).includes('JOINED_ELSEWHERE'),
  );
  assert.equal(await state(ada), 'ended', 'the first page does not come back to fight for its place');
  assert.equal(await state({ page: second }), 'live');
  await second.close();
});

test('SIGTERM tells everybody, loses nothing and ends with 0', async () => {
  const bosWood = (await inventory(bo)).wood;
  assert.equal(await world.stop(), 0);
  await eventually('Bo is told', async () => (await farewells(bo)).includes('SERVER_STOPPING'));
  await world.start();
  await isLive(bo);
  await eventually('the wall still stands', () => hasWall(bo, promised.wall));
  assert.equal((await inventory(bo)).wood, bosWood);
  await ada.page.reload();
  await isLive(ada);
  assert.equal((await inventory(ada)).wood, promised.wood);
});

test('neither page had an error of its own', () => {
  assert.deepEqual(ada.problems, []);
  assert.deepEqual(bo.problems, []);
});
