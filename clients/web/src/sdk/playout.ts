import { type BodyPose, blendPoses } from './pose';

/** Room for jitter behind the newest expected snapshot, and the bounds of the delay. */
const MIN_DELAY_MS = 40;
const MAX_DELAY_MS = 400;
/** How far poses are carried on when snapshots stay out, and how long they are kept. */
const MAX_EXTRAPOLATION_MS = 120;
const MAX_SAMPLES = 32;
/** Whoever has been in no snapshot for so long is out of sight (docs/protocol/lossy.md). */
const SIGHT_MS = 3000;
/** Further apart than this, two samples are a jump, not a walk. */
const JUMP_METRES = 3;
/** Share of the way that the clock goes towards a later arrival at each snapshot: forgets old luck slowly. */
const DRIFT = 0.01;

/**
 * Maps the server's ticks to local time, and says which tick to draw now: a little in the past, so that there is nearly
 * always a snapshot on either side. The delay follows the snapshot rate and the jitter that is seen.
 */
export class PlayoutClock {
  private readonly tickMs: number;
  private readonly intervalMs: number;
  /** Local time at which tick 0 would have arrived with the least delay seen. */
  private offsetMs: number | undefined;
  private jitterMs = 0;

  constructor(tickHertz: number, snapshotHertz: number) {
    this.tickMs = 1000 / Math.max(1, tickHertz);
    this.intervalMs = 1000 / Math.max(1, snapshotHertz);
  }

  onSnapshot(tick: number, nowMs: number): void {
    const offset = nowMs - tick * this.tickMs;
    if (this.offsetMs === undefined || Math.abs(offset - this.offsetMs) > 2000) {
      this.offsetMs = offset;
      this.jitterMs = 0;
      return;
    }
    const late = offset - this.offsetMs;
    if (late < 0) {
      this.offsetMs = offset;
    } else {
      this.offsetMs += late * DRIFT;
    }
    this.jitterMs = Math.max(Math.max(0, late), this.jitterMs * 0.98);
  }

  /** How far in the past the world is drawn: 40 ms at 60 snapshots a second on a steady line, 90 ms at 20. */
  get delayMs(): number {
    return Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, this.intervalMs * 1.5 + this.jitterMs + 15));
  }

  /** The tick to draw now, with its fraction; nothing before the first snapshot. */
  tickAt(nowMs: number): number | undefined {
    return this.offsetMs === undefined ? undefined : (nowMs - this.offsetMs - this.delayMs) / this.tickMs;
  }

  get maxExtrapolationTicks(): number {
    return MAX_EXTRAPOLATION_MS / this.tickMs;
  }

  get sightTicks(): number {
    return SIGHT_MS / this.tickMs;
  }
}

interface Sample {
  readonly tick: number;
  readonly pose: BodyPose;
}

/** One remote person's recent poses, by tick. */
export class PoseBuffer {
  private readonly samples: Sample[] = [];

  /** Takes a pose in; one older than the newest is dropped. */
  offer(tick: number, pose: BodyPose): boolean {
    const newest = this.samples.at(-1);
    if (newest && tick <= newest.tick) {
      return false;
    }
    this.samples.push({ tick, pose });
    if (this.samples.length > MAX_SAMPLES) {
      this.samples.shift();
    }
    return true;
  }

  /** The pose at a tick, between samples, or carried on a little beyond the newest; none long after it. */
  at(tick: number, maxExtrapolationTicks: number, sightTicks: number): BodyPose | undefined {
    const newest = this.samples.at(-1);
    if (!newest || tick > newest.tick + sightTicks) {
      return undefined;
    }
    if (tick >= newest.tick) {
      return this.beyond(newest, Math.min(tick, newest.tick + maxExtrapolationTicks));
    }
    for (let i = this.samples.length - 2; i >= 0; i--) {
      const a = this.samples[i]!;
      if (tick >= a.tick) {
        const b = this.samples[i + 1]!;
        return between(a, b, tick);
      }
    }
    return this.samples[0]!.pose;
  }

  get newest(): BodyPose | undefined {
    return this.samples.at(-1)?.pose;
  }

  private beyond(newest: Sample, tick: number): BodyPose {
    const before = this.samples.at(-2);
    return before && !isJump(before, newest) ? between(before, newest, tick) : newest.pose;
  }
}

function between(a: Sample, b: Sample, tick: number): BodyPose {
  const t = (tick - a.tick) / (b.tick - a.tick);
  if (isJump(a, b)) {
    return t < 1 ? a.pose : b.pose;
  }
  return blendPoses(a.pose, b.pose, t);
}

function isJump(a: Sample, b: Sample): boolean {
  const [ax, ay, az] = a.pose.root;
  const [bx, by, bz] = b.pose.root;
  return Math.hypot(bx - ax, by - ay, bz - az) > JUMP_METRES;
}
