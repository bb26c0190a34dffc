import { type BufferGeometry, Color, type Material, Matrix4, Quaternion, type Scene, Vector3 } from 'three';
import { EntityKind, ItemKind } from '../sdk/generated/messages_pb';
import type { Entity } from '../sdk/world';
import { InstancePool } from './instances';
import { matt, swaying } from './materials';
import { ROCK_LOOKS, rockGeometry, rockLook, rockScale, rubbleGeometry, stonesGeometry } from './rocks';
import { logsGeometry, WALL_HEIGHT, WALL_LENGTH, WALL_THICKNESS, wallGeometry } from './timber';
import { stumpGeometry, TREE_LOOKS, treeGeometry, treeLook, treeScale, treeTint } from './trees';

const WHITE = new Color(1, 1, 1);
const UP = new Vector3(0, 1, 0);

type Pool = InstancePool<bigint>;

interface Motion {
  readonly startedAt: number;
  readonly kind: 'shake' | 'grow';
}

const SHAKE_SECONDS = 0.45;
const GROW_SECONDS = 0.4;

/** Draws trees, rocks, items and structures, one draw call for each shape. */
export class Things {
  private readonly trees: Pool[];
  private readonly rocks: Pool[];
  private readonly stumps: Pool;
  private readonly rubble: Pool;
  private readonly log: Pool;
  private readonly logs: Pool;
  private readonly stones: Pool;
  private readonly walls: Pool;
  private readonly pools: Pool[] = [];
  private readonly shown = new Map<bigint, { entity: Entity; pool: Pool }>();
  private readonly motions = new Map<bigint, Motion>();

  constructor(private readonly scene: Scene) {
    const stiff = matt();
    this.trees = range(TREE_LOOKS).map((look) => this.pool(treeGeometry(look), swaying(0.012, 1.2)));
    this.rocks = range(ROCK_LOOKS).map((look) => this.pool(rockGeometry(look), stiff));
    this.stumps = this.pool(stumpGeometry(), stiff);
    this.rubble = this.pool(rubbleGeometry(), stiff);
    this.log = this.pool(logsGeometry(false), stiff);
    this.logs = this.pool(logsGeometry(true), stiff);
    this.stones = this.pool(stonesGeometry(), stiff);
    this.walls = this.pool(wallGeometry(WALL_LENGTH, WALL_HEIGHT, WALL_THICKNESS), stiff);
  }

  show(entity: Entity): void {
    const pool = this.poolOf(entity);
    const before = this.shown.get(entity.id);
    if (before && before.pool !== pool) {
      before.pool.delete(entity.id);
    }
    if (pool) {
      this.shown.set(entity.id, { entity, pool });
      pool.set(entity.id, placement(entity, 1, 0), tint(entity));
    } else {
      this.shown.delete(entity.id);
    }
  }

  hide(id: bigint): void {
    this.shown.get(id)?.pool.delete(id);
    this.shown.delete(id);
    this.motions.delete(id);
  }

  clear(): void {
    for (const id of [...this.shown.keys()]) {
      this.hide(id);
    }
  }

  /** Trembles after a blow. */
  shake(id: bigint, seconds: number): void {
    this.motions.set(id, { startedAt: seconds, kind: 'shake' });
  }

  /** Pops up when built. */
  grow(id: bigint, seconds: number): void {
    this.motions.set(id, { startedAt: seconds, kind: 'grow' });
  }

  update(seconds: number): void {
    for (const [id, motion] of this.motions) {
      this.move(id, motion, seconds - motion.startedAt);
    }
    for (const pool of this.pools) {
      pool.flush();
    }
  }

  private move(id: bigint, motion: Motion, age: number): void {
    const shown = this.shown.get(id);
    const length = motion.kind === 'shake' ? SHAKE_SECONDS : GROW_SECONDS;
    if (!shown || age >= length) {
      this.motions.delete(id);
    }
    if (!shown) {
      return;
    }
    const t = Math.min(1, age / length);
    const tilt = motion.kind === 'shake' ? Math.sin(t * 22) * (1 - t) ** 2 * 0.045 : 0;
    const scale = motion.kind === 'grow' ? overshoot(t) : 1;
    shown.pool.set(id, placement(shown.entity, scale, tilt), tint(shown.entity));
  }

  private poolOf(entity: Entity): Pool | undefined {
    switch (entity.kind) {
      case EntityKind.TREE:
        return entity.hp > 0 ? this.trees[treeLook(entity.variant)] : this.stumps;
      case EntityKind.ROCK:
        return entity.hp > 0 ? this.rocks[rockLook(entity.variant)] : this.rubble;
      case EntityKind.ITEM:
        return entity.variant === ItemKind.STONE ? this.stones : entity.count > 1 ? this.logs : this.log;
      case EntityKind.STRUCTURE:
        return this.walls;
      default:
        return undefined;
    }
  }

  private pool(geometry: BufferGeometry, material: Material): Pool {
    const pool: Pool = new InstancePool(this.scene, geometry, material, { cast: true, receive: true });
    this.pools.push(pool);
    return pool;
  }
}

/** Size of a thing's drawing, for aiming as well. */
export function scaleOf(entity: Entity): number {
  switch (entity.kind) {
    case EntityKind.TREE:
      return treeScale(entity.variant);
    case EntityKind.ROCK:
      return rockScale(entity.variant);
    default:
      return 1;
  }
}

function placement(entity: Entity, grown: number, tilt: number): Matrix4 {
  const { x, y, z } = entity.position;
  const turn = new Quaternion().setFromAxisAngle(UP, (entity.yawDegrees * Math.PI) / 180);
  if (tilt !== 0) {
    turn.premultiply(new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0.4).normalize(), tilt));
  }
  const scale = scaleOf(entity);
  return new Matrix4().compose(new Vector3(x, y, z), turn, new Vector3(scale, scale * grown, scale));
}

function tint(entity: Entity): Color {
  return entity.kind === EntityKind.TREE && entity.hp > 0 ? treeTint(entity.variant) : WHITE;
}

/** From 0 to 1 with a small spring at the end. */
function overshoot(t: number): number {
  const back = t - 1;
  return Math.max(0.05, 1 + 2.7 * back ** 3 + 1.7 * back ** 2);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
