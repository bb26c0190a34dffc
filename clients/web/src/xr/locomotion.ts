import { Euler, Quaternion, Vector3 } from 'three';
import type { Walker } from '../input/walker';
import type { Stage } from '../scene/stage';
import type { Terrain } from '../sdk/terrain';

const SPEED = 3;
const DEAD_ZONE = 0.18;
const TURN_RADIANS = Math.PI / 6;
const FLICK = 0.7;
const REST = 0.35;
/** The camera follows the headset from the first rendered frame of the session on. */
const TRACKED_FROM_FRAME = 3;
const UP = new Vector3(0, 1, 0);

/** Moves the play space (the rig) with the sticks, and keeps it on the ground under the player's real feet. */
export class Locomotion {
  isTurningGhost = false;
  private isFlicked = false;
  private framesToCentre = 0;

  constructor(
    private readonly stage: Stage,
    private readonly walker: Walker,
  ) {}

  /** At the start of a session: the player goes on where they stood, looking where they looked. */
  begin(): void {
    const { rig } = this.stage;
    rig.position.copy(this.walker.position);
    rig.rotation.y = this.walker.yaw;
    this.framesToCentre = TRACKED_FROM_FRAME;
    this.isFlicked = false;
  }

  update(
    deltaSeconds: number,
    terrain: Terrain,
    walk: readonly [number, number],
    turn: readonly [number, number],
    turnGhost: (steps: number) => void,
  ): void {
    const { rig } = this.stage;
    if (this.framesToCentre > 0) {
      this.framesToCentre--;
      if (this.framesToCentre === 0) {
        // The head, not the play space's middle, belongs where the player stood.
        this.moveTo(this.walker.position.clone());
      }
      return;
    }
    this.followFeet();
    this.walk(deltaSeconds, walk);
    this.turn(turn[0], turnGhost);
    const { position } = this.walker;
    position.y = terrain.height(position.x, position.z);
    rig.position.y += (position.y - rig.position.y) * (1 - Math.exp(-12 * deltaSeconds));
  }

  /** The server put the player somewhere. */
  moveTo(position: Vector3): void {
    const { rig } = this.stage;
    const head = this.head();
    rig.position.x += position.x - head.x;
    rig.position.z += position.z - head.z;
    rig.position.y = position.y;
    rig.updateMatrixWorld(true);
    this.walker.placeAt(position.x, position.y, position.z);
  }

  /** Steps in the room are steps in the world. */
  private followFeet(): void {
    const head = this.head();
    this.walker.position.x = head.x;
    this.walker.position.z = head.z;
  }

  private walk(deltaSeconds: number, [x, z]: readonly [number, number]): void {
    const strength = Math.hypot(x, z);
    if (strength < DEAD_ZONE) {
      return;
    }
    const looking = new Euler().setFromQuaternion(
      this.stage.camera.getWorldQuaternion(new Quaternion()),
      'YXZ',
    ).y;
    const step = new Vector3(x, 0, z)
      .applyAxisAngle(UP, looking)
      .clampLength(0, 1)
      .multiplyScalar(SPEED * deltaSeconds);
    const before = this.walker.position.clone();
    this.walker.moveBy(step.x, step.z);
    this.stage.rig.position.x += this.walker.position.x - before.x;
    this.stage.rig.position.z += this.walker.position.z - before.z;
    this.stage.rig.updateMatrixWorld(true);
  }

  private turn(x: number, turnGhost: (steps: number) => void): void {
    if (Math.abs(x) < REST) {
      this.isFlicked = false;
    } else if (Math.abs(x) > FLICK && !this.isFlicked) {
      this.isFlicked = true;
      if (this.isTurningGhost) {
        turnGhost(-Math.sign(x));
      } else {
        this.snapTurn(-Math.sign(x) * TURN_RADIANS);
      }
    }
  }

  /** Turns the rig about the head, so that nobody is moved by turning. */
  private snapTurn(radians: number): void {
    const { rig } = this.stage;
    const head = this.head();
    rig.position.sub(head).applyAxisAngle(UP, radians).add(head);
    rig.rotation.y += radians;
    rig.updateMatrixWorld(true);
  }

  private head(): Vector3 {
    const head = this.stage.camera.getWorldPosition(new Vector3());
    head.y = this.stage.rig.position.y;
    return head;
  }
}
