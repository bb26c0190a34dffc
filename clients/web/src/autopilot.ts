import type { Walker } from './input/walker';

/** Close enough to where one wanted to walk. */
const ARRIVED_METRES = 0.35;
const RUN_METRES = 2;
/** Slower than this for so long, somebody stands before a tree or a wall; then they go round it, first on one side. */
const BLOCKED_SPEED = 0.4;
const BLOCKED_SECONDS = 0.5;
const SIDESTEP_SECONDS = 0.7;

/** Walks somebody to a place on foot, around what stands in the way; for the debug handle. */
export class Autopilot {
  private lastX: number;
  private lastZ: number;
  private blockedSeconds = 0;
  private sidestepSeconds = 0;
  private side = 1;

  constructor(
    private readonly walker: Walker,
    private readonly x: number,
    private readonly z: number,
  ) {
    this.lastX = walker.position.x;
    this.lastZ = walker.position.z;
  }

  get hasArrived(): boolean {
    return this.away < ARRIVED_METRES;
  }

  /** The stride of one frame. */
  stride(deltaSeconds: number): { x: number; z: number; isRunning: boolean } {
    const { position } = this.walker;
    this.noteProgress(Math.hypot(position.x - this.lastX, position.z - this.lastZ), deltaSeconds);
    this.lastX = position.x;
    this.lastZ = position.z;
    this.walker.yaw = Math.atan2(position.x - this.x, position.z - this.z);
    if (this.hasArrived) {
      return { x: 0, z: 0, isRunning: false };
    }
    return this.sidestepSeconds > 0
      ? { x: this.side, z: -0.3, isRunning: false }
      : { x: 0, z: -1, isRunning: this.away > RUN_METRES };
  }

  private get away(): number {
    return Math.hypot(this.x - this.walker.position.x, this.z - this.walker.position.z);
  }

  private noteProgress(metres: number, deltaSeconds: number): void {
    this.sidestepSeconds = Math.max(0, this.sidestepSeconds - deltaSeconds);
    const isBlocked = metres < BLOCKED_SPEED * deltaSeconds && this.sidestepSeconds === 0;
    this.blockedSeconds = isBlocked ? this.blockedSeconds + deltaSeconds : 0;
    if (this.blockedSeconds > BLOCKED_SECONDS) {
      this.blockedSeconds = 0;
      this.sidestepSeconds = SIDESTEP_SECONDS;
      this.side = -this.side;
    }
  }
}
