import type { Vector3 } from 'three';
import { EntityKind, type Reason } from '../sdk/generated/messages_pb';
import { predictBuild, type WallPlace } from '../sdk/rules';
import type { Terrain } from '../sdk/terrain';
import type { Point } from '../sdk/units';
import type { WorldModel } from '../sdk/world';

const STEP_DEGREES = 15;
const SNAP_METRES = 0.7;
/** Neighbouring walls overlap this much, which closes the joint and is within what the server allows. */
const JOINT_OVERLAP = 0.2;
const MARCH_METRES = 0.2;
/** Nobody builds through themselves. */
const MIN_METRES = 1.4;

export interface BuildPlan {
  readonly place: WallPlace;
  readonly reason: Reason;
}

/** Build mode: where the ghost stands, how it is turned, whether it may be built. */
export class Builder {
  isOn = false;
  plan: BuildPlan | undefined;
  private turnDegrees = 0;

  constructor(private readonly world: WorldModel) {}

  toggle(): void {
    this.isOn = !this.isOn;
    this.plan = undefined;
    this.turnDegrees = 0;
  }

  rotate(steps: number): void {
    this.turnDegrees += steps * STEP_DEGREES;
  }

  /** Aims the ghost along a ray. It faces the player, plus what they have turned it. */
  aim(origin: Vector3, direction: Vector3, root: Point, yaw: number, terrain: Terrain): void {
    const reach = ((this.world.rules?.buildReachMm ?? 6000) / 1000) * 0.97;
    const hit = groundAlong(origin, direction, terrain, root, reach);
    const facing = Math.round((yaw * 180) / Math.PI / STEP_DEGREES) * STEP_DEGREES;
    const yawDegrees = (((facing + this.turnDegrees) % 360) + 360) % 360;
    const { x, z } = this.snapped(hit.x, hit.z, yawDegrees);
    const place = { x, y: terrain.height(x, z), z, yawDegrees };
    this.plan = { place, reason: predictBuild(this.world, terrain, root, place) };
  }

  /** Draws the ghost's end to a near end of another wall, so that corners close. */
  private snapped(x: number, z: number, yawDegrees: number): { x: number; z: number } {
    const half = (this.world.rules?.wallLengthMm ?? 4000) / 2000 - JOINT_OVERLAP / 2;
    let best = { x, z };
    let bestAway = SNAP_METRES;
    for (const entity of this.world.entities.values()) {
      const isNear = Math.hypot(entity.position.x - x, entity.position.z - z) < half * 2 + SNAP_METRES;
      if (entity.kind !== EntityKind.STRUCTURE || !isNear) {
        continue;
      }
      for (const theirs of ends(entity.position.x, entity.position.z, entity.yawDegrees, half)) {
        for (const ours of ends(x, z, yawDegrees, half)) {
          const away = Math.hypot(theirs.x - ours.x, theirs.z - ours.z);
          if (away < bestAway) {
            bestAway = away;
            best = { x: x + theirs.x - ours.x, z: z + theirs.z - ours.z };
          }
        }
      }
    }
    return best;
  }
}

function ends(x: number, z: number, yawDegrees: number, half: number): { x: number; z: number }[] {
  const radians = (yawDegrees * Math.PI) / 180;
  const [alongX, alongZ] = [Math.cos(radians) * half, -Math.sin(radians) * half];
  return [
    { x: x + alongX, z: z + alongZ },
    { x: x - alongX, z: z - alongZ },
  ];
}

/** Where a ray meets the ground, or the farthest point within reach below it. */
function groundAlong(
  origin: Vector3,
  direction: Vector3,
  terrain: Terrain,
  root: Point,
  reach: number,
): { x: number; z: number } {
  let [x, z] = [origin.x, origin.z];
  for (let t = MARCH_METRES; t < reach * 2; t += MARCH_METRES) {
    const [nextX, nextZ] = [origin.x + direction.x * t, origin.z + direction.z * t];
    if (Math.hypot(nextX - root.x, nextZ - root.z) > reach) {
      break;
    }
    [x, z] = [nextX, nextZ];
    const isClearOfFeet = Math.hypot(x - root.x, z - root.z) > MIN_METRES;
    if (isClearOfFeet && origin.y + direction.y * t <= terrain.height(x, z)) {
      break;
    }
  }
  return { x, z };
}
