import { App } from './app';
import { debugHandle } from './debug';
import type { QualityWish } from './scene/quality';
import { browserStore, WebRtcTransport } from './sdk';

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
  transport: new WebRtcTransport(''),
  store: browserStore(),
  server: location.origin,
  quality: qualityOf(parameters.get('quality')),
});
window.sekai = debugHandle(app, headset);
app.start();

function qualityOf(wish: string | null): QualityWish {
  return wish === 'high' || wish === 'low' || wish === 'minimal' ? wish : 'auto';
}

const name = parameters.get('name')?.trim();
if (name && parameters.get('autojoin') === '1') {
  app.join(name);
}
