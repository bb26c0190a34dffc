import { Vector3 } from 'three';
import { scaleOf } from '../scene/things';
import { EntityKind } from '../sdk/generated/messages_pb';
import type { Terrain } from '../sdk/terrain';
import { MICROS_PER_METRE } from '../sdk/units';
import type { Entity, WorldModel } from '../sdk/world';

const WALK_SPEED = 3.4;
const RUN_SPEED = 6.4;
const JUMP_SPEED = 3.9;
const GRAVITY = 11;
const ACCELERATION = 11;
const BODY_RADIUS = 0.28;
const BORDER = 0.5;

export interface Stride {
  /** Wished direction in the player's own axes: x to the right, z backwards. Length up to 1. */
  readonly x: number;
  readonly z: number;
  readonly isRunning: boolean;
  readonly isJumping: boolean;
}

/** Where the player stands, and how they move over the ground, around trees and walls, within the world. */
export class Walker {
  readonly position = new Vector3();
  yaw = 0;
  pitch = 0;
  /** Metres walked; hands swing with it. */
  walked = 0;

  private readonly velocity = new Vector3();
  private height = 0;
  private climb = 0;

  constructor(private readonly world: WorldModel) {}

  get speed(): number {
    return Math.hypot(this.velocity.x, this.velocity.z);
  }

  placeAt(x: number, y: number, z: number): void {
    this.position.set(x, y, z);
    this.velocity.set(0, 0, 0);
    this.height = 0;
    this.climb = 0;
  }

  update(deltaSeconds: number, stride: Stride, terrain: Terrain): void {
    const topSpeed = Math.min(stride.isRunning ? RUN_SPEED : WALK_SPEED, this.serverLimit());
    const [cos, sin] = [Math.cos(this.yaw), Math.sin(this.yaw)];
    const wished = new Vector3(stride.x * cos + stride.z * sin, 0, -stride.x * sin + stride.z * cos);
    wished.clampLength(0, 1).multiplyScalar(topSpeed);
    this.velocity.lerp(wished, 1 - Math.exp(-ACCELERATION * deltaSeconds));
    this.moveBy(this.velocity.x * deltaSeconds, this.velocity.z * deltaSeconds);
    this.walked += this.speed * deltaSeconds;
    this.fly(deltaSeconds, stride.isJumping);
    this.position.y = terrain.height(this.position.x, this.position.z) + this.height;
  }

  /** Moves over the ground, but not through trees and walls nor out of the world. */
  moveBy(dx: number, dz: number): void {
    this.position.x += dx;
    this.position.z += dz;
    for (const entity of this.world.entities.values()) {
      this.keepOutOf(entity);
    }
    const { bounds } = this.world;
    if (bounds) {
      const clamp = (value: number, min: bigint, max: bigint): number =>
        Math.min(
          Number(max) / MICROS_PER_METRE - BORDER,
          Math.max(Number(min) / MICROS_PER_METRE + BORDER, value),
        );
      this.position.x = clamp(this.position.x, bounds.minXMicros, bounds.maxXMicros);
      this.position.z = clamp(this.position.z, bounds.minZMicros, bounds.maxZMicros);
    }
  }

  private serverLimit(): number {
    return ((this.world.rules?.maxSpeedMmPerS ?? 8000) / 1000) * 0.9;
  }

  private fly(deltaSeconds: number, isJumping: boolean): void {
    if (isJumping && this.height === 0) {
      this.climb = JUMP_SPEED;
    }
    this.height += this.climb * deltaSeconds;
    this.climb -= GRAVITY * deltaSeconds;
    if (this.height <= 0) {
      this.height = 0;
      this.climb = 0;
    }
  }

  private keepOutOf(entity: Entity): void {
    const dx = this.position.x - entity.position.x;
    const dz = this.position.z - entity.position.z;
    if (Math.abs(dx) > 3 || Math.abs(dz) > 3) {
      return;
    }
    if (entity.kind === EntityKind.TREE || entity.kind === EntityKind.ROCK) {
      const size = entity.kind === EntityKind.TREE ? 0.3 : 0.75;
      const radius = (entity.hp > 0 ? size * scaleOf(entity) : 0) + BODY_RADIUS;
      const away = Math.hypot(dx, dz);
      if (entity.hp > 0 && away < radius && away > 1e-6) {
        this.position.x += (dx / away) * (radius - away);
        this.position.z += (dz / away) * (radius - away);
      }
    } else if (entity.kind === EntityKind.STRUCTURE) {
      this.keepOutOfWall(entity, dx, dz);
    }
  }

  private keepOutOfWall(entity: Entity, dx: number, dz: number): void {
    const { rules } = this.world;
    if (!rules) {
      return;
    }
    const radians = (entity.yawDegrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
    const along = dx * cos - dz * sin;
    const sideways = dx * sin + dz * cos;
    const overEnd = rules.wallLengthMm / 2000 + BODY_RADIUS * 0.5 - Math.abs(along);
    const overSide = rules.wallThicknessMm / 2000 + BODY_RADIUS - Math.abs(sideways);
    if (overEnd <= 0 || overSide <= 0) {
      return;
    }
    const [pushAlong, pushSideways] =
      overSide < overEnd ? [0, overSide * Math.sign(sideways || 1)] : [overEnd * Math.sign(along || 1), 0];
    this.position.x += pushAlong * cos + pushSideways * sin;
    this.position.z += -pushAlong * sin + pushSideways * cos;
  }
}
