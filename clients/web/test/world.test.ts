import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  ChunkForgottenSchema,
  ChunkStateSchema,
  DeedKind,
  EntityKind,
  type EntitySchema,
  FrameUpdateSchema,
  ItemKind,
} from '../src/sdk/generated/messages_pb';
import { chunkIndex } from '../src/sdk/units';
import { WorldModel } from '../src/sdk/world';
import { welcomeWith } from './fakes';

const tree = (id: bigint, xMetres: number, hp = 100): MessageInitShape<typeof EntitySchema> => ({
  id,
  kind: EntityKind.TREE,
  hp,
  maxHp: 100,
  count: 1,
  position: { xMicros: BigInt(xMetres * 1e6), yMicros: 0n, zMicros: 1n },
});

describe('the model of the world', () => {
  let world: WorldModel;
  let events: string[];
  const chunk = (chunkX: number, part: number, ...entities: MessageInitShape<typeof EntitySchema>[]): void =>
    world.onChunkState(create(ChunkStateSchema, { chunkX, chunkZ: 0, part, entities }));
  const frame = (fields: MessageInitShape<typeof FrameUpdateSchema>): void =>
    world.onFrame(create(FrameUpdateSchema, fields));
  const ids = (): bigint[] => [...world.entities.keys()].sort();

  beforeEach(() => {
    world = new WorldModel();
    world.onWelcome(welcomeWith({ people: [{ slot: 1, playerId: 17n, name: 'Ada' }] }));
    events = [];
    world.on('entity', ({ entity, before, isLive }) =>
      events.push(`${before ? 'changed' : 'new'} ${entity.id}${isLive ? ' live' : ''}`),
    );
    world.on('entityGone', ({ entity, isLive }) => events.push(`gone ${entity.id}${isLive ? ' live' : ''}`));
    world.on('deed', (deed) => events.push(`deed ${deed.target}`));
  });

  test('a chunk comes in parts: the first replaces, the others add', () => {
    chunk(0, 0, tree(1n, 5), tree(2n, 6));
    chunk(0, 1, tree(3n, 7));
    expect(ids()).toEqual([1n, 2n, 3n]);
    chunk(0, 0, tree(2n, 6));
    expect(ids()).toEqual([2n]);
    expect(events.slice(-3)).toEqual(['gone 1', 'gone 3', 'changed 2']);
  });

  test('chunks are replaced and forgotten one by one', () => {
    chunk(0, 0, tree(1n, 5));
    chunk(-1, 0, tree(2n, -5));
    world.onChunkForgotten(create(ChunkForgottenSchema, { chunkX: -1, chunkZ: 0 }));
    expect(ids()).toEqual([1n]);
  });

  test('a thing that moved to another chunk is forgotten with that one', () => {
    chunk(0, 0, tree(1n, 5));
    frame({ upserted: [tree(1n, 40)] });
    world.onChunkForgotten(create(ChunkForgottenSchema, { chunkX: 0, chunkZ: 0 }));
    expect(ids()).toEqual([1n]);
    world.onChunkForgotten(create(ChunkForgottenSchema, { chunkX: 1, chunkZ: 0 }));
    expect(ids()).toEqual([]);
  });

  test('frames change things before our eyes; deeds come before what they change', () => {
    chunk(0, 0, tree(1n, 5), tree(2n, 6));
    events.length = 0;
    frame({
      frame: 7n,
      upserted: [tree(1n, 5, 0)],
      removed: [2n, 99n],
      deeds: [{ slot: 1, kind: DeedKind.HARVESTED, target: 1n }],
    });
    expect(events).toEqual(['deed 1', 'changed 1 live', 'gone 2 live']);
    expect(world.entities.get(1n)?.hp).toBe(0);
    expect(world.frameOf(0, 0)).toBe(7n);
  });

  test('each region has frames of its own, and shows its things', () => {
    frame({ frame: 7n, regionX: 0, upserted: [tree(1n, 250)] });
    frame({ frame: 2n, regionX: 1, upserted: [tree(2n, 260)] });
    frame({ frame: 3n, regionX: -1, regionZ: 1 });
    expect([world.frameOf(0, 0), world.frameOf(1, 0), world.frameOf(-1, 1), world.frameOf(1, 1)]).toEqual([
      7n,
      2n,
      3n,
      0n,
    ]);
    expect(ids()).toEqual([1n, 2n]);
  });

  test('an answer outside of frames does not turn the frame back', () => {
    frame({ frame: 7n });
    frame({ frame: 0n });
    expect(world.frameOf(0, 0)).toBe(7n);
  });

  test('people arrive and depart; a slot that is given again is somebody else', () => {
    frame({ arrived: [{ slot: 2, playerId: 18n, name: 'Bob' }] });
    frame({ departedSlots: [2], arrived: [{ slot: 2, playerId: 19n, name: 'Cy' }] });
    expect([...world.people.values()].map(({ name }) => name)).toEqual(['Ada', 'Cy']);
  });

  test('whoever is told of again, in another frame or in the one that lets them go, was never away', () => {
    const comings: string[] = [];
    world.on('personArrived', ({ person }) => comings.push(`${person.name} came`));
    world.on('personDeparted', ({ person }) => comings.push(`${person.name} went`));
    const ada = { slot: 1, playerId: 17n, name: 'Ada' };
    frame({ frame: 1n, regionX: 1, arrived: [ada] });
    frame({ frame: 2n, regionX: 1, departedSlots: [1], arrived: [{ ...ada, carries: ItemKind.WOOD }] });
    expect(comings).toEqual([]);
    expect(world.people.get(1)?.carries).toBe(ItemKind.WOOD);
    frame({ frame: 3n, regionX: 1, departedSlots: [1] });
    expect(comings).toEqual(['Ada went']);
  });

  test('what somebody carries is known on arrival, and changes with a frame of any region', () => {
    const carried: string[] = [];
    world.on('carried', ({ person }) => carried.push(`${person.name} ${ItemKind[person.carries]}`));
    frame({ arrived: [{ slot: 2, playerId: 18n, name: 'Bob', carries: ItemKind.STONE }] });
    frame({ frame: 1n, regionX: 1, carried: [{ slot: 2, item: ItemKind.WOOD }] });
    frame({ frame: 2n, regionX: 1, carried: [{ slot: 2, item: ItemKind.WOOD }] });
    frame({ frame: 9n, carried: [{ slot: 2 }, { slot: 5, item: ItemKind.WOOD }] });
    expect(carried).toEqual(['Bob WOOD', 'Bob UNSPECIFIED']);
  });

  test('the inventory is what the server last said', () => {
    frame({ inventory: { items: [{ item: ItemKind.WOOD, count: 3 }] } });
    frame({ frame: 8n });
    expect(world.count(ItemKind.WOOD)).toBe(3);
    frame({ inventory: {} });
    expect(world.count(ItemKind.WOOD)).toBe(0);
  });

  test('a Welcome voids everything before it', () => {
    chunk(0, 0, tree(1n, 5));
    world.onWelcome(welcomeWith({ terrainSeed: 7n }));
    expect(ids()).toEqual([]);
    expect(world.people.size).toBe(0);
    expect(world.terrainSeed).toBe(7n);
  });

  test('chunk indices round down', () => {
    expect([0n, 31_999_999n, 32_000_000n, -1n, -32_000_000n, -32_000_001n].map(chunkIndex)).toEqual([
      0, 0, 1, -1, -1, -2,
    ]);
  });
});
