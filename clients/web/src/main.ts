import { App } from './app';
import { debugHandle } from './debug';
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
});
window.sekai = debugHandle(app, headset);
app.start();

const name = parameters.get('name')?.trim();
if (name && parameters.get('autojoin') === '1') {
  app.join(name);
}
