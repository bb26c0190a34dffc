import { postJoin, unreachable } from './signalling';
import type { JoinAnswer, JoinRequest, Link, LinkListener, Transport } from './transport';

const SUBPROTOCOL = 'vsekai.v1';
const TICKET_PREFIX = 'ticket.';
const LOSSY = 0;
const RELIABLE = 1;
const NORMAL_CLOSURE = 1000;
/** A pose that would wait behind more than a few others is dropped: the next one is newer. */
const MAX_LOSSY_BACKLOG_BYTES = 200;

/** Both lanes over one WebSocket, for networks without UDP: `docs/protocol/websocket.md`. */
export class WebSocketTransport implements Transport {
  readonly kind = 'websocket';

  /** @param baseUrl the server's address, e.g. `https://play.example`; empty for the page's own. */
  constructor(private readonly baseUrl: string) {}

  async join(request: JoinRequest, listener: LinkListener, signal: AbortSignal): Promise<Link> {
    const reply = await postJoin(this.baseUrl, { ...request, transport: 'websocket' }, signal);
    if (signal.aborted) {
      throw unreachable(signal);
    }
    const url = new URL(`${this.baseUrl}/api/v1/websocket`, globalThis.location?.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url, [SUBPROTOCOL, TICKET_PREFIX + reply.text('ticket')]);
    return new WebSocketLink(socket, reply.answer, listener);
  }
}

class WebSocketLink implements Link {
  hasOpened = false;
  private isClosed = false;

  constructor(
    private readonly socket: WebSocket,
    readonly answer: JoinAnswer,
    private readonly listener: LinkListener,
  ) {
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.hasOpened = true;
    };
    socket.onmessage = (event) => this.receive(event);
    socket.onclose = (event) => this.lost(event.reason || 'the WebSocket closed');
  }

  sendLossy(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.isOpen && this.socket.bufferedAmount < MAX_LOSSY_BACKLOG_BYTES) {
      this.send(LOSSY, bytes);
    }
  }

  sendReliable(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (!this.isOpen) {
      return false;
    }
    this.send(RELIABLE, bytes);
    return true;
  }

  close(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.socket.close(NORMAL_CLOSURE);
    }
  }

  private get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  private send(lane: number, bytes: Uint8Array<ArrayBuffer>): void {
    const message = new Uint8Array(1 + bytes.length);
    message[0] = lane;
    message.set(bytes, 1);
    this.socket.send(message);
  }

  private receive(event: MessageEvent): void {
    if (this.isClosed || !(event.data instanceof ArrayBuffer) || event.data.byteLength === 0) {
      return;
    }
    const message = new Uint8Array(event.data);
    if (message[0] === LOSSY) {
      this.listener.onLossy(message.subarray(1));
    } else if (message[0] === RELIABLE) {
      this.listener.onReliable(message.subarray(1));
    }
  }

  private lost(reason: string): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.listener.onClosed(reason);
    }
  }
}
