import type { Vector3 } from 'three';
import { scaleOf } from '../scene/things';
import { EntityKind } from '../sdk/generated/messages_pb';
import type { Entity, WorldModel } from '../sdk/world';

/** How far along the line of sight things are considered at all. */
const LOOK_METRES = 9;
const TOUCH_METRES = 0.55;

/** Whether a thing can be harvested or picked up. */
export function isUsable(entity: Entity): boolean {
  switch (entity.kind) {
    case EntityKind.TREE:
    case EntityKind.ROCK:
      return entity.hp > 0;
    case EntityKind.ITEM:
      return true;
    default:
      return false;
  }
}

/** The nearest usable thing along a line of sight. */
export function lookAt(world: WorldModel, origin: Vector3, direction: Vector3): Entity | undefined {
  let best: Entity | undefined;
  let bestAway = LOOK_METRES;
  for (const entity of world.entities.values()) {
    const away = isUsable(entity) ? hitDistance(entity, origin, direction) : undefined;
    if (away !== undefined && away < bestAway) {
      best = entity;
      bestAway = away;
    }
  }
  return best;
}

/** The usable thing that a hand touches. */
export function touch(world: WorldModel, hand: Vector3): Entity | undefined {
  let best: Entity | undefined;
  let bestAway = TOUCH_METRES;
  for (const entity of world.entities.values()) {
    if (!isUsable(entity)) {
      continue;
    }
    const { radius, top } = outline(entity);
    const above = hand.y - entity.position.y;
    const away = Math.hypot(hand.x - entity.position.x, hand.z - entity.position.z) - radius;
    if (away < bestAway && above > -0.3 && above < top + 0.3) {
      best = entity;
      bestAway = away;
    }
  }
  return best;
}

/** The upright cylinder that stands for a thing when aiming: a little larger than it looks. */
function outline(entity: Entity): { radius: number; top: number } {
  const scale = scaleOf(entity);
  switch (entity.kind) {
    case EntityKind.TREE:
      return { radius: 0.5 * scale, top: 4 * scale };
    case EntityKind.ROCK:
      return { radius: 0.95 * scale, top: 1 * scale };
    default:
      return { radius: 0.55, top: 0.6 };
  }
}

/** Where a ray meets a thing's cylinder, as seen from above and then checked for height. */
function hitDistance(entity: Entity, origin: Vector3, direction: Vector3): number | undefined {
  const { radius, top } = outline(entity);
  const dx = entity.position.x - origin.x;
  const dz = entity.position.z - origin.z;
  const flat = Math.hypot(direction.x, direction.z);
  if (flat < 1e-3) {
    return undefined;
  }
  const along = (dx * direction.x + dz * direction.z) / flat;
  const aside = Math.abs(dx * direction.z - dz * direction.x) / flat;
  if (aside > radius) {
    return undefined;
  }
  const half = Math.sqrt(radius * radius - aside * aside);
  const [enter, leave] = [Math.max(0, along - half) / flat, (along + half) / flat];
  if (leave < 0) {
    return undefined;
  }
  const heights = [enter, leave].map((t) => origin.y + direction.y * t - entity.position.y);
  const isBelow = Math.max(...heights) < -0.25;
  const isAbove = Math.min(...heights) > top;
  return isBelow || isAbove ? undefined : enter;
}
