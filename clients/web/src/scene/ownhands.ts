import type { Color, Mesh, Scene } from 'three';
import { LEFT_TRACKED, RIGHT_TRACKED } from '../sdk/lossy';
import type { BodyPose, JointPose } from '../sdk/pose';
import { Hand } from './hand';

/** The player's own hands, as others see them. */
export class OwnHands {
  private left: Hand | undefined;
  private right: Hand | undefined;

  constructor(private readonly scene: Scene) {}

  set color(color: Color) {
    this.left?.removeFromParent();
    this.right?.removeFromParent();
    this.left = new Hand(color, true);
    this.right = new Hand(color, false);
    this.scene.add(this.left, this.right);
  }

  show(pose: BodyPose): void {
    place(this.left, pose.left, (pose.flags & LEFT_TRACKED) !== 0, (pose.flags >> 2) & 7);
    place(this.right, pose.right, (pose.flags & RIGHT_TRACKED) !== 0, (pose.flags >> 5) & 7);
  }

  /** Fixes a board to the left wrist. */
  carry(board: Mesh): void {
    if (this.left && board.parent !== this.left) {
      this.left.add(board);
    }
  }
}

function place(
  hand: Hand | undefined,
  { position, rotation }: JointPose,
  isTracked: boolean,
  gesture: number,
): void {
  if (hand) {
    hand.visible = isTracked;
    hand.position.set(...position);
    hand.quaternion.set(...rotation);
    hand.gesture = gesture;
  }
}
