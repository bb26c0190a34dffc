import { App } from './app';
import { debugHandle } from './debug';
import type { QualityWish } from './scene/quality';
import { browserStore, type Transport, WebRtcTransport, WebSocketTransport } from './sdk';

declare global {
  interface Window {
    sekai: ReturnType<typeof debugHandle>;
  }
}

const parameters = new URLSearchParams(location.search);
const wantsEmulation = parameters.get('emulate-headset') === '1';
// Before the app asks what headset there is.
const headset = wantsEmulation ? new (await import('./xr/emulated')).EmulatedHeadset() : undefined;

const app = new App({
  canvas: document.querySelector<HTMLCanvasElement>('#view')!,
  overlay: document.querySelector<HTMLElement>('#overlay')!,
  transports: transportsOf(parameters.get('transport')),
  store: browserStore(),
  server: location.origin,
  quality: qualityOf(parameters.get('quality')),
});
window.sekai = debugHandle(app, headset);
app.start();

function qualityOf(wish: string | null): QualityWish {
  return wish === 'high' || wish === 'low' || wish === 'minimal' ? wish : 'auto';
}

/** UDP first, and the WebSocket where it is blocked; or the one that is asked for. */
function transportsOf(wish: string | null): readonly Transport[] {
  const all = [new WebRtcTransport(''), new WebSocketTransport('')];
  const wished = all.filter(({ kind }) => kind === wish);
  return wished.length > 0 ? wished : all;
}

const name = parameters.get('name')?.trim();
if (name && parameters.get('autojoin') === '1') {
  app.join(name);
}
