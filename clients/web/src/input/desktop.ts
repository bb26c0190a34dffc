import type { Stride, Walker } from './walker';

const LOOK_SPEED = 0.0022;
const MAX_PITCH = 1.45;
/** A press that moved less than this is a click, not a drag. */
const CLICK_PIXELS = 6;

export interface DesktopActions {
  /** Harvest, pick up or build, whatever is meant now. */
  use(): void;
  toggleBuild(): void;
  rotate(steps: number): void;
  leaveBuild(): void;
}

/** Keyboard and mouse. The pointer is locked where the browser lets us; else dragging looks around. */
export class DesktopInput {
  isEnabled = false;
  private readonly keys = new Set<string>();
  private drag: { x: number; y: number; moved: number } | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly walker: Walker,
    private readonly actions: DesktopActions,
  ) {
    addEventListener('keydown', (event) => this.onKey(event));
    addEventListener('keyup', (event) => this.keys.delete(event.code));
    addEventListener('blur', () => this.keys.clear());
    canvas.addEventListener('pointerdown', (event) => this.onPointerDown(event));
    addEventListener('pointermove', (event) => this.onPointerMove(event));
    addEventListener('pointerup', () => this.onPointerUp());
    canvas.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  }

  get isPointerLocked(): boolean {
    return document.pointerLockElement === this.canvas;
  }

  release(): void {
    this.keys.clear();
    if (this.isPointerLocked) {
      document.exitPointerLock();
    }
  }

  stride(): Stride {
    const axis = (less: string[], more: string[]): number =>
      Number(more.some((key) => this.keys.has(key))) - Number(less.some((key) => this.keys.has(key)));
    return {
      x: axis(['KeyA', 'ArrowLeft'], ['KeyD', 'ArrowRight']),
      z: axis(['KeyW', 'ArrowUp'], ['KeyS', 'ArrowDown']),
      isRunning: this.keys.has('ShiftLeft') || this.keys.has('ShiftRight'),
      isJumping: this.keys.has('Space'),
    };
  }

  private onKey(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement;
    if (!this.isEnabled || isTyping || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    this.keys.add(event.code);
    if (event.code === 'Space' || event.code.startsWith('Arrow')) {
      event.preventDefault();
    }
    if (event.repeat) {
      return;
    }
    switch (event.code) {
      case 'KeyE':
        this.actions.use();
        break;
      case 'KeyB':
        this.actions.toggleBuild();
        break;
      case 'KeyR':
        this.actions.rotate(event.shiftKey ? -1 : 1);
        break;
      case 'Escape':
        this.actions.leaveBuild();
        break;
    }
  }

  private onPointerDown(event: PointerEvent): void {
    if (!this.isEnabled) {
      return;
    }
    this.canvas.focus();
    if (this.isPointerLocked) {
      if (event.button === 0) {
        this.actions.use();
      } else if (event.button === 2) {
        this.actions.leaveBuild();
      }
      return;
    }
    this.drag = { x: event.clientX, y: event.clientY, moved: 0 };
    if (event.pointerType === 'mouse') {
      // Where the lock is refused, dragging goes on working.
      Promise.resolve(this.canvas.requestPointerLock()).catch(() => undefined);
    }
  }

  private onPointerMove(event: PointerEvent): void {
    if (!this.isEnabled) {
      return;
    }
    if (this.isPointerLocked) {
      this.look(event.movementX, event.movementY);
    } else if (this.drag) {
      const [dx, dy] = [event.clientX - this.drag.x, event.clientY - this.drag.y];
      this.look(dx * 1.6, dy * 1.6);
      this.drag = {
        x: event.clientX,
        y: event.clientY,
        moved: this.drag.moved + Math.abs(dx) + Math.abs(dy),
      };
    }
  }

  private onPointerUp(): void {
    const wasClick = this.drag !== undefined && this.drag.moved < CLICK_PIXELS;
    this.drag = undefined;
    // The click that takes the pointer is not meant for the world.
    if (this.isEnabled && wasClick && !this.isPointerLocked && !this.canLock()) {
      this.actions.use();
    }
  }

  private onWheel(event: WheelEvent): void {
    if (this.isEnabled) {
      event.preventDefault();
      this.actions.rotate(Math.sign(event.deltaY));
    }
  }

  private look(dx: number, dy: number): void {
    this.walker.yaw -= dx * LOOK_SPEED;
    this.walker.pitch = Math.min(MAX_PITCH, Math.max(-MAX_PITCH, this.walker.pitch - dy * LOOK_SPEED));
  }

  private canLock(): boolean {
    return matchMedia('(pointer: fine)').matches && 'requestPointerLock' in this.canvas;
  }
}
