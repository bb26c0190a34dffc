import type { App } from './app';
import { ItemKind } from './sdk';

const MAX_FRAMES = 20_000;
const MAX_POSES = 60_000;

/** One frame of somebody's picture. */
export interface FilmFrame {
  /** When it was drawn, monotonic milliseconds. */
  readonly ms: number;
  /** The tick that it shows. */
  readonly tick: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly carries: string;
  readonly isVisible: boolean;
}

export interface Film {
  readonly frames: readonly FilmFrame[];
  /** Ticks of the poses that came, in order. */
  readonly poseTicks: readonly number[];
}

/** Records how one other person is drawn, frame by frame; for the debug handle. Stops by itself when it gets too long. */
export class FilmOf {
  private readonly frames: FilmFrame[] = [];
  private readonly poseTicks: number[] = [];
  private readonly endListening: () => void;

  constructor(
    private readonly app: App,
    private readonly slot: number,
  ) {
    this.endListening = app.client.on('seen', (seen) => {
      if (seen.slot === slot && this.poseTicks.length < MAX_POSES) {
        this.poseTicks.push(seen.tick);
      }
    });
    app.onFrame = () => this.take();
  }

  end(): Film {
    this.endListening();
    this.app.onFrame = undefined;
    return { frames: this.frames, poseTicks: this.poseTicks };
  }

  private take(): void {
    const { client, people } = this.app;
    const pose = client.remotePose(this.slot);
    const figure = people.figure(this.slot);
    const tick = client.playoutTick;
    if (pose && figure && tick !== undefined && this.frames.length < MAX_FRAMES) {
      const [x, y, z] = pose.root;
      const carries = ItemKind[figure.carries];
      this.frames.push({ ms: performance.now(), tick, x, y, z, carries, isVisible: figure.visible });
    }
  }
}
