// What the border between region (0, 0) and (1, 0) is in the end-to-end tests, and how a walk over it is judged.
export const BORDER_X = 256;
/** Who is so near to the border has just crossed it, is about to, or is being handed over. */
const NEAR_METRES = 8;
/** How fast people run, and what clocks may add. */
const MAX_METRES_PER_SECOND = 8.4;

/** Fells the nearest tree but one and picks up its wood; returns what is carried then. In the page. */
export async function fetchALog() {
  const { position } = sekai.me();
  const away = (thing) => Math.hypot(thing.x - position.x, thing.z - position.z);
  const nearest = (kind) => sekai.entities(kind).sort((a, b) => away(a) - away(b))[0];
  const tree = nearest('TREE');
  await sekai.walkTo(tree.x + 1.6, tree.z, 120_000);
  for (let reason = 'OK'; reason !== 'EXHAUSTED'; ) {
    ({ reason } = await sekai.harvest(tree.id));
    if (!['OK', 'TOO_SOON', 'EXHAUSTED'].includes(reason)) {
      throw new Error(`a strike ended with ${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 350));
  }
  const log = nearest('ITEM');
  await sekai.walkTo(log.x + 0.5, log.z, 60_000);
  return (await sekai.interact(log.id)).reason;
}

/** A northing along which nothing stands in the way, on both sides of the border; near by. In the page. */
export function findALane(borderX) {
  const { z } = sekai.me().position;
  const things = sekai.entities().filter((each) => each.kind !== 'ITEM' && Math.abs(each.x - borderX) < 20);
  const room = (lane) => Math.min(...things.map((each) => Math.abs(each.z - lane)), 5);
  const lanes = Array.from({ length: 41 }, (_, i) => z + i - 20);
  return lanes.reduce((best, lane) => (room(lane) > room(best) ? lane : best));
}

/** Sets up a wall that lies half in each region, where there is room. In the page. */
export async function buildOverTheBorder(borderX) {
  const { position } = sekai.me();
  for (const aside of [0, 1, -1, 2, -2, 3, -3, 4, -4]) {
    const place = { x: borderX, z: position.z + aside, yawDegrees: 0 };
    const { reason, entityId } = await sekai.build(place);
    if (reason === 'OK') {
      return entityId;
    }
    if (reason !== 'NO_SPACE') {
      throw new Error(`building over the border ended with ${reason}`);
    }
  }
  throw new Error('no place for a wall over the border');
}

/** The nearest whole tree that lies east of the border. In the page. */
export function nearestBeyond(borderX) {
  const { position } = sekai.me();
  const away = (tree) => Math.hypot(tree.x - position.x, tree.z - position.z);
  return sekai
    .entities('TREE')
    .filter((tree) => tree.hp > 0 && tree.x > borderX + 1)
    .sort((a, b) => away(a) - away(b))[0];
}

/**
 * What a film of somebody walking over the border tells: how long poses stayed out, how even the motion was, and whether what
 * they carry was seen all along; near the border and elsewhere.
 *
 * @param {{ frames: { ms: number, tick: number, x: number, z: number, carries: string, isVisible: boolean }[],
 *   poseTicks: number[] }} film
 */
export function judge({ frames, poseTicks }) {
  const crossed = frames.filter(isNear);
  const [from, to] = [crossed.at(0)?.tick ?? 0, crossed.at(-1)?.tick ?? 0];
  const gaps = { near: [], far: [] };
  for (let i = 1; i < poseTicks.length; i++) {
    const place = poseTicks[i] >= from && poseTicks[i - 1] <= to ? gaps.near : gaps.far;
    place.push(poseTicks[i] - poseTicks[i - 1]);
  }
  const jumps = [];
  const stills = { near: 0, far: 0 };
  for (let i = 1; i < frames.length; i++) {
    const [a, b] = [frames[i - 1], frames[i]];
    const metres = Math.hypot(b.x - a.x, b.z - a.z);
    const seconds = Math.max(0, b.tick - a.tick) / 60;
    if (metres > MAX_METRES_PER_SECOND * seconds + 0.3) {
      jumps.push({ x: b.x, metres, seconds });
    }
    if (metres < 0.2 * seconds) {
      stills[isNear(b) ? 'near' : 'far'] += seconds;
    }
  }
  return {
    frames: crossed.length,
    sides: [crossed.some(({ x }) => x < BORDER_X), crossed.some(({ x }) => x >= BORDER_X)],
    longestGapTicks: Math.max(...gaps.near),
    usualGapTicks: percentile(gaps.far, 0.99),
    stillSeconds: stills.near,
    jumps: jumps.filter(isNear),
    burdens: [...new Set(frames.map(({ carries, isVisible }) => (isVisible ? carries : 'INVISIBLE')))],
  };
}

function isNear({ x }) {
  return Math.abs(x - BORDER_X) < NEAR_METRES;
}

function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
