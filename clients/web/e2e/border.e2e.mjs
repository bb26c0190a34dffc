// A border between two regions, over the real server and two real browsers: one walks over it with a log on the shoulder,
// the other stands on the far side and sees no seam.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  BORDER_X,
  buildOverTheBorder,
  fetchALog,
  findALane,
  judge,
  median,
  nearestBeyond,
} from './border.mjs';
import { hasWall, inventory, isLive, me, person, state } from './knowledge.mjs';
import { eventually, launchBrowser, openPlayer } from './players.mjs';
import { WorldProcess } from './world-process.mjs';

const WALL_WOOD_COST = 2;
/** There and back again, so that a machine that stumbles once spoils one walk and not the test. */
const WALKS = 6;
const WALK_LIMIT_MS = 600_000;
/** What a hand-over may add to the age of what is seen: two ticks. */
const ADDED_MS = 2000 / 60;
const WEST_END = BORDER_X - 24;
const EAST_END = BORDER_X + 22;

const world = new WorldProcess({ seed: '7', worldSize: 3 });
let browser;
/** Walks. */
let ada;
/** Watches. */
let bo;
let lane;
let wood;

const walk = ({ page }, x, z) =>
  page.evaluate(([x, z, limit]) => sekai.walkTo(x, z, limit), [x, z, WALK_LIMIT_MS]);

before(async () => {
  await world.start();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await world.dispose();
});

test('one fetches a log, and the other goes ahead to the far side of the border', async () => {
  ada = await openPlayer(browser, world.url, { name: 'Ada' });
  bo = await openPlayer(browser, world.url, { name: 'Bo' });
  await isLive(ada);
  await isLive(bo);
  const { position } = await me(bo);
  const ahead = walk(bo, BORDER_X - 12, position.z);
  assert.equal(await ada.page.evaluate(fetchALog), 'OK');
  wood = (await inventory(ada)).wood;
  assert.equal(wood, 6, 'four strikes and what the tree left');
  await ahead;
  lane = await bo.page.evaluate(findALane, BORDER_X);
  await walk(bo, BORDER_X + 14, lane + 3);
  await walk(ada, WEST_END, lane);
  await eventually('Bo sees what Ada carries', async () => (await person(bo, 'Ada'))?.carries === 'WOOD');
});

test('whoever watches from the far side sees no seam', async (t) => {
  const walks = [];
  for (let i = 0; i < WALKS; i++) {
    const isEastward = i % 2 === 0;
    await ada.page.evaluate(() => sekai.film());
    await bo.page.evaluate(() => sekai.film('Ada'));
    await walk(ada, isEastward ? EAST_END : WEST_END, lane);
    await eventually('Ada has come all the way, for Bo', async () => {
      const x = (await person(bo, 'Ada'))?.drawn?.root[0];
      return Math.abs(x - (isEastward ? EAST_END : WEST_END)) < 1;
    });
    const [own, seen] = await Promise.all([ada, bo].map(({ page }) => page.evaluate(() => sekai.endFilm())));
    const verdict = { isEastward, ...judge(own, seen) };
    t.diagnostic(JSON.stringify(verdict));
    walks.push(verdict);
  }
  for (const seen of walks) {
    assert.deepEqual(seen.sides, [true, true], 'Bo saw both sides of the walk');
    assert.deepEqual(seen.burdens, ['WOOD'], 'the log was on her shoulder all along');
    assert.ok(seen.stepBackMetres < 0.3, `she was never thrown back: ${seen.stepBackMetres} m`);
  }
  // What the machine does to a walk, it does anywhere: only what happens near the border alone, each time, is a seam.
  const usualReceived = median(walks.map((seen) => seen.receivedFarMs));
  const usualDrawn = median(walks.map((seen) => seen.drawnFarMs));
  for (const isEastward of [true, false]) {
    const seamless = walks.filter(
      (seen) =>
        seen.isEastward === isEastward &&
        seen.receivedNearMs <= usualReceived + ADDED_MS &&
        seen.drawnNearMs <= usualDrawn + ADDED_MS,
    );
    assert.ok(seamless.length > 0, `no ${isEastward ? 'eastward' : 'westward'} walk was without a seam`);
  }
  assert.equal(await ada.page.evaluate(() => sekai.movedBack()), 0, 'Ada was never put back');
  assert.equal((await inventory(ada)).wood, wood, 'she has all that she carried');
});

test('a wall across the border is built from the far side, and both see it', async () => {
  await walk(ada, BORDER_X + 3, lane);
  const wall = await ada.page.evaluate(buildOverTheBorder, BORDER_X);
  await eventually('Bo sees the wall', () => hasWall(bo, wall));
  await eventually('Ada sees the wall', () => hasWall(ada, wall));
  wood -= WALL_WOOD_COST;
  await eventually('the wood is spent', async () => (await inventory(ada)).wood === wood);
});

test('a tree of the other region gives its wood', async () => {
  const tree = await ada.page.evaluate(nearestBeyond, BORDER_X);
  await walk(ada, tree.x + 1.6, tree.z);
  await eventually('a strike yields wood', async () => {
    const { reason } = await ada.page.evaluate((id) => sekai.harvest(id), tree.id);
    return reason === 'OK';
  });
  wood += 1;
  assert.equal((await inventory(ada)).wood, wood);
});

test('after kill -9 she is back on the far side, with what she has', async () => {
  const before = await me(ada);
  await world.kill();
  await eventually('Ada notices', async () => (await state(ada)) !== 'live');
  await world.start();
  await isLive(ada);
  await isLive(bo);
  const now = await me(ada);
  assert.equal(now.playerId, before.playerId);
  const moved = Math.hypot(now.position.x - before.position.x, now.position.z - before.position.z);
  assert.ok(moved < 3, `she is where she was: ${moved.toFixed(1)} m`);
  assert.equal((await inventory(ada)).wood, wood);
  await eventually('Bo sees Ada with her log', async () => {
    const seen = await person(bo, 'Ada');
    return seen?.newest && seen.carries === 'WOOD';
  });
});

test('neither page had an error of its own', () => {
  assert.deepEqual(ada.problems, []);
  assert.deepEqual(bo.problems, []);
});
