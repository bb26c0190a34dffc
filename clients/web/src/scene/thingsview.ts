import { Vector3 } from 'three';
import type { WorldClient } from '../sdk/client';
import { DeedKind, EntityKind } from '../sdk/generated/messages_pb';
import type { Entity } from '../sdk/world';
import type { Effects } from './effects';
import type { People } from './people';
import type { Things } from './things';

/** Draws the client's world: things as they are, and what is to be seen when they change. */
export class ThingsView {
  /** Who struck a thing last, so that it falls away from them. */
  private readonly strikers = new Map<bigint, Vector3>();

  constructor(
    private readonly client: WorldClient,
    private readonly things: Things,
    private readonly effects: Effects,
    private readonly people: People,
    private readonly self: Vector3,
    private readonly seconds: () => number,
  ) {
    const { world } = client;
    world.on('cleared', () => {
      this.strikers.clear();
      things.clear();
    });
    world.on('entity', ({ entity, before, isLive }) => this.onEntity(entity, before, isLive));
    world.on('entityGone', ({ entity }) => things.hide(entity.id));
    world.on('deed', ({ slot, kind, target }) => {
      if (kind === DeedKind.HARVESTED && slot !== client.welcome?.slot) {
        this.onStruck(slot, target);
      }
    });
  }

  private onStruck(slot: number, target: bigint): void {
    const entity = this.client.world.entities.get(target);
    const pose = this.client.newestPose(slot);
    if (entity && pose) {
      const from = new Vector3(...pose.root);
      this.strikers.set(target, from);
      this.things.shake(target, this.seconds());
      this.effects.strike(entity, this.people.figure(slot)?.visible ? from : this.self);
    }
  }

  private onEntity(entity: Entity, before: Entity | undefined, isLive: boolean): void {
    this.things.show(entity);
    if (!isLive) {
      return;
    }
    const { rules } = this.client.world;
    if (entity.kind === EntityKind.STRUCTURE && !before) {
      this.things.grow(entity.id, this.seconds());
      this.effects.built(entity, (rules?.wallLengthMm ?? 4000) / 1000);
    } else if (entity.kind === EntityKind.TREE && before && before.hp > 0 && entity.hp === 0) {
      this.effects.fell(entity, this.strikers.get(entity.id) ?? this.self);
    } else if (entity.kind === EntityKind.ITEM && !before) {
      this.things.grow(entity.id, this.seconds());
    }
    this.strikers.delete(entity.id);
  }
}
