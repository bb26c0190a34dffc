import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  ActionRefusedSchema,
  type ActionResult,
  ActionResultSchema,
  HarvestSchema,
  Reason,
} from '../src/sdk/generated/messages_pb';
import { type ActionKind, ActionOutbox, MAX_PENDING_ACTIONS } from '../src/sdk/outbox';
import { MemoryStore } from '../src/sdk/store';

const SERVER = 'https://play.example';
const PLAYER = 17n;

const harvest = (target: bigint): ActionKind => ({
  case: 'harvest',
  value: create(HarvestSchema, { target }),
});
const result = (sequence: bigint, reason = Reason.OK): ActionResult =>
  create(ActionResultSchema, { sequence, reason, entityId: 5n });
const refused = (sequence: bigint, expectedSequence: bigint, retryAfterMs = 100) =>
  create(ActionRefusedSchema, { sequence, expectedSequence, retryAfterMs, reason: Reason.RATE_LIMITED });
const sequences = (outbox: ActionOutbox, now = 0): bigint[] =>
  outbox.drain(now).map((action) => action.sequence);

describe('the outbox', () => {
  let store: MemoryStore;
  let outbox: ActionOutbox;

  beforeEach(() => {
    store = new MemoryStore();
    outbox = new ActionOutbox(store, SERVER);
    outbox.resume(PLAYER, 4n, [], 3);
  });

  test('numbers densely from where the server says', () => {
    expect([outbox.offer(harvest(1n)), outbox.offer(harvest(2n))]).toEqual([5n, 6n]);
    outbox.onResult(result(5n));
    outbox.onResult(result(6n));
    expect(outbox.offer(harvest(3n))).toBe(7n);
  });

  test('takes nothing before it knows the player', () => {
    expect(new ActionOutbox(store, SERVER).offer(harvest(1n))).toBeUndefined();
  });

  test('sends each action once, in order, and no more at a time than the server allows', () => {
    for (let i = 0; i < 5; i++) {
      outbox.offer(harvest(BigInt(i)));
    }
    expect(sequences(outbox)).toEqual([5n, 6n, 7n]);
    expect(sequences(outbox)).toEqual([]);
    outbox.onResult(result(5n));
    expect(sequences(outbox)).toEqual([8n]);
  });

  test('an answer settles an action once, with what was meant', () => {
    outbox.offer(harvest(99n));
    const outcome = outbox.onResult(result(5n, Reason.EXHAUSTED));
    expect(outcome).toMatchObject({ sequence: 5n, reason: Reason.EXHAUSTED, entityId: 5n });
    expect(outcome?.kind).toMatchObject({ case: 'harvest', value: { target: 99n } });
    expect(outbox.onResult(result(5n))).toBeUndefined();
    expect(outbox.pendingCount).toBe(0);
  });

  test('after a reconnect, takes recent answers and resends only the rest', () => {
    outbox.offer(harvest(1n));
    outbox.offer(harvest(2n));
    outbox.offer(harvest(3n));
    outbox.drain(0);
    outbox.onDisconnected();
    const outcomes = outbox.resume(PLAYER, 6n, [result(5n), result(6n, Reason.TOO_SOON)], 3);
    expect(outcomes.map(({ sequence, reason }) => [sequence, reason])).toEqual([
      [5n, Reason.OK],
      [6n, Reason.TOO_SOON],
    ]);
    expect(sequences(outbox)).toEqual([7n]);
  });

  test('an action that is applied but whose answer is too old is settled without a reason, not sent again', () => {
    outbox.offer(harvest(1n));
    const outcomes = outbox.resume(PLAYER, 5n, [], 3);
    expect(outcomes).toMatchObject([{ sequence: 5n, reason: undefined }]);
    expect(sequences(outbox)).toEqual([]);
  });

  test('a reload of the page neither loses nor repeats', () => {
    outbox.offer(harvest(1n));
    outbox.offer(harvest(2n));
    outbox.drain(0);
    outbox.onResult(result(5n));

    const reloaded = new ActionOutbox(store, SERVER);
    expect(reloaded.resume(PLAYER, 5n, [result(5n)], 3)).toEqual([]);
    const [action] = reloaded.drain(0);
    expect(action).toMatchObject({ sequence: 6n, kind: { case: 'harvest', value: { target: 2n } } });
  });

  test('another player of the same browser has actions of their own', () => {
    outbox.offer(harvest(1n));
    const other = new ActionOutbox(store, SERVER);
    other.resume(18n, 0n, [], 3);
    expect(sequences(other)).toEqual([]);
  });

  test('what one player left unanswered is not done by the next one of the same page', () => {
    outbox.offer(harvest(1n));
    outbox.resume(18n, 0n, [], 3);
    expect(sequences(outbox)).toEqual([]);
    outbox.resume(PLAYER, 4n, [], 3);
    expect(sequences(outbox)).toEqual([5n]);
  });

  test('a full store brings no older list back', () => {
    outbox.offer(harvest(1n));
    store.setItem = () => {
      throw new Error('quota');
    };
    outbox.offer(harvest(2n));
    outbox.resume(PLAYER, 4n, [], 3);
    expect(sequences(outbox)).toEqual([5n, 6n]);
  });

  test('damaged storage counts as empty', () => {
    store.setItem(`sekai.outbox.${SERVER}.${PLAYER}`, '{"format":1,"actions":["!!"]}');
    const reloaded = new ActionOutbox(store, SERVER);
    expect(reloaded.resume(PLAYER, 4n, [], 3)).toEqual([]);
    expect(reloaded.offer(harvest(1n))).toBe(5n);
  });

  test('a refusal sends that action and all after it again, in order, after the wait', () => {
    for (let i = 0; i < 3; i++) {
      outbox.offer(harvest(BigInt(i)));
    }
    outbox.drain(0);
    expect(outbox.onRefused(refused(6n, 6n, 400), 1_000)).toBe(true);
    expect(sequences(outbox, 1_399)).toEqual([]);
    expect(sequences(outbox, 1_400)).toEqual([6n, 7n]);
  });

  test('one out of order goes back to what the server expects', () => {
    for (let i = 0; i < 3; i++) {
      outbox.offer(harvest(BigInt(i)));
    }
    outbox.drain(0);
    outbox.onRefused(refused(7n, 5n, 0), 0);
    expect(sequences(outbox, 1_000)).toEqual([5n, 6n, 7n]);
  });

  test('says so when the server expects something that is long settled', () => {
    outbox.offer(harvest(1n));
    outbox.drain(0);
    expect(outbox.onRefused(refused(5n, 3n), 0)).toBe(false);
  });

  test('is bounded', () => {
    for (let i = 0; i < MAX_PENDING_ACTIONS; i++) {
      expect(outbox.offer(harvest(1n))).toBeDefined();
    }
    expect(outbox.offer(harvest(1n))).toBeUndefined();
  });

  test('whatever is lost on the way, a server that applies in order applies each action exactly once', () => {
    // A small seeded world: messages and answers get lost with connections; the oracle is the server's own list.
    for (let seed = 1; seed <= 60; seed++) {
      expect(runLossy(seed), `seed ${seed}`).toEqual(Array.from({ length: 30 }, (_, i) => BigInt(i)));
    }
  });
});

/** Sends 30 actions over a bad line; returns the targets in the order that the server applied them. */
function runLossy(seed: number): bigint[] {
  let state = seed;
  const chance = (share: number): boolean => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % 1000 < share * 1000;
  };
  const store = new MemoryStore();
  let outbox = new ActionOutbox(store, SERVER);
  let applied = 0n;
  const targets: bigint[] = [];
  outbox.resume(PLAYER, 0n, [], 4);
  let offered = 0n;
  for (let step = 0; step < 2_000 && (offered < 30n || outbox.pendingCount > 0); step++) {
    if (offered < 30n && chance(0.3) && outbox.offer(harvest(offered)) !== undefined) {
      offered++;
    }
    if (chance(0.1)) {
      outbox = chance(0.5) ? new ActionOutbox(store, SERVER) : outbox;
      outbox.onDisconnected();
      outbox.resume(PLAYER, applied, applied > 0n ? [result(applied)] : [], 4);
    }
    const isCut = chance(0.1);
    for (const action of outbox.drain(step * 100)) {
      if (isCut) {
        continue;
      }
      if (action.sequence > applied + 1n) {
        outbox.onRefused(refused(action.sequence, applied + 1n), step * 100);
        continue;
      }
      if (action.sequence === applied + 1n) {
        applied++;
        targets.push((action.kind.value as { target: bigint }).target);
      }
      if (chance(0.7)) {
        outbox.onResult(result(action.sequence));
      }
    }
    if (isCut) {
      outbox.onDisconnected();
      outbox.resume(PLAYER, applied, [], 4);
    }
  }
  return targets;
}
