/** What is drawn at a level of quality: from everything to what any machine can. */
export interface Quality {
  readonly maxPixelRatio: number;
  readonly hasShadows: boolean;
  readonly hasGrass: boolean;
  /** Seconds between two drawn frames, at least. Poses and controls keep their own pace. */
  readonly frameSeconds: number;
}

const LEVELS: readonly Quality[] = [
  { maxPixelRatio: 2, hasShadows: true, hasGrass: true, frameSeconds: 0 },
  { maxPixelRatio: 1, hasShadows: true, hasGrass: true, frameSeconds: 0 },
  { maxPixelRatio: 0.8, hasShadows: false, hasGrass: true, frameSeconds: 0 },
  { maxPixelRatio: 0.5, hasShadows: false, hasGrass: false, frameSeconds: 0 },
];

/** For tests on machines that draw with their CPU: a picture now and then. */
const MINIMAL: Quality = { maxPixelRatio: 0.5, hasShadows: false, hasGrass: false, frameSeconds: 3 };

/** Slower than this over a while, and the next level comes. */
const SLOW_FRAME_SECONDS = 1 / 42;
const WATCH_SECONDS = 3;
/** Frames that take longer are hitches, not the machine's pace: a hidden tab, a world that loads. */
const HITCH_SECONDS = 0.6;

export type QualityWish = 'auto' | 'high' | 'low' | 'minimal';

/** Goes down a level when frames stay slow. Never up again: a picture that keeps changing is worse than a plain one. */
export class QualityWatch {
  private level: number;
  private frames = 0;
  private seconds = 0;

  constructor(private readonly wish: QualityWish) {
    this.level = wish === 'low' ? LEVELS.length - 1 : 0;
  }

  get quality(): Quality {
    return this.wish === 'minimal' ? MINIMAL : LEVELS[this.level]!;
  }

  /** Returns true when the quality has changed. */
  onFrame(deltaSeconds: number): boolean {
    if (this.wish !== 'auto' || this.level === LEVELS.length - 1 || deltaSeconds > HITCH_SECONDS) {
      return false;
    }
    this.frames++;
    this.seconds += deltaSeconds;
    if (this.seconds < WATCH_SECONDS) {
      return false;
    }
    const isSlow = this.seconds / this.frames > SLOW_FRAME_SECONDS;
    this.frames = 0;
    this.seconds = 0;
    this.level += isSlow ? 1 : 0;
    return isSlow;
  }
}
