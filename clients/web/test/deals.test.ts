import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import { acceptTrade, gift, offerTrade, withdrawTrade } from '../src/sdk/deals';
import { ActionSchema, FrameUpdateSchema, ItemKind } from '../src/sdk/generated/messages_pb';
import type { ActionKind } from '../src/sdk/outbox';
import { WorldModel } from '../src/sdk/world';
import { welcomeWith } from './fakes';

const WOOD = { item: ItemKind.WOOD, count: 2 };
const STONE = { item: ItemKind.STONE, count: 1 };
const wired = (kind: ActionKind) => create(ActionSchema, { sequence: 1n, kind }).kind.value;

describe('deals', () => {
  test('a gift names who gets what', () => {
    expect(wired(gift(18n, WOOD))).toMatchObject({ toPlayerId: 18n, items: WOOD });
  });

  test('an offer says what is given for what; without items it is withdrawn', () => {
    expect(wired(offerTrade(18n, WOOD, STONE))).toMatchObject({ toPlayerId: 18n, gives: WOOD, wants: STONE });
    expect(wired(withdrawTrade(18n))).toMatchObject({ toPlayerId: 18n });
    expect(wired(withdrawTrade(18n))).not.toHaveProperty('gives.count');
  });

  test('whoever accepts names the action that made the offer', () => {
    const offer = { fromPlayerId: 18n, sequence: 7n, gives: WOOD, wants: STONE };
    expect(wired(acceptTrade(offer))).toMatchObject({ fromPlayerId: 18n, offerSequence: 7n });
  });
});

describe('the offers that a player has', () => {
  let world: WorldModel;
  let heard: unknown[];
  const told = (offerSequence: bigint, count: number): void =>
    world.onFrame(
      create(FrameUpdateSchema, {
        frame: offerSequence,
        offers: [{ fromPlayerId: 18n, offerSequence, gives: { item: ItemKind.WOOD, count }, wants: STONE }],
      }),
    );

  beforeEach(() => {
    world = new WorldModel();
    world.onWelcome(welcomeWith());
    heard = [];
    world.on('offer', ({ offer }) => heard.push(offer?.sequence));
  });

  test('a later offer of the same player takes the place of the earlier', () => {
    told(7n, 2);
    told(8n, 3);
    expect([...world.offers.values()]).toEqual([
      { fromPlayerId: 18n, sequence: 8n, gives: { item: ItemKind.WOOD, count: 3 }, wants: STONE },
    ]);
  });

  test('one without items is none', () => {
    told(7n, 2);
    told(8n, 0);
    expect(world.offers.size).toBe(0);
    expect(heard).toEqual([7n, undefined]);
  });

  test('it goes with whoever leaves the world', () => {
    world.onFrame(create(FrameUpdateSchema, { arrived: [{ slot: 2, playerId: 18n, name: 'Bob' }] }));
    told(7n, 2);
    world.onFrame(create(FrameUpdateSchema, { departedSlots: [2] }));
    expect(world.offers.size).toBe(0);
    expect(heard).toEqual([7n, undefined]);
  });

  test('a Welcome voids them', () => {
    told(7n, 2);
    world.onWelcome(welcomeWith());
    expect(world.offers.size).toBe(0);
  });
});
