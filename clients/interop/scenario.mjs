// What one connection goes through with a scenario server (README.md). Runs in Node and in a page alike: it uses the standard's
// RTCPeerConnection and fetch, and imports nothing.

const CONNECT_LIMIT_MS = 20_000;
const STEP_LIMIT_MS = 30_000;
/** Consent lasts 30 s, and that is how an end is seen whose farewell was lost. */
const END_LIMIT_MS = 45_000;
/** Lossy echoes that have not come this long after the last one don't come any more. */
const QUIET_MS = 1_000;
const POLL_MS = 50;

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

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const bytesOf = (data) => (typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data));

/** Message `number`, of that many bytes: the number, and noise that follows from number and size. The server knows it too. */
export function numbered(number, size) {
  const message = new Uint8Array(size);
  new DataView(message.buffer).setUint32(0, number);
  let noise = Math.imul(number, 0x9e3779b1) + size || 1;
  for (let i = 4; i < size; i++) {
    noise ^= noise << 13;
    noise ^= noise >>> 17;
    noise ^= noise << 5;
    message[i] = noise;
  }
  return message;
}

function isSame(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Fails with the description of what was waited for, and not at all if that comes in time. */
function within(ms, what, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms / 1000} s in vain for ${what}`)), ms);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/** A data channel whose messages wait to be taken. */
class Lane {
  #arrived = [];
  #takers = [];

  constructor(channel) {
    this.channel = channel;
    channel.binaryType = 'arraybuffer';
    this.opened = new Promise((resolve) => {
      if (channel.readyState === 'open') resolve();
      channel.onopen = resolve;
    });
    this.closed = new Promise((resolve) => {
      channel.onclose = resolve;
    });
    channel.onmessage = ({ data }) => {
      const message = { bytes: bytesOf(data), at: performance.now() };
      const taker = this.#takers.shift();
      if (taker) taker(message);
      else this.#arrived.push(message);
    };
  }

  /** The oldest message not yet taken, or the next one. */
  take() {
    const message = this.#arrived.shift();
    return message ? Promise.resolve(message) : new Promise((resolve) => this.#takers.push(resolve));
  }

  drain() {
    return this.#arrived.splice(0);
  }

  /** Sends messages in a row and compares their echoes. */
  async echo(messages) {
    for (const message of messages) this.channel.send(message);
    for (const [i, message] of messages.entries()) {
      const echo = await within(STEP_LIMIT_MS, `the echo of message ${i}`, this.take());
      const sent = bytesOf(message);
      if (!isSame(echo.bytes, sent)) {
        throw new Error(`message ${i} of ${sent.length} bytes came back changed, with ${echo.bytes.length} bytes`);
      }
    }
    return messages.length;
  }
}

/** One connection. Its steps are called in order; each throws if what it is about does not hold. */
class Visit {
  reliableSent = 0;
  inBandSent = 0;
  inBandChannelsClosed = 0;
  lossySent = 0;
  lossyReturned = 0;
  roundTripMs = [];

  constructor(index, { RTCPeerConnection, server, isRough, quirks = [] }) {
    this.index = index;
    this.server = server;
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
    if (second.channel.id !== id) throw new Error(`id ${id} was free, but the other got ${second.channel.id}`);
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
    await this.#talkInBand(third);
    third.channel.close();
    await this.#inBandClosed(third);
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
    await this.#until('the server to see a channel close', (saw) => saw.channelsClosed === this.inBandChannelsClosed);
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
      await within(STEP_LIMIT_MS, 'the channels to close', Promise.all([this.lossy.closed, this.reliable.closed]));
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

const TALK = ['reliableMessages', 'emptyMessagesAndTexts', 'inBandChannels', 'aChannelOfTheServers', 'lossyMessages', 'whatTheServerSaw'];

/** Carries out the steps one after the other; what goes wrong is kept, and ends the visit. */
async function go(visit, steps) {
  for (const step of steps) {
    if (visit.failure) return;
    try {
      await visit[step]();
    } catch (error) {
      visit.failure = { connection: visit.index, step, why: String(error?.message ?? error) };
      visit.pc.close();
    }
  }
}

/** Does the work for each item, so many at a time. */
async function inWindow(items, size, work) {
  const left = [...items];
  const worker = async () => {
    while (left.length > 0) await work(left.shift());
  };
  await Promise.all(Array.from({ length: size }, worker));
}

async function connectAll(options) {
  const indices = Array.from({ length: options.connections }, (_, i) => i);
  const visits = [];
  await inWindow(indices, options.window, async (index) => {
    const visit = new Visit(index, options);
    visits.push(visit);
    await go(visit, ['connect']);
  });
  return visits;
}

/**
 * All connections are up at the same time before the first of them talks, and all have talked before the first ends.
 *
 * @param {{ RTCPeerConnection: Function, server: string, connections: number, window: number, isRough: boolean,
 *   quirks?: string[] }} options so many are under way at a time as the window says; a rough link loses messages and farewells
 */
export async function visitAll(options) {
  const visits = await connectAll(options);
  await inWindow(visits, options.window, (visit) => go(visit, TALK));
  await inWindow(visits, options.window, (visit) => go(visit, ['end']));
  const passed = visits.filter((visit) => !visit.failure);
  const sum = (field) => visits.reduce((total, visit) => total + (visit[field] ?? 0), 0);
  return {
    passed: passed.length,
    failures: visits.flatMap((visit) => visit.failure ?? []),
    connectMs: visits.flatMap((visit) => visit.connectMs ?? []),
    roundTripMs: visits.flatMap((visit) => visit.roundTripMs),
    reliableSent: sum('reliableSent'),
    inBandSent: sum('inBandSent'),
    inBandChannels: sum('inBandChannelsClosed'),
    lossySent: sum('lossySent'),
    lossyArrived: sum('lossyArrived'),
    lossyReturned: sum('lossyReturned'),
  };
}

/** Connects and stays, for whoever wants to see what an end without a farewell does. */
export async function connectAndStay(options) {
  const visits = await connectAll(options);
  globalThis.visitsThatStay = visits;
  return {
    peers: visits.filter((visit) => !visit.failure).map((visit) => visit.peer),
    failures: visits.flatMap((visit) => visit.failure ?? []),
  };
}
