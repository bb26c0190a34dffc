import { EntityKind, ItemKind, Reason } from './generated/messages_pb';
import type { Terrain } from './terrain';
import { MICROS_PER_METRE, type Point } from './units';
import type { Entity, WorldModel } from './world';

/** Figures of the server that `Welcome.rules` does not carry: `docs/protocol/reliable.md`, "What the server checks". */
const GROUND_TOLERANCE = 0.3;
const WALL_JOINT = 0.3;
const WALL_SIDE_TOLERANCE = 0.02;
const TREE_RADIUS = 0.4;
const ROCK_RADIUS = 0.7;

/** Where a wall is to stand: the middle of its foot. */
export interface WallPlace extends Point {
  readonly yawDegrees: number;
}

/** Whether a hand of somebody standing at `root` reaches a thing, as the server sees it. */
export function isWithinReach(root: Point, thing: Point, reachMm: number): boolean {
  const reach = reachMm / 1000;
  return Math.hypot(root.x - thing.x, root.z - thing.z) <= reach && Math.abs(root.y - thing.y) <= reach;
}

/**
 * Predicts what the server will say to a wall at a place. A prediction only: the world may change before the action
 * arrives, and the server alone decides.
 */
export function predictBuild(world: WorldModel, terrain: Terrain, root: Point, place: WallPlace): Reason {
  const { rules } = world;
  if (!rules) {
    return Reason.BUSY;
  }
  if (!cornersAreInside(world, place)) {
    return Reason.OUTSIDE_WORLD;
  }
  if (!isWithinReach(root, place, rules.buildReachMm)) {
    return Reason.OUT_OF_REACH;
  }
  if (Math.abs(place.y - terrain.height(place.x, place.z)) > GROUND_TOLERANCE) {
    return Reason.NOT_ON_GROUND;
  }
  if (world.count(ItemKind.WOOD) < rules.wallWoodCost) {
    return Reason.NOT_ENOUGH_ITEMS;
  }
  for (const entity of world.entities.values()) {
    if (blocks(entity, place, rules.wallLengthMm / 1000, rules.wallThicknessMm / 1000)) {
      return Reason.NO_SPACE;
    }
  }
  return Reason.OK;
}

function cornersAreInside(world: WorldModel, place: WallPlace): boolean {
  const { rules, bounds } = world;
  if (!rules || !bounds) {
    return false;
  }
  const [cos, sin] = direction(place.yawDegrees).map(Math.abs) as [number, number];
  const [half, thin] = [rules.wallLengthMm / 2000, rules.wallThicknessMm / 2000];
  const [reachX, reachZ] = [half * cos + thin * sin, half * sin + thin * cos];
  const metres = (micros: bigint): number => Number(micros) / MICROS_PER_METRE;
  return (
    place.x - reachX >= metres(bounds.minXMicros) &&
    place.x + reachX <= metres(bounds.maxXMicros) &&
    place.z - reachZ >= metres(bounds.minZMicros) &&
    place.z + reachZ <= metres(bounds.maxZMicros)
  );
}

function blocks(entity: Entity, place: WallPlace, length: number, thickness: number): boolean {
  const dx = entity.position.x - place.x;
  const dz = entity.position.z - place.z;
  if (Math.abs(dx) > length + thickness || Math.abs(dz) > length + thickness) {
    return false;
  }
  switch (entity.kind) {
    case EntityKind.STRUCTURE:
      return wallsOverlap(place.yawDegrees, entity.yawDegrees, dx, dz, length, thickness);
    case EntityKind.TREE:
      return wallMeetsCircle(place.yawDegrees, dx, dz, length, thickness, TREE_RADIUS);
    case EntityKind.ROCK:
      return wallMeetsCircle(place.yawDegrees, dx, dz, length, thickness, ROCK_RADIUS);
    default:
      return false;
  }
}

/** Separating axes of two turned rectangles, each a little smaller than the wall: joints may run into each other. */
function wallsOverlap(
  yawA: number,
  yawB: number,
  dx: number,
  dz: number,
  length: number,
  thickness: number,
): boolean {
  const [cosA, sinA] = direction(yawA);
  const [cosB, sinB] = direction(yawB);
  const parallel = Math.abs(cosA * cosB + sinA * sinB);
  const across = Math.abs(sinA * cosB - cosA * sinB);
  const halfLength = length / 2 - WALL_JOINT;
  const halfThickness = thickness / 2 - WALL_SIDE_TOLERANCE;
  const alongLength = halfLength + halfLength * parallel + halfThickness * across;
  const alongThickness = halfThickness + halfLength * across + halfThickness * parallel;
  return (
    Math.abs(dx * cosA - dz * sinA) < alongLength &&
    Math.abs(dx * sinA + dz * cosA) < alongThickness &&
    Math.abs(dx * cosB - dz * sinB) < alongLength &&
    Math.abs(dx * sinB + dz * cosB) < alongThickness
  );
}

function wallMeetsCircle(
  yaw: number,
  dx: number,
  dz: number,
  length: number,
  thickness: number,
  radius: number,
): boolean {
  const [cos, sin] = direction(yaw);
  const beyondEnd = Math.max(0, Math.abs(dx * cos - dz * sin) - length / 2);
  const beyondSide = Math.max(0, Math.abs(dx * sin + dz * cos) - thickness / 2);
  return beyondEnd ** 2 + beyondSide ** 2 < radius ** 2;
}

/** Cosine and sine: a wall's length runs along (cos, −sin) in (x, z). */
function direction(yawDegrees: number): [number, number] {
  const radians = (yawDegrees * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
}
