// What one connection goes through with a scenario server (README.md), in Node and in a page alike.
import { isSame, Lane, numbered, STEP_LIMIT_MS, sleep, within } from './lane.mjs';

const CONNECT_LIMIT_MS = 20_000;
/** Consent lasts 30 s, and that is how an end is seen whose farewell was lost. */
const END_LIMIT_MS = 45_000;
/** Lossy echoes that have not come this long after the last one don't come any more. */
const QUIET_MS = 1_000;
const POLL_MS = 50;
/**
 * On a bad link Chromium 156 loses about one in a hundred of the messages that are sent when a channel of the other side's has just
 * opened: bufferedAmount is 0 again, and no packet has them. Seen in traces of two such connections. So the first message there is
 * sent again when nothing has come back for so long; how often is in the result.
 */
const GREETING_PATIENCE_MS = 8_000;
const GREETINGS = 3;
const GREETING = 'anybody there?';

/** From one byte more than nothing, over what just fits one packet and what just doesn't, to the largest that the server takes. */
const RELIABLE_SIZES = [5, 100, 1_087, 1_105, 16_384, 65_536, 65_536];
const IN_BAND_SIZES = [5, 3_000, 65_536];
const TEXT = 'Grüße, 世界 🌲';
const OPEN_PLEASE = 'open, please';
const CLOSE_PLEASE = 'close, please';
const LOSSY_MESSAGES = 60;
/** Of the lossy messages that must come back. On a bad link the server leaves some out while its congestion window is small. */
const LEAST_SHARE = 0.9;
const LEAST_SHARE_ROUGH = 0.5;
const LARGEST_LOSSY = 1_100;
const LOSSY_INTERVAL_MS = 16;
/** So many are under way at a time, so that a machine that is busy with other things is not taken for a bad network. */
const LOSSY_UNDER_WAY = 8;
/** After which a lossy message is no longer under way. */
const LOSSY_PATIENCE_MS = 400;

/** Quirks of stacks. An empty message makes no packet. */
export const SENDS_NOTHING_EMPTY = 'sends nothing empty';
/** Against RFC 8832 §6, the DTLS client's channels have odd ids, which a server must refuse. */
export const OPENS_ODD_IDS = 'opens odd ids';

/** One connection. Its steps are called in order; each throws if what it is about does not hold. */
export class Visit {
  reliableSent = 0;
  inBandSent = 0;
  inBandChannelsClosed = 0;
  greetingsLost = 0;
  lossySent = 0;
  lossyReturned = 0;
  roundTripMs = [];

  constructor(index, { RTCPeerConnection, server, isRough, quirks = [] }) {
    this.index = index;
    this.server = server;
    this.isRough = isRough;
    this.leastShare = isRough ? LEAST_SHARE_ROUGH : LEAST_SHARE;
    this.endsThatMayBeSeen = isRough ? ['CONSENT_EXPIRED', 'UNREACHABLE'] : [];
    this.quirks = quirks;
    this.pc = new RTCPeerConnection();
    this.lossy = new Lane(
      this.pc.createDataChannel('lossy', { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 }),
    );
    this.reliable = new Lane(this.pc.createDataChannel('reliable', { negotiated: true, id: 1 }));
  }

  async #ask(path, options) {
    const response = await fetch(`${this.server}${path}`, options);
    const body = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${body}`);
    return body && JSON.parse(body);
  }

  /** From before the offer until both channels are open. */
  async connect() {
    const begun = performance.now();
    const up = async () => {
      await this.pc.setLocalDescription(await this.pc.createOffer());
      const { peer, sdp } = await this.#ask('/peers', { method: 'POST', body: this.pc.localDescription.sdp });
      this.peer = peer;
      await this.pc.setRemoteDescription({ type: 'answer', sdp });
      await Promise.all([this.lossy.opened, this.reliable.opened]);
    };
    await within(CONNECT_LIMIT_MS, 'both channels to open', up());
    this.connectMs = performance.now() - begun;
  }

  async reliableMessages() {
    const messages = RELIABLE_SIZES.map((size, number) => numbered(number, size));
    this.reliableSent += await this.reliable.echo(messages);
  }

  async emptyMessagesAndTexts() {
    const nothings = this.quirks.includes(SENDS_NOTHING_EMPTY) ? [] : ['', new Uint8Array(0)];
    this.reliableSent += await this.reliable.echo([...nothings, TEXT]);
  }

  async lossyMessages() {
    const sizeOf = (number) => 4 + ((number * 97) % (LARGEST_LOSSY - 3));
    const sentAt = [];
    const seen = new Set();
    let last = 0;
    const takeEchoes = () => {
      for (const { bytes, at } of this.lossy.drain()) {
        const number = bytes.length < 4 ? -1 : new DataView(bytes.buffer).getUint32(0);
        if (!(number in sentAt) || !isSame(bytes, numbered(number, sizeOf(number)))) {
          throw new Error(`a lossy message came back changed: ${bytes.length} bytes, number ${number}`);
        }
        if (seen.has(number)) throw new Error(`lossy message ${number} came back twice`);
        seen.add(number);
        last = at;
        this.roundTripMs.push(at - sentAt[number]);
      }
    };
    const isUnderWay = (at, number) => !seen.has(number) && performance.now() - at < LOSSY_PATIENCE_MS;
    while (this.lossySent < LOSSY_MESSAGES) {
      takeEchoes();
      if (sentAt.filter(isUnderWay).length < LOSSY_UNDER_WAY) {
        sentAt.push(performance.now());
        this.lossy.channel.send(numbered(this.lossySent, sizeOf(this.lossySent)));
        this.lossySent++;
      }
      await sleep(LOSSY_INTERVAL_MS);
    }
    while (seen.size < LOSSY_MESSAGES && performance.now() - Math.max(last, sentAt.at(-1)) < QUIET_MS) {
      await sleep(POLL_MS);
      takeEchoes();
    }
    this.lossyReturned = seen.size;
    if (seen.size < this.leastShare * LOSSY_MESSAGES) {
      throw new Error(`of ${LOSSY_MESSAGES} lossy messages ${seen.size} came back`);
    }
  }

  /** Channels opened with DCEP, and closed by either side; the second gets the id that the first had. */
  async inBandChannels() {
    if (this.quirks.includes(OPENS_ODD_IDS)) return;
    const first = new Lane(this.pc.createDataChannel('first'));
    await within(STEP_LIMIT_MS, 'a channel to open', first.opened);
    const { id } = first.channel;
    await this.#talkInBand(first);
    first.channel.close();
    await this.#inBandClosed(first);

    const second = new Lane(this.pc.createDataChannel('second', { ordered: false, protocol: 'p' }));
    await within(STEP_LIMIT_MS, 'another channel to open', second.opened);
    if (second.channel.id !== id)
      throw new Error(`id ${id} was free, but the other got ${second.channel.id}`);
    await this.#talkInBand(second);
    second.channel.send(CLOSE_PLEASE);
    this.inBandSent++;
    await this.#inBandClosed(second);
  }

  async aChannelOfTheServers() {
    const offered = new Promise((resolve) => {
      this.pc.ondatachannel = ({ channel }) => resolve(new Lane(channel));
    });
    this.reliable.channel.send(OPEN_PLEASE);
    this.reliableSent++;
    const third = await within(STEP_LIMIT_MS, 'the server to open a channel', offered);
    await within(STEP_LIMIT_MS, "the server's channel to open", third.opened);
    if (this.isRough) await this.#greet(third);
    await this.#talkInBand(third);
    third.channel.close();
    await this.#inBandClosed(third);
  }

  async #greet(lane) {
    const answered = lane.take();
    for (let left = GREETINGS; left > 0; left--) {
      lane.channel.send(GREETING);
      const isAnswered = await Promise.race([answered.then(() => true), sleep(GREETING_PATIENCE_MS)]);
      if (isAnswered) {
        this.inBandSent++;
        return;
      }
      this.greetingsLost++;
    }
    throw new Error(`${GREETINGS} greetings on the server's channel were not answered`);
  }

  /** One after the other, since a channel may be unordered. */
  async #talkInBand(lane) {
    for (const size of IN_BAND_SIZES) {
      this.inBandSent += await lane.echo([numbered(this.inBandSent, size)]);
    }
    this.inBandSent += await lane.echo([TEXT]);
  }

  async #inBandClosed(lane) {
    this.inBandChannelsClosed++;
    await within(STEP_LIMIT_MS, 'a channel to close', lane.closed);
    await this.#until(
      'the server to see a channel close',
      (saw) => saw.channelsClosed === this.inBandChannelsClosed,
    );
  }

  async whatTheServerSaw() {
    const saw = await this.#ask(`/peers/${this.peer}`);
    const { reliable, lossy, inBand, channelsOpened, damaged, repeated } = saw;
    const isRight =
      reliable === this.reliableSent &&
      lossy >= this.lossyReturned &&
      lossy <= this.lossySent &&
      inBand === this.inBandSent &&
      channelsOpened === this.inBandChannelsClosed;
    if (!isRight || damaged || repeated) {
      const sent = `${this.reliableSent} reliable, ${this.lossySent} lossy and ${this.inBandSent} in-band`;
      throw new Error(`${sent} messages were sent, it saw ${JSON.stringify(saw)}`);
    }
    this.lossyArrived = lossy;
  }

  /** Every other connection is closed by the server. */
  async end() {
    const isOurs = this.index % 2 === 0;
    if (!isOurs) {
      await this.#ask(`/peers/${this.peer}`, { method: 'DELETE' });
      await within(
        STEP_LIMIT_MS,
        'the channels to close',
        Promise.all([this.lossy.closed, this.reliable.closed]),
      );
    }
    this.pc.close();
    const { end } = await this.#until('the server to see the end', (saw) => saw.end, END_LIMIT_MS);
    const expected = isOurs ? ['REMOTE', ...this.endsThatMayBeSeen] : ['LOCAL'];
    if (!expected.includes(end)) throw new Error(`the server saw ${end}, not ${expected.join(' or ')}`);
  }

  /** What the server saw, once that holds. */
  #until(what, holds, limitMs = STEP_LIMIT_MS) {
    const asking = async () => {
      for (;;) {
        const saw = await this.#ask(`/peers/${this.peer}`);
        if (holds(saw)) return saw;
        await sleep(POLL_MS);
      }
    };
    return within(limitMs, what, asking());
  }
}
