// What people in the end-to-end tests know: by their pages' own word.
import { eventually } from './players.mjs';

const LIVE_LIMIT_MS = 90_000;

export const state = ({ page }) => page.evaluate(() => sekai.state().kind);
export const me = ({ page }) => page.evaluate(() => sekai.me());
export const farewells = ({ page }) => page.evaluate(() => sekai.farewells());
export const inventory = ({ page }) => page.evaluate(() => sekai.inventory());
export const transport = ({ page }) => page.evaluate(() => sekai.transport());
/** How often lanes did not open. */
export const blocked = ({ page }) => page.evaluate(() => sekai.counters().blocked);
export const isLive = (player) =>
  eventually('the page is live', async () => (await state(player)) === 'live', LIVE_LIMIT_MS);
export const person = ({ page }, name) =>
  page.evaluate((name) => sekai.people().find((each) => each.name === name), name);
export const hasWall = ({ page }, wall) =>
  page.evaluate((id) => sekai.entities('STRUCTURE').some((each) => each.id === id), wall);
export const isFelled = ({ page }, tree) =>
  page.evaluate((id) => sekai.entities('TREE').find((each) => each.id === id)?.hp === 0, tree);

/** Waits until the watcher sees the other's right hand at such a height above the ground, and returns it, metres. */
export async function handOf(watcher, name, isThere) {
  let height;
  await eventually(`${name}'s right hand is seen to move`, async () => {
    const pose = (await person(watcher, name))?.drawn;
    height = pose && pose.right.position[1] - pose.root[1];
    return height !== undefined && isThere(height);
  });
  return height;
}

// ---- run in the page ----

export function nearestTree(exceptId) {
  const { position } = sekai.me();
  const away = (tree) => Math.hypot(tree.x - position.x, tree.z - position.z);
  return sekai
    .entities('TREE')
    .filter((tree) => tree.hp > 0 && tree.id !== exceptId)
    .sort((a, b) => away(a) - away(b))[0];
}

/** Tries places around until the world takes one, as a person would. */
export async function buildNearby() {
  const { position } = sekai.me();
  for (let turn = 0; turn < 12; turn++) {
    const angle = (turn * Math.PI) / 6;
    const place = { x: position.x + 4 * Math.cos(angle), z: position.z + 4 * Math.sin(angle) };
    const { reason, entityId } = await sekai.build({ ...place, yawDegrees: 90 });
    if (reason === 'OK') {
      return entityId;
    }
    if (reason !== 'NO_SPACE') {
      throw new Error(`building ended with ${reason}`);
    }
  }
  throw new Error('no place for a wall anywhere around');
}
