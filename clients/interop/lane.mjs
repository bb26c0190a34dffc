// Messages and channels of the scenario, in Node and in a page alike.

/** After which something that was waited for counts as not having come. */
export const STEP_LIMIT_MS = 30_000;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
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

export function isSame(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Fails with the description of what was waited for, and not at all if that comes in time. */
export function within(ms, what, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms / 1000} s in vain for ${what}`)), ms);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/** A data channel whose messages wait to be taken. */
export class Lane {
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
      const echo = await within(STEP_LIMIT_MS, `the echo of message ${i}`, this.take()).catch((error) => {
        const { readyState, bufferedAmount } = this.channel;
        throw new Error(`${error.message}, on a channel that is ${readyState} with ${bufferedAmount} bytes to send`);
      });
      const sent = bytesOf(message);
      if (!isSame(echo.bytes, sent)) {
        throw new Error(
          `message ${i} of ${sent.length} bytes came back changed, with ${echo.bytes.length} bytes`,
        );
      }
    }
    return messages.length;
  }
}
