// Many connections at a time. Runs in Node and in a page alike: it uses the standard's RTCPeerConnection and fetch.
import { Visit } from './visit.mjs';

const TALK = [
  'reliableMessages',
  'emptyMessagesAndTexts',
  'inBandChannels',
  'aChannelOfTheServers',
  'lossyMessages',
  'whatTheServerSaw',
];

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
async function visitAll(options) {
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
    greetingsLost: sum('greetingsLost'),
    inBandChannels: sum('inBandChannelsClosed'),
    lossySent: sum('lossySent'),
    lossyArrived: sum('lossyArrived'),
    lossyReturned: sum('lossyReturned'),
  };
}

/** Connects and stays, for whoever wants to see what an end without a farewell does. */
async function connectAndStay(options) {
  const visits = await connectAll(options);
  globalThis.visitsThatStay = visits;
  return {
    peers: visits.filter((visit) => !visit.failure).map((visit) => visit.peer),
    failures: visits.flatMap((visit) => visit.failure ?? []),
  };
}

/** By name, for whoever has to name them through a process or a page. */
export const WORK = { visitAll, connectAndStay };
