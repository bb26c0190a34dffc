import type { App } from './app';
import { ItemKind } from './sdk';

const MAX_SHOTS = 60_000;

/** Where somebody was at a moment. Times are milliseconds of the machine's clock, so that pages on one machine can compare. */
export interface Shot {
  readonly at: number;
  readonly x: number;
  readonly z: number;
}

/** How somebody else was drawn in a frame. */
export interface DrawnShot extends Shot {
  readonly carries: string;
  readonly isVisible: boolean;
}

export interface Film {
  /** Oneself, frame by frame. */
  readonly own: readonly Shot[];
  /** The other as drawn, frame by frame. */
  readonly drawn: readonly DrawnShot[];
  /** The other's poses as they came, each with its tick. */
  readonly received: readonly (Shot & { readonly tick: number })[];
}

/** Records where one is, and how one other person is seen, until it ends; for the debug handle. */
export class Camera {
  private readonly own: Shot[] = [];
  private readonly drawn: DrawnShot[] = [];
  private readonly received: (Shot & { tick: number })[] = [];
  private readonly endListening: () => void;

  /** @param slot of whoever is filmed; nobody if it is missing */
  constructor(
    private readonly app: App,
    private readonly slot: number | undefined,
  ) {
    this.endListening = app.client.on('seen', (seen) => {
      const root = seen.slot === slot ? app.client.newestPose(seen.slot)?.root : undefined;
      if (root && this.received.length < MAX_SHOTS) {
        this.received.push({ at: wallClock(), tick: seen.tick, x: root[0], z: root[2] });
      }
    });
    app.onFrame = () => this.take();
  }

  end(): Film {
    this.endListening();
    this.app.onFrame = undefined;
    return { own: this.own, drawn: this.drawn, received: this.received };
  }

  private take(): void {
    if (this.own.length >= MAX_SHOTS) {
      return;
    }
    const at = wallClock();
    const { x, z } = this.app.walker.position;
    this.own.push({ at, x, z });
    const { client, people } = this.app;
    const figure = this.slot === undefined ? undefined : people.figure(this.slot);
    const pose = this.slot === undefined ? undefined : client.remotePose(this.slot);
    if (pose && figure) {
      const carries = ItemKind[figure.carries];
      this.drawn.push({ at, x: pose.root[0], z: pose.root[2], carries, isVisible: figure.visible });
    }
  }
}

function wallClock(): number {
  return performance.timeOrigin + performance.now();
}
