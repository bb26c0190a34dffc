import type { ClientState } from '../sdk/client';
import { ItemKind } from '../sdk/generated/messages_pb';
import type { TransportKind } from '../sdk/transport';
import { element, icon } from './element';
import './style.css';

const TOAST_MS = 3_200;
const MAX_TOASTS = 3;

const LOG_ICON =
  '<g fill="none" stroke="currentColor" stroke-width="1.8"><ellipse cx="6" cy="13" rx="3" ry="4.5"/>' +
  '<path d="M6 8.5h12c1.7 0 3 2 3 4.5s-1.3 4.5-3 4.5H6"/><path d="M6 11.6v2.8M12 12h5"/></g>';
const STONE_ICON =
  '<path fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" ' +
  'd="M3 17l3-8 6-4 6 3 3 7-3 4H6zM12 5l-1 6 7 4M11 11l-5 2"/>';

export const KEYS_HINT = [
  ['WASD', 'walk'],
  ['Shift', 'run'],
  ['E or click', 'chop, pick up'],
  ['B', 'build'],
] as const;

export const BUILD_HINT = [
  ['Click or E', 'set up'],
  ['R or scroll', 'turn'],
  ['B', 'done'],
] as const;

const TRANSPORT_NAMES = { webrtc: 'WebRTC', websocket: 'WebSocket' } as const;

/** Figures of the connection, as far as they are known. */
export interface Connection {
  readonly roundTripMs: number | undefined;
  readonly over: TransportKind | undefined;
}

/** What lies over the world: inventory, connection, crosshair, hints, toasts. */
export class Hud {
  readonly root: HTMLElement;
  readonly enterVr: HTMLButtonElement;
  private readonly wood: HTMLElement;
  private readonly stone: HTMLElement;
  private readonly status: HTMLElement;
  private readonly statusText: HTMLElement;
  private readonly prompt: HTMLElement;
  private readonly keys: HTMLElement;
  private readonly toasts: HTMLElement;
  private readonly counts = new Map<ItemKind, number>();

  constructor() {
    this.wood = element('b', {}, '0');
    this.stone = element('b', {}, '0');
    const inventory = element(
      'dl',
      { class: 'inventory', 'aria-label': 'Inventory' },
      element(
        'div',
        { 'data-item': 'wood' },
        icon(LOG_ICON),
        element('dt', {}, 'Wood'),
        element('dd', {}, this.wood),
      ),
      element(
        'div',
        { 'data-item': 'stone' },
        icon(STONE_ICON),
        element('dt', {}, 'Stone'),
        element('dd', {}, this.stone),
      ),
    );
    this.statusText = element('span', {});
    this.status = element('div', { class: 'status', role: 'status' }, element('i', {}), this.statusText);
    this.enterVr = element('button', { class: 'enter-vr primary', type: 'button', hidden: '' }, 'Enter VR');
    this.prompt = element('p', { class: 'prompt', 'aria-live': 'off' });
    this.keys = element('p', { class: 'keys' });
    this.toasts = element('div', { class: 'toasts', role: 'log', 'aria-live': 'polite' });
    this.root = element(
      'div',
      { class: 'hud', hidden: '' },
      element('div', { class: 'crosshair', 'aria-hidden': 'true' }),
      element('div', { class: 'corner' }, this.status, this.enterVr),
      this.prompt,
      element('div', { class: 'foot' }, inventory, this.keys),
      this.toasts,
    );
    this.showKeys(KEYS_HINT);
  }

  set isVisible(visible: boolean) {
    this.root.hidden = !visible;
  }

  showInventory(counts: ReadonlyMap<ItemKind, number>): void {
    for (const [item, label] of [
      [ItemKind.WOOD, this.wood],
      [ItemKind.STONE, this.stone],
    ] as const) {
      const count = counts.get(item) ?? 0;
      if (count !== this.counts.get(item)) {
        this.counts.set(item, count);
        label.textContent = String(count);
        label.classList.remove('bump');
        // Reading the layout restarts the animation.
        label.getBoundingClientRect();
        label.classList.add('bump');
      }
    }
  }

  showState(state: ClientState, peopleCount: number, connection: Connection): void {
    this.status.dataset.state = state.kind;
    this.statusText.textContent = describe(state, peopleCount, connection);
  }

  /** The line under the crosshair. */
  showPrompt(text: string): void {
    if (this.prompt.textContent !== text) {
      this.prompt.textContent = text;
    }
  }

  showKeys(hints: readonly (readonly [string, string])[]): void {
    this.keys.replaceChildren(
      ...hints.map(([key, meaning]) => element('span', {}, element('kbd', {}, key), ` ${meaning}`)),
    );
  }

  toast(text: string): void {
    if (text === '') {
      return;
    }
    const toast = element('p', {}, text);
    this.toasts.append(toast);
    while (this.toasts.childElementCount > MAX_TOASTS) {
      this.toasts.firstElementChild?.remove();
    }
    setTimeout(() => toast.remove(), TOAST_MS);
  }
}

function describe(state: ClientState, peopleCount: number, { roundTripMs, over }: Connection): string {
  switch (state.kind) {
    case 'live': {
      const company =
        peopleCount === 0 ? 'alone here' : peopleCount === 1 ? '1 other here' : `${peopleCount} others here`;
      const delay = roundTripMs === undefined ? [] : [`${Math.round(roundTripMs)} ms`];
      return [company, ...delay, ...(over ? [TRANSPORT_NAMES[over]] : [])].join(' · ');
    }
    case 'joining':
    case 'connecting':
      return 'Connecting…';
    case 'waiting':
      return `${state.text} Coming back…`;
    case 'ended':
      return state.text;
    case 'idle':
      return '';
  }
}
