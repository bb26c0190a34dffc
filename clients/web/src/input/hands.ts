import { create } from '@bufbuild/protobuf';
import type { WorldClient } from '../sdk/client';
import {
  BuildSchema,
  EntityKind,
  HarvestSchema,
  IdleSchema,
  InteractSchema,
  Reason,
  StructureKind,
} from '../sdk/generated/messages_pb';
import { isWithinReach, type WallPlace } from '../sdk/rules';
import { type Point, toMicros } from '../sdk/units';
import type { Entity } from '../sdk/world';

/** What hands do: turns intentions into actions of the protocol, and holds back what the server would surely refuse. */
export class Hands {
  private readyAtMs = 0;

  constructor(
    private readonly client: WorldClient,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether the thing is near enough to somebody standing at `root`. */
  reaches(root: Point, entity: Entity): boolean {
    return isWithinReach(root, entity.position, this.client.world.rules?.reachMm ?? 0);
  }

  /** Strikes a tree or a rock, or picks an item up. Returns the action's sequence, or nothing while the arm still swings. */
  use(entity: Entity): bigint | undefined {
    if (entity.kind === EntityKind.ITEM) {
      return this.interact(entity.id);
    }
    const now = this.now();
    if (now < this.readyAtMs) {
      return undefined;
    }
    this.readyAtMs = now + (this.client.world.rules?.harvestCooldownMs ?? 0) + 40;
    return this.harvest(entity.id);
  }

  harvest(target: bigint): bigint | undefined {
    return this.client.perform({ case: 'harvest', value: create(HarvestSchema, { target }) });
  }

  interact(target: bigint): bigint | undefined {
    return this.client.perform({ case: 'interact', value: create(InteractSchema, { target }) });
  }

  idle(): bigint | undefined {
    return this.client.perform({ case: 'idle', value: create(IdleSchema) });
  }

  build(place: WallPlace): bigint | undefined {
    const value = create(BuildSchema, {
      structure: StructureKind.WALL,
      position: { xMicros: toMicros(place.x), yMicros: toMicros(place.y), zMicros: toMicros(place.z) },
      yawDegrees: place.yawDegrees,
    });
    return this.client.perform({ case: 'build', value });
  }
}

/** Why something can't be done, in a few words; for the hint line, before the server is asked. */
export function reasonHint(reason: Reason): string {
  switch (reason) {
    case Reason.OK:
      return '';
    case Reason.OUT_OF_REACH:
      return 'Too far away';
    case Reason.NOT_ENOUGH_ITEMS:
      return 'Not enough wood';
    case Reason.NO_SPACE:
      return 'Something is in the way';
    case Reason.NOT_ON_GROUND:
      return 'The ground is too uneven';
    case Reason.OUTSIDE_WORLD:
      return 'Beyond the edge of the world';
    default:
      return 'Not now';
  }
}
