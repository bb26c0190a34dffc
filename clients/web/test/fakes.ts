import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type Action,
  ClientMessageSchema,
  Reason,
  ServerMessageSchema,
  WelcomeSchema,
} from '../src/sdk/generated/messages_pb';
import { decodePose, encodeSnapshot, type Snapshot } from '../src/sdk/lossy';
import type {
  JoinError,
  JoinRequest,
  Link,
  LinkListener,
  Transport,
  TransportKind,
} from '../src/sdk/transport';

type Bytes = Uint8Array<ArrayBuffer>;
type ServerBody = NonNullable<MessageInitShape<typeof ServerMessageSchema>['body']>;

/** The network as a test wants it: each join waits until the test accepts or refuses it. */
export class FakeTransport implements Transport {
  readonly joins: FakeJoin[] = [];

  constructor(readonly kind: TransportKind = 'webrtc') {}

  join(request: JoinRequest, listener: LinkListener, signal: AbortSignal): Promise<Link> {
    return new Promise((resolve, reject) => {
      this.joins.push(new FakeJoin(request, listener, signal, resolve, reject));
    });
  }

  get last(): FakeJoin {
    return this.joins.at(-1)!;
  }
}

/** One try to join, and the link that came of it, from the server's side. */
export class FakeJoin implements Link {
  readonly answer = { playerId: '17', name: 'Ada', token: 'secret-17', protocolVersion: 1 };
  readonly actions: Action[] = [];
  readonly poses: { sequence: number; snapshotTick: number }[] = [];
  goodbyes = 0;
  isClosed = false;
  hasOpened = false;

  constructor(
    readonly request: JoinRequest,
    private readonly listener: LinkListener,
    readonly signal: AbortSignal,
    private readonly resolve: (link: Link) => void,
    private readonly reject: (error: JoinError) => void,
  ) {}

  /** Answers, and the lanes open. */
  async accept(answer: Partial<FakeJoin['answer']> = {}): Promise<void> {
    this.hasOpened = true;
    await this.acceptBlocked(answer);
  }

  /** Answers, but nothing gets through. */
  async acceptBlocked(answer: Partial<FakeJoin['answer']> = {}): Promise<void> {
    Object.assign(this.answer, answer);
    this.resolve(this);
    await settle();
  }

  async refuse(error: JoinError): Promise<void> {
    this.reject(error);
    await settle();
  }

  /** Says something on the reliable lane. */
  say(body: ServerBody): void {
    this.listener.onReliable(toBinary(ServerMessageSchema, create(ServerMessageSchema, { body })));
  }

  welcome(fields: MessageInitShape<typeof WelcomeSchema> = {}): void {
    this.say({ case: 'welcome', value: welcomeWith(fields) });
  }

  result(sequence: bigint, reason = Reason.OK): void {
    this.say({ case: 'frameUpdate', value: { frame: sequence, results: [{ sequence, reason }] } });
  }

  snapshot(snapshot: Partial<Snapshot>): void {
    this.listener.onLossy(encodeSnapshot({ tick: 1, poseSequence: undefined, avatars: [], ...snapshot }));
  }

  garbage(lane: 'lossy' | 'reliable', bytes: number[]): void {
    const message = Uint8Array.from(bytes);
    if (lane === 'lossy') {
      this.listener.onLossy(message);
    } else {
      this.listener.onReliable(message);
    }
  }

  drop(): void {
    this.listener.onClosed('pulled out');
  }

  get sequences(): bigint[] {
    return this.actions.map((action) => action.sequence);
  }

  sendLossy(bytes: Bytes): void {
    const pose = decodePose(bytes);
    if (!pose.ok) {
      throw new Error(`the client sent a bad pose: ${pose.reason}`);
    }
    this.poses.push(pose.value);
  }

  sendReliable(bytes: Bytes): boolean {
    const { body } = fromBinary(ClientMessageSchema, bytes);
    if (body.case === 'action') {
      this.actions.push(body.value);
    } else if (body.case === 'goodbye') {
      this.goodbyes++;
    }
    return true;
  }

  close(): void {
    this.isClosed = true;
  }
}

export function welcomeWith(fields: MessageInitShape<typeof WelcomeSchema> = {}) {
  const usual: MessageInitShape<typeof WelcomeSchema> = {
    protocolVersion: 1,
    worldName: 'meadow',
    terrainSeed: 42n,
    playerId: 17n,
    avatarId: 1n,
    slot: 1,
    position: { xMicros: 0n, yMicros: 0n, zMicros: 0n },
    tickHertz: 60,
    poseSendHertz: 30,
    snapshotHertz: 20,
    maxActionsInFlight: 8,
    bounds: {
      minXMicros: -128_000_000n,
      minZMicros: -128_000_000n,
      maxXMicros: 128_000_000n,
      maxZMicros: 128_000_000n,
    },
    rules: {
      reachMm: 3500,
      maxSpeedMmPerS: 8000,
      wallWoodCost: 2,
      wallLengthMm: 4000,
      wallHeightMm: 2500,
      wallThicknessMm: 300,
      harvestCooldownMs: 300,
      buildReachMm: 6000,
      tradeReachMm: 5000,
    },
  };
  return create(WelcomeSchema, { ...usual, ...fields } as MessageInitShape<typeof WelcomeSchema>);
}

/** Lets promises that are already settled run their callbacks. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 6; i++) {
    await Promise.resolve();
  }
}
