import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { JoinError, type Link } from '../src/sdk/transport';
import { WebSocketTransport } from '../src/sdk/websocket';

const BASE = 'https://play.example';
const ANSWER = { playerId: '17', name: 'Ada', token: 'secret-17', ticket: 'once', protocolVersion: 1 };

/** The browser's end of a WebSocket, as far as the SDK uses it. */
class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket;
  readonly sent: number[][] = [];
  readyState = 0;
  bufferedAmount = 0;
  closeCode: number | undefined;
  binaryType = 'blob';
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onclose: ((event: { reason: string }) => void) | undefined;

  constructor(
    readonly url: URL,
    readonly protocols: string[],
  ) {
    FakeSocket.last = this;
  }

  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  send(bytes: Uint8Array): void {
    this.sent.push([...bytes]);
  }

  close(code: number): void {
    this.closeCode = code;
    this.readyState = 3;
  }
}

describe('a WebSocket', () => {
  const fetched = vi.fn<typeof fetch>();
  const heard: string[] = [];
  const listener = {
    onLossy: (bytes: Uint8Array) => heard.push(`lossy ${bytes}`),
    onReliable: (bytes: Uint8Array) => heard.push(`reliable ${bytes}`),
    onClosed: (reason: string) => heard.push(`closed ${reason}`),
  };

  beforeEach(() => {
    heard.length = 0;
    vi.stubGlobal('WebSocket', FakeSocket);
    vi.stubGlobal('fetch', fetched);
    fetched.mockReset();
    fetched.mockResolvedValue(Response.json(ANSWER, { status: 201 }));
  });

  afterEach(() => vi.unstubAllGlobals());

  const join = (): Promise<Link> =>
    new WebSocketTransport(BASE).join({ name: 'Ada' }, listener, new AbortController().signal);
  const say = (...bytes: number[]): void =>
    FakeSocket.last.onmessage?.({ data: Uint8Array.from(bytes).buffer });

  test('is opened with the ticket that the join was answered with', async () => {
    const link = await join();
    expect(fetched.mock.calls[0]![0]).toBe(`${BASE}/api/v1/sessions`);
    expect(JSON.parse(String(fetched.mock.calls[0]![1]!.body))).toEqual({
      name: 'Ada',
      transport: 'websocket',
    });
    expect(String(FakeSocket.last.url)).toBe('wss://play.example/api/v1/websocket');
    expect(FakeSocket.last.protocols).toEqual(['vsekai.v1', 'ticket.once']);
    expect(link.answer.token).toBe('secret-17');
    expect(link.hasOpened).toBe(false);
    FakeSocket.last.open();
    expect(link.hasOpened).toBe(true);
  });

  test('carries both lanes, told apart by the first byte', async () => {
    const link = await join();
    expect(link.sendReliable(Uint8Array.of(1))).toBe(false);
    FakeSocket.last.open();
    link.sendLossy(Uint8Array.of(7, 8));
    expect(link.sendReliable(Uint8Array.of(9))).toBe(true);
    expect(FakeSocket.last.sent).toEqual([
      [0, 7, 8],
      [1, 9],
    ]);
    say(0, 1, 2);
    say(1, 3);
    say(1);
    say(2, 4);
    say();
    FakeSocket.last.onmessage?.({ data: 'text' });
    expect(heard).toEqual(['lossy 1,2', 'reliable 3', 'reliable ']);
  });

  test('drops a pose that would wait, and never an action', async () => {
    const link = await join();
    FakeSocket.last.open();
    FakeSocket.last.bufferedAmount = 5_000;
    link.sendLossy(Uint8Array.of(7));
    link.sendReliable(Uint8Array.of(9));
    expect(FakeSocket.last.sent).toEqual([[1, 9]]);
    FakeSocket.last.bufferedAmount = 0;
    link.sendLossy(Uint8Array.of(8));
    expect(FakeSocket.last.sent.at(-1)).toEqual([0, 8]);
  });

  test('tells that it closed once, with the reason of the server', async () => {
    const link = await join();
    FakeSocket.last.open();
    FakeSocket.last.onclose?.({ reason: 'The server is stopping.' });
    FakeSocket.last.onclose?.({ reason: '' });
    say(1, 3);
    expect(heard).toEqual(['closed The server is stopping.']);
    link.close();
    expect(FakeSocket.last.closeCode).toBeUndefined();
  });

  test('is silent once it has been closed', async () => {
    const link = await join();
    FakeSocket.last.open();
    link.close();
    expect(FakeSocket.last.closeCode).toBe(1000);
    FakeSocket.last.onclose?.({ reason: '' });
    say(1, 3);
    expect(heard).toEqual([]);
  });

  test('is not opened where the join is refused, or not answered', async () => {
    const body = { error: 'full', message: 'The world is full.' };
    fetched.mockResolvedValue(Response.json(body, { status: 503, headers: { 'retry-after': '5' } }));
    await expect(join()).rejects.toMatchObject({ code: 'full', retryAfterMs: 5_000 });
    fetched.mockRejectedValue(new TypeError('no network'));
    await expect(join()).rejects.toMatchObject({ code: 'unreachable' });
    fetched.mockResolvedValue(Response.json({ ...ANSWER, ticket: undefined }, { status: 201 }));
    await expect(join()).rejects.toBeInstanceOf(JoinError);
  });
});
