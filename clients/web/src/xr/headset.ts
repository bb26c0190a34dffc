import {
  CylinderGeometry,
  type Group,
  Mesh,
  MeshBasicMaterial,
  Quaternion,
  Vector3,
  type XRTargetRaySpace,
} from 'three';
import { joint } from '../input/bodyrig';
import type { Aim } from '../input/interaction';
import type { Walker } from '../input/walker';
import { GESTURE_FIST, GESTURE_OPEN } from '../scene/hand';
import type { Stage } from '../scene/stage';
import { LEFT_TRACKED, RIGHT_TRACKED } from '../sdk/lossy';
import type { BodyPose, JointPose } from '../sdk/pose';
import type { Terrain } from '../sdk/terrain';
import { Locomotion } from './locomotion';

type Side = 'left' | 'right';

export interface HeadsetActions {
  use(): void;
  toggleBuild(): void;
  rotate(steps: number): void;
}

interface Controller {
  readonly ray: XRTargetRaySpace;
  readonly grip: Group;
  source: XRInputSource | undefined;
  isGripping: boolean;
}

const UNTRACKED: JointPose = { position: [0, 0, 0], rotation: [0, 0, 0, 1] };

/** An immersive session: the head and the two controllers as a body, sticks that walk and turn, buttons that act. */
export class Headset {
  private readonly controllers: Controller[];
  private readonly locomotion: Locomotion;
  private aimSide: Side = 'right';

  constructor(
    private readonly stage: Stage,
    private readonly walker: Walker,
    private readonly actions: HeadsetActions,
    onEnd: () => void,
  ) {
    this.locomotion = new Locomotion(stage, walker);
    this.controllers = [0, 1].map((index) => this.controller(index));
    stage.renderer.xr.setFoveation(1);
    stage.renderer.xr.addEventListener('sessionend', onEnd);
  }

  get isPresenting(): boolean {
    return this.stage.renderer.xr.isPresenting;
  }

  static async isSupported(): Promise<boolean> {
    return (await navigator.xr?.isSessionSupported('immersive-vr').catch(() => false)) ?? false;
  }

  async enter(): Promise<void> {
    const session = await navigator.xr!.requestSession('immersive-vr', { optionalFeatures: ['local-floor'] });
    this.locomotion.begin();
    await this.stage.renderer.xr.setSession(session);
  }

  /** Moves the player by sticks and by their own feet. `canWalk` is false while the server is away. */
  update(deltaSeconds: number, terrain: Terrain, canWalk: boolean): void {
    const left = this.side('left')?.source;
    const right = this.side('right')?.source;
    this.locomotion.update(deltaSeconds, terrain, canWalk ? stick(left) : [0, 0], stick(right), (steps) =>
      this.actions.rotate(steps),
    );
  }

  /** While building, the right stick turns the ghost instead of the player. */
  set isTurningGhost(isBuilding: boolean) {
    this.locomotion.isTurningGhost = isBuilding;
  }

  moveTo(position: Vector3): void {
    this.locomotion.moveTo(position);
  }

  pose(): BodyPose {
    const { camera } = this.stage;
    const [left, right] = [this.side('left'), this.side('right')];
    const { x, y, z } = this.walker.position;
    const gesture = (controller: Controller | undefined): number =>
      controller?.isGripping ? GESTURE_FIST : GESTURE_OPEN;
    return {
      root: [x, y, z],
      flags:
        (left ? LEFT_TRACKED : 0) |
        (right ? RIGHT_TRACKED : 0) |
        (gesture(left) << 2) |
        (gesture(right) << 5),
      head: joint(camera.getWorldPosition(new Vector3()), camera.getWorldQuaternion(new Quaternion())),
      left: left ? worldJoint(left.grip) : { ...UNTRACKED, position: [x, y, z] },
      right: right ? worldJoint(right.grip) : { ...UNTRACKED, position: [x, y, z] },
    };
  }

  /** Along the controller that was used last. */
  aim(): Aim | undefined {
    const controller = this.side(this.aimSide) ?? this.side('right') ?? this.side('left');
    if (!controller) {
      return undefined;
    }
    const { ray, grip } = controller;
    const direction = new Vector3(0, 0, -1).applyQuaternion(ray.getWorldQuaternion(new Quaternion()));
    return {
      origin: ray.getWorldPosition(new Vector3()),
      direction,
      root: this.walker.position.clone(),
      yaw: Math.atan2(-direction.x, -direction.z),
      hand: grip.getWorldPosition(new Vector3()),
    };
  }

  /** A short tick in the hand that acts. */
  pulse(strength: number): void {
    const actuator = this.side(this.aimSide)?.source?.gamepad?.hapticActuators?.[0];
    actuator?.pulse?.(strength, 40);
  }

  private controller(index: number): Controller {
    const { xr } = this.stage.renderer;
    const ray = xr.getController(index);
    const grip = xr.getControllerGrip(index);
    const controller: Controller = { ray, grip, source: undefined, isGripping: false };
    ray.add(pointer());
    this.stage.rig.add(ray, grip);
    ray.addEventListener('connected', (event) => {
      controller.source = event.data;
    });
    ray.addEventListener('disconnected', () => {
      controller.source = undefined;
      controller.isGripping = false;
    });
    ray.addEventListener('selectstart', () => {
      this.aimSide = controller.source?.handedness === 'left' ? 'left' : 'right';
      controller.isGripping = true;
      this.actions.use();
    });
    ray.addEventListener('selectend', () => {
      controller.isGripping = false;
    });
    ray.addEventListener('squeezestart', () => this.actions.toggleBuild());
    return controller;
  }

  private side(side: Side): Controller | undefined {
    return this.controllers.find(({ source, grip }) => source?.handedness === side && grip.visible);
  }
}

/** A thin beam that shows where a controller points. */
function pointer(): Mesh {
  const geometry = new CylinderGeometry(0.0007, 0.0022, 1.4, 6).rotateX(-Math.PI / 2).translate(0, 0, -0.78);
  const material = new MeshBasicMaterial({
    color: '#fff3cf',
    transparent: true,
    opacity: 0.35,
    depthWrite: false,
  });
  return new Mesh(geometry, material);
}

function worldJoint(object: Group): JointPose {
  return joint(object.getWorldPosition(new Vector3()), object.getWorldQuaternion(new Quaternion()));
}

/** The thumbstick's axes; by the standard mapping they follow the touchpad's. */
function stick(source: XRInputSource | undefined): [number, number] {
  const axes = source?.gamepad?.axes;
  return [axes?.[2] ?? axes?.[0] ?? 0, axes?.[3] ?? axes?.[1] ?? 0];
}
