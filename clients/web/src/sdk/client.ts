import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Emitter } from './emitter';
import {
  ClientMessageSchema,
  type Farewell,
  type ServerMessage,
  ServerMessageSchema,
  type Welcome,
} from './generated/messages_pb';
import { Identities } from './identities';
import type { Body } from './lossy';
import { type ActionKind, ActionOutbox, type Outcome } from './outbox';
import type { BodyPose } from './pose';
import { PoseLane } from './poselane';
import type { KeyStore } from './store';
import { JoinError, type JoinRequest, type Link, type Transport, type TransportKind } from './transport';
import { type Point, toPoint } from './units';
import { WorldModel } from './world';

export const PROTOCOL_VERSION = 1;
/** No operation waits longer, and a server that says nothing for so long is gone. */
export const SILENCE_MS = 5_000;
/** So long may the lanes take to open after the answer; then the next transport is tried. */
export const OPEN_MS = 4_000;
/** Waits between tries to join; the last one repeats. */
export const RETRY_DELAYS_MS = [250, 500, 1_000, 2_000] as const;

const WATCH_INTERVAL_MS = 250;
/**
 * The most that one round of the watch adds to a silence. A page that stood still (a long frame, a sleeping laptop) has
 * not listened either: messages may wait right behind the watch's own timer.
 */
const MAX_COUNTED_GAP_MS = 1_250;
/** How long a link stays open for its goodbye to get out. */
const GOODBYE_MS = 250;

export type ClientState =
  | { readonly kind: 'idle' }
  /** Asking the server over HTTP. */
  | { readonly kind: 'joining' }
  /** The lanes open; no `Welcome` yet. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Between two tries, of its own accord. */
  | { readonly kind: 'waiting'; readonly text: string; readonly retryAtMs: number }
  /** Over, until somebody calls `join` again. */
  | { readonly kind: 'ended'; readonly code: string; readonly text: string };

export interface ClientEvents {
  state: ClientState;
  welcome: Welcome;
  outcome: Outcome;
  /** An action was put off; it will be sent again by itself. */
  deferred: { readonly text: string };
  /** The server put the player back to a place. */
  movedBack: { readonly text: string; readonly position: Point };
  farewell: Farewell;
  /** A newer pose of somebody came. */
  seen: { readonly slot: number; readonly tick: number };
}

export interface ClientOptions {
  /** One at least. Each join begins with the first; where its lanes don't open, the next is tried. */
  readonly transports: readonly Transport[];
  readonly store: KeyStore;
  /** What identities and unanswered actions are stored under: the server's origin. */
  readonly server: string;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** What was dropped or went wrong, by reason; for the debug handle and bug reports. */
export interface ClientCounters {
  badSnapshots: number;
  badMessages: number;
  silences: number;
  /** Lanes that did not open. */
  blocked: number;
  joins: number;
  resyncs: number;
}

/**
 * One player in one world: joins, stays joined, keeps the model of the world and sends poses and actions. Knows nothing
 * of rendering. Errors become states and events; nothing is thrown at the caller.
 */
export class WorldClient extends Emitter<ClientEvents> {
  readonly world = new WorldModel();
  readonly identities: Identities;
  readonly outbox: ActionOutbox;
  readonly counters: ClientCounters = {
    badSnapshots: 0,
    badMessages: 0,
    silences: 0,
    blocked: 0,
    joins: 0,
    resyncs: 0,
  };
  state: ClientState = { kind: 'idle' };
  welcome: Welcome | undefined;
  name = '';

  private readonly transports: readonly Transport[];
  /** The transport of this try. */
  private transport: Transport;
  private readonly now: () => number;
  private request: JoinRequest = {};
  private link: Link | undefined;
  private abort: AbortController | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private watchTimer: ReturnType<typeof setInterval> | undefined;
  private failedTries = 0;
  private silentMs = 0;
  private watchedAtMs = 0;
  private poses: PoseLane | undefined;

  constructor(options: ClientOptions) {
    super();
    this.transports = options.transports;
    this.transport = first(options.transports);
    this.now = options.now ?? (() => performance.now());
    this.identities = new Identities(options.store, options.server);
    this.outbox = new ActionOutbox(options.store, options.server);
    this.world.on('personDeparted', ({ person }) => this.poses?.forget(person.slot));
    this.world.on('personArrived', ({ person }) => this.poses?.forget(person.slot));
  }

  /** Joins as the player of that name, who returns if this browser has been them before. */
  join(name: string): void {
    const known = this.identities.find(name);
    this.stop();
    this.request = known ? { token: known.token } : { name };
    this.failedTries = 0;
    this.transport = first(this.transports);
    this.tryJoin();
  }

  /** Leaves on purpose: says goodbye and does not come back by itself. */
  leave(): void {
    const { link } = this;
    if (this.state.kind === 'live' && link) {
      const goodbye = create(ClientMessageSchema, { body: { case: 'goodbye', value: {} } });
      link.sendReliable(toBinary(ClientMessageSchema, goodbye));
      this.link = undefined;
      setTimeout(() => link.close(), GOODBYE_MS);
    }
    this.end('left', 'You left the world.');
  }

  /** Takes an action in for sending exactly once; returns its sequence, or nothing when too many are unanswered. */
  perform(kind: ActionKind): bigint | undefined {
    const sequence = this.outbox.offer(kind);
    this.flushActions();
    return sequence;
  }

  /** Whether a pose is due, so that callers needn't compute one that would be dropped. */
  isPoseDue(): boolean {
    return this.state.kind === 'live' && (this.poses?.isPoseDue(this.now()) ?? false);
  }

  /** Sends a pose, if one is due. */
  sendPose(body: Body): void {
    if (this.poses && this.isPoseDue()) {
      this.link?.sendLossy(this.poses.nextPose(body, this.now()));
    }
  }

  /** Where a remote person is to be drawn now. */
  remotePose(slot: number): BodyPose | undefined {
    return this.poses?.pose(slot, this.now());
  }

  /** The newest pose of a remote person, without the interpolation's delay. */
  newestPose(slot: number): BodyPose | undefined {
    return this.poses?.newestPose(slot);
  }

  get roundTripMs(): number | undefined {
    return this.state.kind === 'live' ? this.poses?.roundTripMs : undefined;
  }

  /** What the lanes run over, while they do. */
  get transportKind(): TransportKind | undefined {
    return this.state.kind === 'live' ? this.transport.kind : undefined;
  }

  private tryJoin(): void {
    this.counters.joins++;
    this.setState({ kind: 'joining' });
    const abort = new AbortController();
    this.abort = abort;
    const deadline = setTimeout(() => abort.abort(), SILENCE_MS);
    const isCurrent = (): boolean => this.abort === abort;
    const listener = {
      onLossy: (bytes: Uint8Array) => isCurrent() && this.onLossy(bytes),
      onReliable: (bytes: Uint8Array) => isCurrent() && this.onReliable(bytes),
      onClosed: (reason: string) => isCurrent() && this.onLost(reason),
    };
    this.transport
      .join(this.request, listener, abort.signal)
      .then((link) => (isCurrent() ? this.onAnswer(link) : link.close()))
      .catch((error: unknown) => isCurrent() && this.onJoinFailed(error))
      .finally(() => clearTimeout(deadline));
  }

  private onAnswer(link: Link): void {
    this.link = link;
    const { answer } = link;
    if (answer.protocolVersion !== PROTOCOL_VERSION) {
      this.end('protocol', 'This page and the server speak different versions. Reload the page.');
      return;
    }
    this.name = answer.name;
    this.request = { token: answer.token };
    this.identities.remember({ name: answer.name, token: answer.token });
    this.onHeard();
    this.watchTimer = setInterval(() => this.watch(), WATCH_INTERVAL_MS);
    this.setState({ kind: 'connecting' });
  }

  private onJoinFailed(error: unknown): void {
    const refusal =
      error instanceof JoinError ? error : new JoinError('unreachable', String(error), undefined);
    if (refusal.code === 'unknown_token' && this.request.token) {
      this.identities.forget(this.request.token);
    }
    if (refusal.code === 'unsupported') {
      this.tryNextTransport(refusal.message);
    } else if (refusal.isTransient) {
      this.retry(refusal.message, refusal.retryAfterMs);
    } else {
      this.end(refusal.code, refusal.message);
    }
  }

  private onLost(reason: string): void {
    if (this.link?.hasOpened) {
      this.retry(`Connection lost: ${reason}.`);
    } else {
      this.tryNextTransport(`No connection: ${reason}.`);
    }
  }

  /** The rule of silence: counted from the answer until the `Welcome`, from the last message after it. */
  private watch(): void {
    const now = this.now();
    this.silentMs += Math.min(now - this.watchedAtMs, MAX_COUNTED_GAP_MS);
    this.watchedAtMs = now;
    if (this.silentMs >= SILENCE_MS) {
      this.counters.silences++;
      this.retry('The server has gone quiet.');
    } else if (this.silentMs >= OPEN_MS && this.link && !this.link.hasOpened) {
      this.tryNextTransport('No connection: this network may block it.');
    } else {
      this.flushActions();
    }
  }

  private onHeard(): void {
    this.silentMs = 0;
    this.watchedAtMs = this.now();
  }

  private onLossy(bytes: Uint8Array): void {
    if (this.state.kind !== 'live' || !this.poses) {
      return;
    }
    this.onHeard();
    if (!this.poses.onMessage(bytes, this.now())) {
      this.counters.badSnapshots++;
    }
  }

  private onReliable(bytes: Uint8Array): void {
    let message: ServerMessage;
    try {
      message = fromBinary(ServerMessageSchema, bytes);
    } catch {
      this.counters.badMessages++;
      return;
    }
    const { body } = message;
    if (this.state.kind !== 'live' && body.case !== 'welcome' && body.case !== 'farewell') {
      this.counters.badMessages++;
      return;
    }
    if (this.state.kind === 'live') {
      this.onHeard();
    }
    switch (body.case) {
      case 'welcome':
        this.onWelcome(body.value);
        break;
      case 'chunkState':
        this.world.onChunkState(body.value);
        break;
      case 'chunkForgotten':
        this.world.onChunkForgotten(body.value);
        break;
      case 'frameUpdate':
        this.world.onFrame(body.value);
        this.settle(body.value.results.map((result) => this.outbox.onResult(result)));
        this.flushActions();
        break;
      case 'actionRefused':
        this.onActionRefused(body.value);
        break;
      case 'poseRefused':
        this.emit('movedBack', { text: body.value.text, position: toPoint(body.value.position) });
        break;
      case 'farewell':
        this.onFarewell(body.value);
        break;
      case undefined:
        this.counters.badMessages++;
    }
  }

  private onWelcome(welcome: Welcome): void {
    this.welcome = welcome;
    this.failedTries = 0;
    this.onHeard();
    this.poses = new PoseLane(
      welcome,
      (slot) => this.world.people.has(slot),
      (slot, tick) => this.emit('seen', { slot, tick }),
    );
    this.world.onWelcome(welcome);
    const outcomes = this.outbox.resume(
      welcome.playerId,
      welcome.lastAppliedSequence,
      welcome.recentResults,
      welcome.maxActionsInFlight,
    );
    this.setState({ kind: 'live' });
    this.emit('welcome', welcome);
    this.settle(outcomes);
    this.flushActions();
  }

  private onActionRefused(refused: Parameters<ActionOutbox['onRefused']>[0]): void {
    if (this.outbox.onRefused(refused, this.now())) {
      this.emit('deferred', { text: refused.text });
    } else {
      this.counters.resyncs++;
      this.retry('Catching up with the server.');
    }
  }

  private onFarewell(farewell: Farewell): void {
    this.emit('farewell', farewell);
    if (farewell.reconnect) {
      this.retry(farewell.text, farewell.reconnectAfterMs);
    } else {
      this.end('farewell', farewell.text);
    }
  }

  private settle(outcomes: readonly (Outcome | undefined)[]): void {
    for (const outcome of outcomes) {
      if (outcome) {
        this.emit('outcome', outcome);
      }
    }
  }

  private flushActions(): void {
    if (this.state.kind !== 'live') {
      return;
    }
    for (const action of this.outbox.drain(this.now())) {
      const message = create(ClientMessageSchema, { body: { case: 'action', value: action } });
      this.link?.sendReliable(toBinary(ClientMessageSchema, message));
    }
  }

  /** After the last one comes the first again. */
  private tryNextTransport(text: string): void {
    this.counters.blocked++;
    const next = this.transports[this.transports.indexOf(this.transport) + 1];
    this.retry(text, 0, next);
  }

  private retry(text: string, atLeastMs = 0, transport = first(this.transports)): void {
    this.stop();
    this.transport = transport;
    const step = Math.min(this.failedTries, RETRY_DELAYS_MS.length - 1);
    const delayMs = Math.max(RETRY_DELAYS_MS[step]!, atLeastMs);
    this.failedTries++;
    this.retryTimer = setTimeout(() => this.tryJoin(), delayMs);
    this.setState({ kind: 'waiting', text, retryAtMs: this.now() + delayMs });
  }

  private end(code: string, text: string): void {
    this.stop();
    this.setState({ kind: 'ended', code, text });
  }

  /** Lets go of the link and of every timer; messages still under way are not heard any more. */
  private stop(): void {
    clearTimeout(this.retryTimer);
    clearInterval(this.watchTimer);
    const abort = this.abort;
    this.abort = undefined;
    abort?.abort();
    this.link?.close();
    this.link = undefined;
    this.outbox.onDisconnected();
  }

  private setState(state: ClientState): void {
    this.state = state;
    this.emit('state', state);
  }
}

function first(transports: readonly Transport[]): Transport {
  const [transport] = transports;
  if (!transport) {
    throw new Error('a client needs a transport');
  }
  return transport;
}
