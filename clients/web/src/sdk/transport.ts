/** What a client says to join; `docs/protocol/joining.md`. */
export interface JoinRequest {
  readonly name?: string;
  readonly token?: string;
}

export interface JoinAnswer {
  readonly playerId: string;
  readonly name: string;
  readonly token: string;
  readonly protocolVersion: number;
}

/** How the two lanes come to the server. */
export type TransportKind = 'webrtc' | 'websocket';

/**
 * A server's refusal of a join; or no answer at all (`code` `unreachable`), or a browser that can't do its part
 * (`unsupported`).
 */
export class JoinError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super(message);
    this.name = 'JoinError';
  }

  /** Whether trying again, unchanged, may help. */
  get isTransient(): boolean {
    return !['bad_request', 'bad_offer', 'unknown_token'].includes(this.code);
  }
}

/** What a link tells its user. Nothing is called after `close`. */
export interface LinkListener {
  onLossy(bytes: Uint8Array): void;
  onReliable(bytes: Uint8Array): void;
  /** The link is gone by itself. */
  onClosed(reason: string): void;
}

/** Two lanes to the server, open or opening. */
export interface Link {
  readonly answer: JoinAnswer;
  /** Whether both lanes have opened; for good, even when they have closed since. */
  readonly hasOpened: boolean;
  /** Sends now or never: drops the message where the lane is not open or is backed up. */
  sendLossy(bytes: Uint8Array<ArrayBuffer>): void;
  /** Returns false where the lane is not open. */
  sendReliable(bytes: Uint8Array<ArrayBuffer>): boolean;
  close(): void;
}

/** Opens links; the one seam between the client and the network. Rejects with {@link JoinError}. */
export interface Transport {
  readonly kind: TransportKind;
  join(request: JoinRequest, listener: LinkListener, signal: AbortSignal): Promise<Link>;
}
