import type { Welcome } from './generated/messages_pb';
import { type Body, decodeSnapshot, encodePose } from './lossy';
import { PingMeter } from './ping';
import { PlayoutClock, PoseBuffer } from './playout';
import { type BodyPose, toPose } from './pose';

/** The lossy lane of one session: the pace of the poses sent, the poses of others, and the round trip. */
export class PoseLane {
  private sequence = 0;
  private nextPoseAtMs = 0;
  private newestTick = 0;
  private readonly ping = new PingMeter();
  private readonly playout: PlayoutClock;
  private readonly buffers = new Map<number, PoseBuffer>();
  private readonly intervalMs: number;

  constructor(
    private readonly welcome: Welcome,
    private readonly isPresent: (slot: number) => boolean,
    private readonly onSeen: (slot: number, tick: number) => void,
  ) {
    this.playout = new PlayoutClock(welcome.tickHertz, welcome.snapshotHertz);
    this.intervalMs = 1000 / Math.max(1, welcome.poseSendHertz);
  }

  isPoseDue(nowMs: number): boolean {
    return nowMs >= this.nextPoseAtMs;
  }

  /** The next pose message; call it only when one is due. */
  nextPose(body: Body, nowMs: number): Uint8Array<ArrayBuffer> {
    // Keeps the average rate although frames don't fall on due times, without bursts after a pause.
    this.nextPoseAtMs = Math.max(this.nextPoseAtMs + this.intervalMs, nowMs + this.intervalMs / 2);
    this.sequence = (this.sequence + 1) & 0xffff;
    this.ping.onPoseSent(this.sequence, nowMs);
    return encodePose(this.sequence, this.newestTick, body);
  }

  /** Takes a message in; false where it is malformed. */
  onMessage(bytes: Uint8Array, nowMs: number): boolean {
    const decoded = decodeSnapshot(bytes);
    if (!decoded.ok) {
      return false;
    }
    const { tick, poseSequence, avatars } = decoded.value;
    if (tick > this.newestTick) {
      this.newestTick = tick;
      this.ping.onEcho(poseSequence, nowMs);
    }
    this.playout.onSnapshot(tick, nowMs);
    for (const { slot, body } of avatars) {
      if (slot !== this.welcome.slot && this.isPresent(slot)) {
        const buffer = this.buffers.get(slot) ?? new PoseBuffer();
        this.buffers.set(slot, buffer);
        if (buffer.offer(tick, toPose(body))) {
          this.onSeen(slot, tick);
        }
      }
    }
    return true;
  }

  /** A slot's person changed: what was seen of it is somebody else's. */
  forget(slot: number): void {
    this.buffers.delete(slot);
  }

  /** Where a remote person is to be drawn now. */
  pose(slot: number, nowMs: number): BodyPose | undefined {
    const tick = this.playout.tickAt(nowMs);
    return tick === undefined
      ? undefined
      : this.buffers.get(slot)?.at(tick, this.playout.maxExtrapolationTicks);
  }

  /** The newest pose of a remote person, without the interpolation's delay. */
  newestPose(slot: number): BodyPose | undefined {
    return this.buffers.get(slot)?.newest;
  }

  get roundTripMs(): number | undefined {
    return this.ping.roundTripMs;
  }
}
