import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import { EntityKind, FrameUpdateSchema, ItemKind, Reason } from '../src/sdk/generated/messages_pb';
import { isWithinReach, predictBuild, type WallPlace } from '../src/sdk/rules';
import { Terrain } from '../src/sdk/terrain';
import { toMicros } from '../src/sdk/units';
import { WorldModel } from '../src/sdk/world';
import { welcomeWith } from './fakes';

const terrain = new Terrain(42n);
const onGround = (x: number, z: number, yawDegrees = 0): WallPlace => ({
  x,
  y: terrain.height(x, z),
  z,
  yawDegrees,
});

describe('the prediction of a wall', () => {
  let world: WorldModel;
  const root = onGround(0, 0);
  const put = (kind: EntityKind, x: number, z: number): void => {
    const position = { xMicros: toMicros(x), yMicros: toMicros(terrain.height(x, z)), zMicros: toMicros(z) };
    const id = BigInt(world.entities.size + 1);
    world.onFrame(create(FrameUpdateSchema, { upserted: [{ id, kind, hp: 100, position }] }));
  };
  const judge = (place: WallPlace, from = root): string => Reason[predictBuild(world, terrain, from, place)];

  beforeEach(() => {
    world = new WorldModel();
    world.onWelcome(welcomeWith({ inventory: { items: [{ item: ItemKind.WOOD, count: 2 }] } }));
  });

  test('allows a wall on free ground within reach, with the wood for it', () => {
    expect(judge(onGround(0, -3))).toBe('OK');
  });

  test('knows each reason against it', () => {
    expect(judge(onGround(0, -6.5))).toBe('OUT_OF_REACH');
    expect(judge({ ...onGround(0, -3), y: terrain.height(0, -3) + 0.31 })).toBe('NOT_ON_GROUND');
    expect(judge(onGround(126.5, 0), onGround(125, 0))).toBe('OUTSIDE_WORLD');
    world.onFrame(create(FrameUpdateSchema, { inventory: { items: [{ item: ItemKind.WOOD, count: 1 }] } }));
    expect(judge(onGround(0, -3))).toBe('NOT_ENOUGH_ITEMS');
  });

  test('a wall may touch the edge of the world lengthwise turned away from it', () => {
    expect(judge(onGround(127.5, 0, 90), onGround(125, 0))).toBe('OK');
  });

  test('trees and rocks are in the way, items are not', () => {
    put(EntityKind.ITEM, 0, -3);
    expect(judge(onGround(0, -3))).toBe('OK');
    put(EntityKind.TREE, 1.5, -3.5);
    expect(judge(onGround(0, -3))).toBe('NO_SPACE');
    expect(judge(onGround(0, -2.9))).toBe('OK');
    put(EntityKind.ROCK, -2.5, -2.9);
    expect(judge(onGround(0, -2.9))).toBe('NO_SPACE');
  });

  test('walls join end to end, at corners and crosswise at the end, but do not run through each other', () => {
    put(EntityKind.STRUCTURE, 0, -3);
    expect(judge(onGround(0, -3))).toBe('NO_SPACE');
    expect(judge(onGround(0.5, -3, 45))).toBe('NO_SPACE');
    expect(judge(onGround(3.8, -3))).toBe('OK');
    expect(judge(onGround(2, -1, 90))).toBe('OK');
    expect(judge(onGround(0, -3, 90))).toBe('NO_SPACE');
    expect(judge(onGround(0, -2.5))).toBe('OK');
  });
});

test('reach is horizontal, and apart from that vertical', () => {
  const root = { x: 0, y: 0, z: 0 };
  expect(isWithinReach(root, { x: 3.5, y: 3.5, z: 0 }, 3500)).toBe(true);
  expect(isWithinReach(root, { x: 2.5, y: 0, z: 2.5 }, 3500)).toBe(false);
  expect(isWithinReach(root, { x: 0, y: -3.6, z: 0 }, 3500)).toBe(false);
});
