import { Euler, Quaternion, Vector3 } from 'three';
import { GESTURE_FIST, GESTURE_OPEN } from '../scene/hand';
import { LEFT_TRACKED, RIGHT_TRACKED } from '../sdk/lossy';
import type { BodyPose, JointPose } from '../sdk/pose';
import type { Walker } from './walker';

export const EYE_HEIGHT = 1.62;
const STRIKE_SECONDS = 0.34;

/** The body of somebody at a desktop: hands that rest, swing with the steps, and strike. */
export class BodyRig {
  private strikeAge = Number.POSITIVE_INFINITY;
  private readonly held: { left?: Vector3; right?: Vector3 } = {};

  constructor(private readonly walker: Walker) {}

  strike(): void {
    this.strikeAge = 0;
  }

  /** Holds a hand at a place relative to the body (x right, y up from the feet, z back) until it is let go. */
  hold(hand: 'left' | 'right', at: Vector3 | undefined): void {
    if (at) {
      this.held[hand] = at;
    } else {
      delete this.held[hand];
    }
  }

  update(deltaSeconds: number): void {
    this.strikeAge += deltaSeconds;
  }

  pose(seconds: number): BodyPose {
    const { position, yaw, pitch } = this.walker;
    const head = new Quaternion().setFromEuler(new Euler(pitch, yaw, 0, 'YXZ'));
    return {
      root: [position.x, position.y, position.z],
      flags:
        LEFT_TRACKED |
        RIGHT_TRACKED |
        (GESTURE_OPEN << 2) |
        ((this.isStriking ? GESTURE_FIST : GESTURE_OPEN) << 5),
      head: joint(new Vector3(position.x, position.y + EYE_HEIGHT, position.z), head),
      left: this.hand(-1, seconds),
      right: this.hand(1, seconds),
    };
  }

  private get isStriking(): boolean {
    return this.strikeAge < STRIKE_SECONDS;
  }

  private hand(side: -1 | 1, seconds: number): JointPose {
    const { position, yaw, pitch, walked, speed } = this.walker;
    const turn = new Quaternion().setFromEuler(new Euler(0, yaw, 0));
    const swing = Math.sin(walked * 2.3) * side * Math.min(1, speed / 3.4) * 0.13;
    const breath = Math.sin(seconds * 1.4 + side) * 0.008;
    const at = new Vector3(side * 0.24, 1.16 + breath + pitch * 0.12, -0.36 + swing);
    const tilt = new Euler(0.35 + swing * 1.5, side * 0.2, side * -0.15);
    if (side === 1 && this.isStriking) {
      // Up and back, then down and forward, with a soft return.
      const t = this.strikeAge / STRIKE_SECONDS;
      const raised = Math.sin(Math.min(1, t / 0.35) * Math.PI);
      const thrust = Math.sin(Math.max(0, (t - 0.25) / 0.75) * Math.PI);
      at.add(new Vector3(-0.1 * thrust, 0.26 * raised - 0.06 * thrust, 0.12 * raised - 0.42 * thrust));
      tilt.x += 0.9 * raised - 0.8 * thrust;
    }
    const held = side === -1 ? this.held.left : this.held.right;
    const local = held?.clone() ?? at;
    return joint(
      local.applyQuaternion(turn).add(position),
      turn.clone().multiply(new Quaternion().setFromEuler(tilt)),
    );
  }
}

export function joint(position: Vector3, rotation: Quaternion): JointPose {
  return {
    position: [position.x, position.y, position.z],
    rotation: [rotation.x, rotation.y, rotation.z, rotation.w],
  };
}
