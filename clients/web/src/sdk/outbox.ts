import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type Action,
  type ActionRefused,
  type ActionResult,
  ActionSchema,
  type Reason,
} from './generated/messages_pb';
import { type KeyStore, readObject, writeObject } from './store';

export type ActionKind = Exclude<Action['kind'], { case: undefined }>;

/** How an action ended. `reason` is missing where it was applied but its answer is too old to be had. */
export interface Outcome {
  readonly sequence: bigint;
  readonly kind: ActionKind;
  readonly reason: Reason | undefined;
  readonly text: string;
  readonly entityId: bigint;
}

interface Pending {
  readonly sequence: bigint;
  readonly kind: ActionKind;
  isSent: boolean;
}

/** Actions kept while there is no answer; more are refused at once, so that a dead line gathers no surprises. */
export const MAX_PENDING_ACTIONS = 64;

/** Refusals of a whole burst arrive together; resending sooner than this would answer the first before the last. */
const MIN_HOLD_MS = 50;

const FORMAT = 1;

/**
 * The player's actions that have no final answer yet: exactly once, over lost connections and reloads of the page.
 *
 * - Sequences are dense and continue from the server's `last_applied_sequence`.
 * - An action is stored before it is sent, and leaves only with its result (or a `Welcome` that covers it).
 * - At most the server's `max_actions_in_flight` are sent without an answer.
 */
export class ActionOutbox {
  private pending: Pending[] = [];
  private lastAnswered = 0n;
  private maxInFlight = 1;
  private holdUntilMs = 0;
  private key: string | undefined;

  constructor(
    private readonly store: KeyStore,
    private readonly server: string,
  ) {}

  /**
   * Takes up where the server says the player is. Returns the outcomes of what was applied meanwhile; the rest is due
   * again. Actions stored by an earlier page of the same player are taken over.
   */
  resume(
    playerId: bigint,
    lastApplied: bigint,
    recentResults: readonly ActionResult[],
    maxInFlight: number,
  ): Outcome[] {
    const key = `sekai.outbox.${this.server}.${playerId}`;
    if (key !== this.key) {
      this.key = key;
      this.pending = [];
    }
    this.load();
    this.maxInFlight = Math.max(1, maxInFlight);
    this.holdUntilMs = 0;
    const results = new Map(recentResults.map((result) => [result.sequence, result]));
    const outcomes = this.pending
      .filter((action) => action.sequence <= lastApplied)
      .map((action) => outcomeOf(action, results.get(action.sequence)));
    this.lastAnswered = lastApplied;
    // Dense again, whatever happened: what the server never applied may take any sequence after the last applied.
    this.pending = this.pending
      .filter((action) => action.sequence > lastApplied)
      .map((action, index) => ({ ...action, sequence: lastApplied + BigInt(index) + 1n, isSent: false }));
    this.save();
    return outcomes;
  }

  /** Takes an action in and returns its sequence; none before the first `resume` or when too many are pending. */
  offer(kind: ActionKind): bigint | undefined {
    if (this.key === undefined || this.pending.length >= MAX_PENDING_ACTIONS) {
      return undefined;
    }
    const sequence = this.lastSequence() + 1n;
    this.pending.push({ sequence, kind, isSent: false });
    this.save();
    return sequence;
  }

  /** Takes what may be sent now, in order, and counts it as sent. */
  drain(nowMs: number): Action[] {
    if (nowMs < this.holdUntilMs) {
      return [];
    }
    let room = this.maxInFlight - this.pending.filter((action) => action.isSent).length;
    const actions: Action[] = [];
    for (const action of this.pending) {
      if (!action.isSent && room > 0) {
        action.isSent = true;
        room--;
        actions.push(toAction(action));
      }
    }
    return actions;
  }

  /** A final answer. Returns nothing for an action that is already settled (answers may be repeated). */
  onResult(result: ActionResult): Outcome | undefined {
    if (result.sequence > this.lastAnswered) {
      this.lastAnswered = result.sequence;
    }
    const index = this.pending.findIndex((action) => action.sequence === result.sequence);
    if (index < 0) {
      return undefined;
    }
    const [action] = this.pending.splice(index, 1);
    this.save();
    return outcomeOf(action!, result);
  }

  /**
   * The action was not taken in: it and all after it are due again after a while. Returns false where the server
   * expects a sequence that this outbox doesn't hold any more, so that only a new session can bring both together.
   */
  onRefused(refused: ActionRefused, nowMs: number): boolean {
    const from =
      refused.expectedSequence > 0n && refused.expectedSequence < refused.sequence
        ? refused.expectedSequence
        : refused.sequence;
    this.holdUntilMs = Math.max(this.holdUntilMs, nowMs + Math.max(MIN_HOLD_MS, refused.retryAfterMs));
    for (const action of this.pending) {
      if (action.sequence >= from) {
        action.isSent = false;
      }
    }
    const first = this.pending[0];
    return (
      first === undefined || refused.expectedSequence === 0n || refused.expectedSequence >= first.sequence
    );
  }

  /** The connection is gone: everything unanswered is due again. */
  onDisconnected(): void {
    for (const action of this.pending) {
      action.isSent = false;
    }
  }

  /** Number of actions without a final answer. */
  get pendingCount(): number {
    return this.pending.length;
  }

  private lastSequence(): bigint {
    const lastPending = this.pending.at(-1)?.sequence ?? 0n;
    return lastPending < this.lastAnswered ? this.lastAnswered : lastPending;
  }

  private load(): void {
    const stored = readObject(this.store, this.key!);
    if (stored?.format !== FORMAT || !Array.isArray(stored.actions)) {
      return;
    }
    try {
      const actions = stored.actions.map((text) => fromBinary(ActionSchema, fromBase64(String(text))));
      this.pending = actions.flatMap((action) =>
        action.kind.case === undefined
          ? []
          : [{ sequence: action.sequence, kind: action.kind, isSent: false }],
      );
    } catch {
      // Not ours, or damaged: what this page itself remembers stands.
    }
  }

  private save(): void {
    const actions = this.pending.map((action) => toBase64(toBinary(ActionSchema, toAction(action))));
    if (!writeObject(this.store, this.key!, { format: FORMAT, actions })) {
      // An older list must not come back in place of what this page remembers.
      this.store.removeItem(this.key!);
    }
  }
}

function toAction(pending: Pending): Action {
  return create(ActionSchema, { sequence: pending.sequence, kind: pending.kind });
}

function outcomeOf(action: Pending, result: ActionResult | undefined): Outcome {
  return {
    sequence: action.sequence,
    kind: action.kind,
    reason: result?.reason,
    text: result?.text ?? '',
    entityId: result?.entityId ?? 0n,
  };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
