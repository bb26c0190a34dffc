import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OPEN_MS, RETRY_DELAYS_MS, SILENCE_MS, WorldClient } from '../src/sdk/client';
import { FarewellReason, HarvestSchema, Reason } from '../src/sdk/generated/messages_pb';
import type { Body } from '../src/sdk/lossy';
import { IDENTITY_ROTATION } from '../src/sdk/rotation';
import { MemoryStore } from '../src/sdk/store';
import { JoinError } from '../src/sdk/transport';
import { FakeTransport, settle } from './fakes';

const SERVER = 'https://play.example';
const JOINT = { x: 0, y: 1600, z: 0, rotation: IDENTITY_ROTATION };
const BODY: Body = { x: 0, y: 0, z: 0, flags: 0, head: JOINT, left: JOINT, right: JOINT };
const harvest = (target: bigint) => ({ case: 'harvest' as const, value: create(HarvestSchema, { target }) });

describe('a client', () => {
  let transport: FakeTransport;
  let store: MemoryStore;
  let client: WorldClient;

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    transport = new FakeTransport();
    store = new MemoryStore();
    client = new WorldClient({ transports: [transport], store, server: SERVER });
  });

  afterEach(() => vi.useRealTimers());

  const goLive = async (): Promise<void> => {
    client.join('Ada');
    await transport.last.accept();
    transport.last.welcome();
  };
  const pass = async (ms: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(ms);
    await settle();
  };

  test('goes through joining and connecting to live', async () => {
    const seen: string[] = [];
    client.on('state', (state) => seen.push(state.kind));
    await goLive();
    expect(seen).toEqual(['joining', 'connecting', 'live']);
    expect(client.welcome?.playerId).toBe(17n);
  });

  test('joins by name first, and as the same player by token ever after', async () => {
    await goLive();
    expect(transport.joins[0]!.request).toEqual({ name: 'Ada' });
    const later = new WorldClient({ transports: [transport], store, server: SERVER });
    expect(later.identities.find()).toEqual({ name: 'Ada', token: 'secret-17' });
    later.join('Ada');
    expect(transport.last.request).toEqual({ token: 'secret-17' });
  });

  test('knows different players for different names', async () => {
    await goLive();
    client.join('Bob');
    expect(transport.last.request).toEqual({ name: 'Bob' });
    await transport.last.accept({ name: 'Bob', token: 'secret-18', playerId: '18' });
    expect(client.identities.all().map(({ name }) => name)).toEqual(['Bob', 'Ada']);
  });

  test('a token that the server does not know is forgotten, and the join ends', async () => {
    client.identities.remember({ name: 'Ada', token: 'stale' });
    client.join('Ada');
    await transport.last.refuse(new JoinError('unknown_token', 'Nobody here has that token.', undefined));
    expect(client.state).toMatchObject({ kind: 'ended', code: 'unknown_token' });
    expect(client.identities.find('Ada')).toBeUndefined();
    client.join('Ada');
    expect(transport.last.request).toEqual({ name: 'Ada' });
  });

  test('waits 0.25, 0.5, 1, 2, 2 … seconds between tries', async () => {
    client.join('Ada');
    for (const delay of [...RETRY_DELAYS_MS, 2_000, 2_000]) {
      const tries = transport.joins.length;
      await transport.last.refuse(new JoinError('unreachable', 'no', undefined));
      expect(client.state.kind).toBe('waiting');
      await pass(delay - 1);
      expect(transport.joins).toHaveLength(tries);
      await pass(1);
      expect(transport.joins).toHaveLength(tries + 1);
    }
  });

  test('starts over with short waits once it has been live', async () => {
    client.join('Ada');
    for (let i = 0; i < 3; i++) {
      await transport.last.refuse(new JoinError('unreachable', 'no', undefined));
      await pass(2_000);
    }
    await transport.last.accept();
    transport.last.welcome();
    transport.last.drop();
    const tries = transport.joins.length;
    await pass(RETRY_DELAYS_MS[0]);
    expect(transport.joins).toHaveLength(tries + 1);
  });

  test('waits as long as a full server asks for', async () => {
    client.join('Ada');
    await transport.last.refuse(new JoinError('full', 'The world is full.', 7_000));
    await pass(6_999);
    expect(transport.joins).toHaveLength(1);
    await pass(1);
    expect(transport.joins).toHaveLength(2);
  });

  test('gives an HTTP request 5 seconds', async () => {
    client.join('Ada');
    await pass(SILENCE_MS - 1);
    expect(transport.last.signal.aborted).toBe(false);
    await pass(1);
    expect(transport.last.signal.aborted).toBe(true);
  });

  test('joins again when no Welcome comes within 5 seconds of the answer', async () => {
    client.join('Ada');
    await transport.last.accept();
    const first = transport.last;
    await pass(SILENCE_MS - 1);
    expect(first.isClosed).toBe(false);
    await pass(1);
    expect(first.isClosed).toBe(true);
    expect(client.state.kind).toBe('waiting');
    await pass(RETRY_DELAYS_MS[0]);
    expect(transport.joins).toHaveLength(2);
    expect(transport.last.request).toEqual({ token: 'secret-17' });
  });

  test('noise that is no Welcome does not put the 5 seconds off', async () => {
    client.join('Ada');
    await transport.last.accept();
    await pass(3_000);
    transport.last.snapshot({ tick: 1 });
    transport.last.say({ case: 'chunkForgotten', value: { chunkX: 0, chunkZ: 0 } });
    await pass(2_000);
    expect(client.state.kind).toBe('waiting');
  });

  test('5 seconds of silence end a session; either lane breaks the silence', async () => {
    await goLive();
    await pass(4_000);
    transport.last.snapshot({ tick: 1 });
    await pass(4_000);
    transport.last.say({ case: 'frameUpdate', value: { frame: 1n } });
    await pass(SILENCE_MS - 250);
    expect(client.state.kind).toBe('live');
    await pass(250);
    expect(client.state.kind).toBe('waiting');
    expect(client.counters.silences).toBe(1);
  });

  test('a page that stood still does not blame the server', async () => {
    // Compiling shaders held a slow machine up for 6 s; the watch's timer then ran before the messages that had waited.
    let nowMs = 0;
    client = new WorldClient({ transports: [transport], store, server: SERVER, now: () => nowMs });
    await goLive();
    nowMs += 6_000;
    await pass(250);
    expect(client.state.kind).toBe('live');
    for (let round = 0; round < 15; round++) {
      nowMs += 250;
      await pass(250);
    }
    expect(client.state.kind).toBe('waiting');
  });

  test('comes back after the farewell of a stopping server, no sooner than asked', async () => {
    await goLive();
    const reason = FarewellReason.SERVER_STOPPING;
    transport.last.say({
      case: 'farewell',
      value: { reason, text: 'Back soon.', reconnect: true, reconnectAfterMs: 900 },
    });
    expect(client.state).toMatchObject({ kind: 'waiting', text: 'Back soon.' });
    await pass(899);
    expect(transport.joins).toHaveLength(1);
    await pass(1);
    expect(transport.joins).toHaveLength(2);
  });

  test('stays away after a farewell for good', async () => {
    await goLive();
    const reason = FarewellReason.JOINED_ELSEWHERE;
    transport.last.say({ case: 'farewell', value: { reason, text: 'You joined elsewhere.' } });
    await pass(60_000);
    expect(client.state).toMatchObject({ kind: 'ended', text: 'You joined elsewhere.' });
    expect(transport.joins).toHaveLength(1);
  });

  test('says goodbye when leaving, and closes a moment later', async () => {
    await goLive();
    const link = transport.last;
    client.leave();
    expect(link.goodbyes).toBe(1);
    expect(link.isClosed).toBe(false);
    await pass(1_000);
    expect(link.isClosed).toBe(true);
    expect(transport.joins).toHaveLength(1);
  });

  test('resends what is unanswered after a lost connection, with the same numbers', async () => {
    await goLive();
    client.perform(harvest(1n));
    client.perform(harvest(2n));
    transport.last.result(1n);
    transport.last.drop();
    client.perform(harvest(3n));
    await pass(250);
    await transport.last.accept();
    transport.last.welcome({ lastAppliedSequence: 1n });
    expect(transport.last.sequences).toEqual([2n, 3n]);
  });

  test('hears the fate of actions from recent results', async () => {
    await goLive();
    const outcomes: unknown[] = [];
    client.on('outcome', ({ sequence, reason }) => outcomes.push([sequence, reason]));
    client.perform(harvest(1n));
    transport.last.drop();
    await pass(250);
    await transport.last.accept();
    transport.last.welcome({
      lastAppliedSequence: 1n,
      recentResults: [{ sequence: 1n, reason: Reason.EXHAUSTED }],
    });
    expect(outcomes).toEqual([[1n, Reason.EXHAUSTED]]);
    expect(transport.last.sequences).toEqual([]);
  });

  test('sends a refused action again after the wait', async () => {
    await goLive();
    client.perform(harvest(1n));
    const refusal = { sequence: 1n, expectedSequence: 1n, retryAfterMs: 500, reason: Reason.BUSY };
    transport.last.say({ case: 'actionRefused', value: refusal });
    expect(transport.last.sequences).toEqual([1n]);
    await pass(750);
    expect(transport.last.sequences).toEqual([1n, 1n]);
  });

  test('sends poses at the asked rate, with the newest snapshot it has decoded', async () => {
    await goLive();
    transport.last.snapshot({ tick: 900 });
    transport.last.snapshot({ tick: 840 });
    for (let ms = 0; ms < 1_000; ms += 5) {
      client.sendPose(BODY);
      if (ms % 500 === 0) {
        transport.last.snapshot({ tick: 900 });
      }
      await pass(5);
    }
    const { poses } = transport.last;
    expect(poses.length).toBeGreaterThanOrEqual(28);
    expect(poses.length).toBeLessThanOrEqual(31);
    expect(poses.map(({ sequence }) => sequence)).toEqual(poses.map((_, i) => i + 1));
    expect(poses.every(({ snapshotTick }) => snapshotTick === 900)).toBe(true);
  });

  test('measures the round trip from the echoed pose sequence', async () => {
    await goLive();
    client.sendPose(BODY);
    await pass(42);
    transport.last.snapshot({ tick: 10, poseSequence: 1 });
    expect(client.roundTripMs).toBeCloseTo(42, 6);
    await pass(100);
    transport.last.snapshot({ tick: 20, poseSequence: 1 });
    expect(client.roundTripMs).toBeCloseTo(42, 6);
  });

  test('is put back where the server says', async () => {
    await goLive();
    const seen: unknown[] = [];
    client.on('movedBack', ({ position }) => seen.push(position));
    const position = { xMicros: 1_500_000n, yMicros: -2_000_000n, zMicros: 0n };
    transport.last.say({
      case: 'poseRefused',
      value: { reason: Reason.TOO_FAST, text: 'Too fast.', position },
    });
    expect(seen).toEqual([{ x: 1.5, y: -2, z: 0 }]);
  });

  test('counts and survives whatever bytes come', async () => {
    await goLive();
    for (let seed = 0; seed < 400; seed++) {
      const bytes = Array.from({ length: seed % 90 }, (_, i) => (seed * 31 + i * i * 7 + 1) & 0xff);
      transport.last.garbage('lossy', bytes);
      transport.last.garbage('lossy', [2, ...bytes]);
      transport.last.garbage('reliable', [0xff, ...bytes]);
    }
    expect(client.state.kind).toBe('live');
    expect(client.counters.badSnapshots).toBeGreaterThan(400);
    expect(client.counters.badMessages).toBe(400);
  });

  test('a page that is out of date says so instead of guessing', async () => {
    client.join('Ada');
    await transport.last.accept({ protocolVersion: 2 });
    expect(client.state).toMatchObject({ kind: 'ended', code: 'protocol' });
    expect(transport.last.isClosed).toBe(true);
  });

  test('hears nothing of a link that it has given up', async () => {
    await goLive();
    const old = transport.last;
    old.drop();
    await pass(250);
    old.welcome({ playerId: 99n });
    old.drop();
    expect(client.welcome?.playerId).toBe(17n);
    expect(client.state.kind).toBe('joining');
  });

  describe('with a second transport', () => {
    let socket: FakeTransport;

    beforeEach(() => {
      socket = new FakeTransport('websocket');
      client = new WorldClient({ transports: [transport, socket], store, server: SERVER });
    });

    const fallBack = async (delayMs: number = RETRY_DELAYS_MS[0]): Promise<void> => {
      await transport.last.acceptBlocked();
      await pass(OPEN_MS + delayMs);
    };

    test('falls back to it 4 seconds after an answer whose lanes have not opened', async () => {
      client.join('Ada');
      await transport.last.acceptBlocked();
      await pass(OPEN_MS - 250);
      expect(client.state.kind).toBe('connecting');
      await pass(250);
      expect(client.state.kind).toBe('waiting');
      expect(transport.last.isClosed).toBe(true);
      await pass(RETRY_DELAYS_MS[0]);
      expect(socket.last.request).toEqual({ token: 'secret-17' });
      await socket.last.accept();
      socket.last.welcome();
      expect(client.transportKind).toBe('websocket');
      expect(client.counters.blocked).toBe(1);
      expect(transport.joins).toHaveLength(1);
    });

    test('falls back at once where the browser says that it fails', async () => {
      client.join('Ada');
      await transport.last.acceptBlocked();
      transport.last.drop();
      await pass(RETRY_DELAYS_MS[0]);
      expect(socket.joins).toHaveLength(1);
    });

    test('falls back where the browser has no WebRTC', async () => {
      client.join('Ada');
      await transport.last.refuse(new JoinError('unsupported', 'no', undefined));
      await pass(RETRY_DELAYS_MS[0]);
      expect(socket.last.request).toEqual({ name: 'Ada' });
    });

    test('stays with the first where it works', async () => {
      await goLive();
      await pass(4_000);
      expect(client.transportKind).toBe('webrtc');
      transport.last.drop();
      await pass(RETRY_DELAYS_MS[0]);
      expect(transport.joins).toHaveLength(2);
      expect(socket.joins).toHaveLength(0);
    });

    test('a server that refuses or cannot be reached is not asked over another transport', async () => {
      client.join('Ada');
      await transport.last.refuse(new JoinError('unreachable', 'no', undefined));
      await pass(RETRY_DELAYS_MS[0]);
      await transport.last.refuse(new JoinError('full', 'Full.', undefined));
      await pass(RETRY_DELAYS_MS[1]);
      expect(transport.joins).toHaveLength(3);
      expect(socket.joins).toHaveLength(0);
    });

    test('tries the first again with the next join, whoever asks for it', async () => {
      client.join('Ada');
      await fallBack();
      await socket.last.accept();
      socket.last.welcome();
      socket.last.drop();
      await pass(RETRY_DELAYS_MS[0]);
      expect(transport.joins).toHaveLength(2);
      await fallBack(RETRY_DELAYS_MS[1]);
      expect(socket.joins).toHaveLength(2);
      client.join('Ada');
      expect(transport.joins).toHaveLength(3);
    });

    test('begins anew where neither gets through', async () => {
      client.join('Ada');
      await fallBack();
      await socket.last.acceptBlocked();
      await pass(OPEN_MS + RETRY_DELAYS_MS[1]);
      expect(transport.joins).toHaveLength(2);
    });

    test('a page that stood still does not blame the network', async () => {
      let nowMs = 0;
      client = new WorldClient({ transports: [transport, socket], store, server: SERVER, now: () => nowMs });
      client.join('Ada');
      await transport.last.acceptBlocked();
      nowMs += 6_000;
      await pass(250);
      transport.last.hasOpened = true;
      transport.last.welcome();
      expect(client.transportKind).toBe('webrtc');
    });
  });
});
