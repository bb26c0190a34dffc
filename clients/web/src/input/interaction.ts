import { Vector3 } from 'three';
import type { Effects } from '../scene/effects';
import type { Ghost } from '../scene/ghost';
import type { Marker } from '../scene/marker';
import type { Things } from '../scene/things';
import type { WorldClient } from '../sdk/client';
import { EntityKind, ItemKind, Reason } from '../sdk/generated/messages_pb';
import type { Terrain } from '../sdk/terrain';
import type { Entity } from '../sdk/world';
import { Builder } from './builder';
import { type Hands, reasonHint } from './hands';
import { isUsable, lookAt, touch } from './targeting';

/** Where somebody points, and from where they act. */
export interface Aim {
  readonly origin: Vector3;
  readonly direction: Vector3;
  readonly root: Vector3;
  readonly yaw: number;
  /** A tracked hand also acts on what it touches. */
  readonly hand?: Vector3;
}

interface Drawing {
  readonly things: Things;
  readonly effects: Effects;
  readonly marker: Marker;
  readonly ghost: Ghost;
}

/** What one acts on, on a desktop and in a headset alike: aiming, striking, picking up, building. */
export class Interaction {
  readonly builder: Builder;
  prompt = '';
  onStrike: () => void = () => undefined;
  onNotice: (text: string) => void = () => undefined;
  private target: Entity | undefined;
  private isInReach = false;
  private root = new Vector3();

  constructor(
    private readonly client: WorldClient,
    private readonly hands: Hands,
    private readonly drawing: Drawing,
    private readonly useKey: () => string,
  ) {
    this.builder = new Builder(client.world);
  }

  update(aim: Aim, terrain: Terrain, seconds: number): void {
    this.root = aim.root;
    if (this.builder.isOn) {
      this.target = undefined;
      this.drawing.marker.hide();
      this.builder.aim(aim.origin, aim.direction, aim.root, aim.yaw, terrain);
      const { place, reason } = this.builder.plan!;
      this.drawing.ghost.show(place, reason === Reason.OK);
      this.prompt = reason === Reason.OK ? this.costLine() : reasonHint(reason);
      return;
    }
    this.drawing.ghost.hide();
    const touched = aim.hand ? touch(this.client.world, aim.hand) : undefined;
    this.target = touched ?? lookAt(this.client.world, aim.origin, aim.direction);
    this.isInReach = this.target !== undefined && this.hands.reaches(aim.root, this.target);
    if (this.target && this.isInReach) {
      this.drawing.marker.show(this.target, seconds);
      this.prompt = `${this.useKey()} — ${verb(this.target)}`;
    } else {
      this.drawing.marker.hide();
      this.prompt = '';
    }
  }

  /** Nothing to act on: not in the world. */
  rest(): void {
    this.target = undefined;
    this.prompt = '';
    this.builder.isOn = false;
    this.drawing.marker.hide();
    this.drawing.ghost.hide();
  }

  /** Acts on what is aimed at, or builds. */
  use(seconds: number): void {
    if (this.builder.isOn) {
      this.buildPlan();
      return;
    }
    const target = this.target && this.client.world.entities.get(this.target.id);
    if (!target || !this.isInReach || !isUsable(target)) {
      this.onStrike();
      return;
    }
    if (this.hands.use(target) === undefined) {
      return;
    }
    this.onStrike();
    if (target.kind !== EntityKind.ITEM) {
      this.drawing.things.shake(target.id, seconds);
      this.drawing.effects.strike(target, this.root);
    }
  }

  private buildPlan(): void {
    const { plan } = this.builder;
    if (!plan) {
      return;
    }
    if (plan.reason !== Reason.OK) {
      this.onNotice(`${reasonHint(plan.reason)}.`);
    } else if (this.hands.build(plan.place) === undefined) {
      this.onNotice('Wait for the server to catch up.');
    } else {
      this.onStrike();
    }
  }

  private costLine(): string {
    const cost = this.client.world.rules?.wallWoodCost ?? 0;
    return `Set up a wall — ${cost} of ${this.client.world.count(ItemKind.WOOD)} wood`;
  }
}

function verb(entity: Entity): string {
  switch (entity.kind) {
    case EntityKind.TREE:
      return 'chop';
    case EntityKind.ROCK:
      return 'break stone';
    default:
      return entity.variant === ItemKind.STONE ? 'take the stone' : `take ${entity.count} wood`;
  }
}
