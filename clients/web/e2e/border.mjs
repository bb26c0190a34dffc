// What the border between region (0, 0) and (1, 0) is in the end-to-end tests, and how a walk over it is judged.
export const BORDER_X = 256;
/** Who is so near to the border has just crossed it, is about to, or is being handed over. */
const NEAR_METRES = 8;

/** Fells the nearest tree and picks up its wood; returns how the last action ended. In the page. */
export async function fetchALog() {
  for (let tries = 0; sekai.entities('TREE').length === 0 && tries < 600; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
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
  const things = sekai.entities().filter((each) => each.kind !== 'ITEM' && Math.abs(each.x - borderX) < 30);
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
 * How a walk over the border was seen. What counts is how much later the watcher has a place than the walker, beyond what the
 * walker's own page made of the walk: each place is as old as the walker's next step is. Near the border, and elsewhere.
 *
 * @param {{ own: { at: number, x: number }[] }} walker
 * @param {{ drawn: { at: number, x: number, carries: string, isVisible: boolean }[],
 *   received: { at: number, x: number, tick: number }[] }} watcher
 */
export function judge(walker, watcher) {
  const steps = onTheMove(walker.own);
  const direction = Math.sign(steps.at(-1).x - steps[0].x);
  const received = ages(watcher.received, steps, direction);
  const drawn = ages(watcher.drawn, steps, direction);
  const gaps = watcher.received.slice(1).map(({ tick }, i) => tick - watcher.received[i].tick);
  return {
    receivedNearMs: highest(received.near),
    receivedFarMs: highest(received.far),
    drawnNearMs: highest(drawn.near),
    drawnFarMs: highest(drawn.far),
    framesNear: drawn.near.length,
    longestGapTicks: Math.max(...gaps),
    stepBackMetres: longestStepBack(watcher.received, direction),
    sides: [watcher.drawn.some(({ x }) => x < BORDER_X), watcher.drawn.some(({ x }) => x >= BORDER_X)],
    burdens: [...new Set(watcher.drawn.map(({ carries, isVisible }) => (isVisible ? carries : 'INVISIBLE')))],
  };
}

/** Without the rests at both ends. */
function onTheMove(steps) {
  const first = steps.findIndex(({ x }) => Math.abs(x - steps[0].x) > 0.3);
  const last = steps.findLastIndex(({ x }) => Math.abs(x - steps.at(-1).x) > 0.3);
  return steps.slice(first, last + 1);
}

function ages(shots, steps, direction) {
  const ages = { near: [], far: [] };
  for (const { at, x } of shots) {
    // A millimetre for what the wire rounds.
    const next = steps.findIndex((step) => (step.x - x) * direction > 0.002);
    if (next > 0) {
      const place = Math.abs(x - BORDER_X) < NEAR_METRES ? ages.near : ages.far;
      place.push(at - steps[next].at);
    }
  }
  return ages;
}

function longestStepBack(shots, direction) {
  let farthest = Number.NEGATIVE_INFINITY;
  let back = 0;
  for (const { x } of shots) {
    farthest = Math.max(farthest, x * direction);
    back = Math.max(back, farthest - x * direction);
  }
  return back;
}

function highest(values) {
  return Math.round(Math.max(...values));
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
