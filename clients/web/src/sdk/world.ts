import { type TradeOffer, toOffer } from './deals';
import { Emitter } from './emitter';
import type {
  Bounds,
  Carried,
  ChunkForgotten,
  ChunkState,
  Deed,
  EntityKind,
  FrameUpdate,
  Inventory,
  ItemKind,
  Rules,
  Welcome,
  Entity as WireEntity,
  Person as WirePerson,
} from './generated/messages_pb';
import { chunkIndex, chunkKey, type Point, toPoint } from './units';

/** A thing in the world, as the server last said. */
export interface Entity {
  readonly id: bigint;
  readonly kind: EntityKind;
  readonly variant: number;
  readonly position: Point;
  readonly yawDegrees: number;
  readonly hp: number;
  readonly maxHp: number;
  readonly count: number;
  readonly ownerPlayerId: bigint;
  /** Key of the chunk it lies in. */
  readonly chunk: string;
}

export interface Person {
  readonly slot: number;
  readonly playerId: bigint;
  readonly name: string;
  readonly position: Point;
  /** What they are seen to carry; UNSPECIFIED for empty hands. */
  readonly carries: ItemKind;
}

export interface WorldEvents {
  /** Everything before is void. */
  cleared: undefined;
  /** `isLive`: it changed before our eyes, rather than being told while loading. */
  entity: { readonly entity: Entity; readonly before: Entity | undefined; readonly isLive: boolean };
  entityGone: { readonly entity: Entity; readonly isLive: boolean };
  personArrived: { readonly person: Person; readonly isLive: boolean };
  personDeparted: { readonly person: Person };
  /** Somebody carries something else than before. */
  carried: { readonly person: Person };
  /** Somebody proposes a trade to this player, or something else than before, or nothing any more. */
  offer: { readonly fromPlayerId: bigint; readonly offer: TradeOffer | undefined };
  inventory: ReadonlyMap<ItemKind, number>;
  deed: Deed;
}

/** What the client knows of the durable world. Changed only by the server's messages. */
export class WorldModel extends Emitter<WorldEvents> {
  readonly entities = new Map<bigint, Entity>();
  readonly people = new Map<number, Person>();
  /** What others have proposed to this player, by the proposer's id. */
  readonly offers = new Map<bigint, TradeOffer>();
  inventory: ReadonlyMap<ItemKind, number> = new Map();
  rules: Rules | undefined;
  bounds: Bounds | undefined;
  worldName = '';
  terrainSeed: bigint | undefined;

  /** The newest frame of each region, by region: each has numbers of its own. */
  private readonly frames = new Map<string, bigint>();
  private readonly chunks = new Map<string, Set<bigint>>();

  onWelcome(welcome: Welcome): void {
    this.entities.clear();
    this.people.clear();
    this.chunks.clear();
    this.rules = welcome.rules;
    this.bounds = welcome.bounds;
    this.worldName = welcome.worldName;
    this.terrainSeed = welcome.terrainSeed;
    this.frames.clear();
    this.offers.clear();
    this.emit('cleared', undefined);
    for (const person of welcome.people) {
      this.arrive(person, false);
    }
    this.setInventory(welcome.inventory);
  }

  onChunkState(state: ChunkState): void {
    const key = chunkKey(state.chunkX, state.chunkZ);
    if (state.part === 0) {
      const staying = new Set(state.entities.map((entity) => entity.id));
      for (const id of [...(this.chunks.get(key) ?? [])]) {
        if (!staying.has(id)) {
          this.remove(id, false);
        }
      }
    }
    for (const entity of state.entities) {
      this.upsert(entity, false);
    }
  }

  onChunkForgotten(forgotten: ChunkForgotten): void {
    for (const id of [...(this.chunks.get(chunkKey(forgotten.chunkX, forgotten.chunkZ)) ?? [])]) {
      this.remove(id, false);
    }
  }

  onFrame(update: FrameUpdate): void {
    if (update.frame > this.frameOf(update.regionX, update.regionZ)) {
      this.frames.set(regionKey(update.regionX, update.regionZ), update.frame);
    }
    for (const slot of update.departedSlots) {
      if (!this.staysThough(slot, update)) {
        this.depart(slot);
      }
    }
    for (const person of update.arrived) {
      this.arrive(person, true);
    }
    // Deeds first: they name things as they were before the frame took them away.
    for (const deed of update.deeds) {
      this.emit('deed', deed);
    }
    for (const entity of update.upserted) {
      this.upsert(entity, true);
    }
    for (const id of update.removed) {
      this.remove(id, true);
    }
    if (update.inventory) {
      this.setInventory(update.inventory);
    }
    for (const carried of update.carried) {
      this.carry(carried);
    }
    for (const made of update.offers) {
      this.setOffer(made.fromPlayerId, toOffer(made));
    }
  }

  /** The newest frame of a region that was shown; 0 for none. */
  frameOf(regionX: number, regionZ: number): bigint {
    return this.frames.get(regionKey(regionX, regionZ)) ?? 0n;
  }

  count(item: ItemKind): number {
    return this.inventory.get(item) ?? 0;
  }

  private upsert(wire: WireEntity, isLive: boolean): void {
    const before = this.entities.get(wire.id);
    const entity = toEntity(wire);
    if (before && before.chunk !== entity.chunk) {
      this.chunks.get(before.chunk)?.delete(before.id);
    }
    const chunk = this.chunks.get(entity.chunk) ?? new Set();
    chunk.add(entity.id);
    this.chunks.set(entity.chunk, chunk);
    this.entities.set(entity.id, entity);
    this.emit('entity', { entity, before, isLive });
  }

  private remove(id: bigint, isLive: boolean): void {
    const entity = this.entities.get(id);
    if (entity) {
      this.entities.delete(id);
      const chunk = this.chunks.get(entity.chunk);
      chunk?.delete(id);
      if (chunk?.size === 0) {
        this.chunks.delete(entity.chunk);
      }
      this.emit('entityGone', { entity, isLive });
    }
  }

  /** Whoever departs and arrives in one frame, as the same player in the same slot, was never away. */
  private staysThough(slot: number, update: FrameUpdate): boolean {
    const playerId = this.people.get(slot)?.playerId;
    return update.arrived.some((person) => person.slot === slot && person.playerId === playerId);
  }

  private arrive(wire: WirePerson, isLive: boolean): void {
    if (this.people.get(wire.slot)?.playerId === wire.playerId) {
      // Told again: nothing that is drawn of them begins anew.
      this.carry({ slot: wire.slot, item: wire.carries });
      return;
    }
    const person: Person = {
      slot: wire.slot,
      playerId: wire.playerId,
      name: wire.name,
      position: toPoint(wire.position),
      carries: wire.carries,
    };
    this.people.set(person.slot, person);
    this.emit('personArrived', { person, isLive });
  }

  private depart(slot: number): void {
    const person = this.people.get(slot);
    if (person) {
      this.people.delete(slot);
      if (this.offers.has(person.playerId)) {
        this.setOffer(person.playerId, undefined);
      }
      this.emit('personDeparted', { person });
    }
  }

  private carry({ slot, item }: Pick<Carried, 'slot' | 'item'>): void {
    const before = this.people.get(slot);
    if (before && before.carries !== item) {
      const person = { ...before, carries: item };
      this.people.set(slot, person);
      this.emit('carried', { person });
    }
  }

  private setOffer(fromPlayerId: bigint, offer: TradeOffer | undefined): void {
    if (offer) {
      this.offers.set(fromPlayerId, offer);
    } else {
      this.offers.delete(fromPlayerId);
    }
    this.emit('offer', { fromPlayerId, offer });
  }

  private setInventory(inventory: Inventory | undefined): void {
    this.inventory = new Map((inventory?.items ?? []).map((stack) => [stack.item, stack.count]));
    this.emit('inventory', this.inventory);
  }
}

function regionKey(regionX: number, regionZ: number): string {
  return `${regionX},${regionZ}`;
}

function toEntity(wire: WireEntity): Entity {
  return {
    id: wire.id,
    kind: wire.kind,
    variant: wire.variant,
    position: toPoint(wire.position),
    yawDegrees: wire.yawDegrees,
    hp: wire.hp,
    maxHp: wire.maxHp,
    count: wire.count,
    ownerPlayerId: wire.ownerPlayerId,
    chunk: chunkKey(chunkIndex(wire.position?.xMicros ?? 0n), chunkIndex(wire.position?.zMicros ?? 0n)),
  };
}
