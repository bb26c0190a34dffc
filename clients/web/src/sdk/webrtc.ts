import { postJoin, unreachable } from './signalling';
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
  readonly kind = 'webrtc';

  /** @param baseUrl the server's address, e.g. `https://play.example`; empty for the page's own. */
  constructor(private readonly baseUrl: string) {}

  async join(request: JoinRequest, listener: LinkListener, signal: AbortSignal): Promise<Link> {
    let link: WebRtcLink | undefined;
    try {
      const peer = new RTCPeerConnection();
      link = new WebRtcLink(peer, listener);
      await peer.setLocalDescription(await peer.createOffer());
      const sdp = peer.localDescription?.sdp ?? '';
      const reply = await postJoin(this.baseUrl, { ...request, sdp }, signal);
      link.answer = reply.answer;
      await peer.setRemoteDescription({ type: 'answer', sdp: reply.text('sdp') });
      signal.throwIfAborted();
      return link;
    } catch (error) {
      link?.close();
      if (error instanceof JoinError) {
        throw error;
      }
      throw signal.aborted
        ? unreachable(signal)
        : new JoinError('unsupported', 'This browser does not do WebRTC.', undefined);
    }
  }
}

class WebRtcLink implements Link {
  answer!: JoinAnswer;
  hasOpened = false;
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
      channel.onopen = () => this.opened();
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

  private opened(): void {
    this.hasOpened ||= this.lossy.readyState === 'open' && this.reliable.readyState === 'open';
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
