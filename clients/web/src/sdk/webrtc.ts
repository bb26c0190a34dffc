import {
  type JoinAnswer,
  JoinError,
  type JoinRequest,
  type Link,
  type LinkListener,
  type Transport,
} from './transport';

const LOSSY_ID = 0;
const RELIABLE_ID = 1;
/** A lossy message waits for nobody: with this much in the way it is dropped, the next one is newer. */
const MAX_LOSSY_BACKLOG_BYTES = 4_400;

/** WebRTC data channels with signalling in one HTTP round trip. */
export class WebRtcTransport implements Transport {
  /** @param baseUrl the server's address, e.g. `https://play.example`; empty for the page's own. */
  constructor(private readonly baseUrl: string) {}

  async join(request: JoinRequest, listener: LinkListener, signal: AbortSignal): Promise<Link> {
    const peer = new RTCPeerConnection();
    const link = new WebRtcLink(peer, listener);
    try {
      await peer.setLocalDescription(await peer.createOffer());
      const sdp = peer.localDescription?.sdp ?? '';
      const { answer, answerSdp } = await signalOffer(
        `${this.baseUrl}/api/v1/sessions`,
        { ...request, sdp },
        signal,
      );
      link.answer = answer;
      await peer.setRemoteDescription({ type: 'answer', sdp: answerSdp });
      signal.throwIfAborted();
      return link;
    } catch (error) {
      link.close();
      throw error instanceof JoinError ? error : new JoinError('unreachable', describe(error), undefined);
    }
  }
}

class WebRtcLink implements Link {
  answer!: JoinAnswer;
  private readonly lossy: RTCDataChannel;
  private readonly reliable: RTCDataChannel;
  private isClosed = false;

  constructor(
    private readonly peer: RTCPeerConnection,
    private readonly listener: LinkListener,
  ) {
    this.lossy = peer.createDataChannel('lossy', {
      negotiated: true,
      id: LOSSY_ID,
      ordered: false,
      maxRetransmits: 0,
    });
    this.reliable = peer.createDataChannel('reliable', { negotiated: true, id: RELIABLE_ID });
    for (const channel of [this.lossy, this.reliable]) {
      channel.binaryType = 'arraybuffer';
      channel.onclose = () => this.lost('the channel closed');
    }
    this.lossy.onmessage = (event) => this.receive(event, (bytes) => listener.onLossy(bytes));
    this.reliable.onmessage = (event) => this.receive(event, (bytes) => listener.onReliable(bytes));
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'failed' || peer.connectionState === 'closed') {
        this.lost('the connection failed');
      }
    };
  }

  sendLossy(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.lossy.readyState === 'open' && this.lossy.bufferedAmount < MAX_LOSSY_BACKLOG_BYTES) {
      this.lossy.send(bytes);
    }
  }

  sendReliable(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (this.reliable.readyState !== 'open') {
      return false;
    }
    this.reliable.send(bytes);
    return true;
  }

  close(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.peer.close();
    }
  }

  private receive(event: MessageEvent, take: (bytes: Uint8Array) => void): void {
    if (!this.isClosed && event.data instanceof ArrayBuffer) {
      take(new Uint8Array(event.data));
    }
  }

  private lost(reason: string): void {
    if (!this.isClosed) {
      this.close();
      this.listener.onClosed(reason);
    }
  }
}

async function signalOffer(
  url: string,
  body: JoinRequest & { sdp: string },
  signal: AbortSignal,
): Promise<{ answer: JoinAnswer; answerSdp: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  const reply = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new JoinError(
      typeof reply.error === 'string' ? reply.error : `http_${response.status}`,
      typeof reply.message === 'string' ? reply.message : `The server answered ${response.status}.`,
      Number.isFinite(seconds) ? seconds * 1000 : undefined,
    );
  }
  const text = (field: string): string => {
    const value = reply[field];
    if (typeof value !== 'string') {
      throw new JoinError('bad_answer', `The server's answer has no ${field}.`, undefined);
    }
    return value;
  };
  return {
    answer: {
      playerId: text('playerId'),
      name: text('name'),
      token: text('token'),
      protocolVersion: Number(reply.protocolVersion),
    },
    answerSdp: text('sdp'),
  };
}

function describe(error: unknown): string {
  return error instanceof DOMException && error.name === 'AbortError'
    ? 'The server did not answer in time.'
    : 'The server cannot be reached.';
}
