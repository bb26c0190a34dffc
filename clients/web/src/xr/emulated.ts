import { metaQuest3, XRDevice } from 'iwer';

/** Pose of something in the play space: metres, and a unit quaternion x, y, z, w. */
export interface EmulatedPose {
  readonly position?: readonly [number, number, number];
  readonly quaternion?: readonly [number, number, number, number];
}

/** A headset made of software, for tests: `?emulate-headset=1`. Loaded only when asked for. */
export class EmulatedHeadset {
  private readonly device: XRDevice;

  constructor() {
    this.device = new XRDevice(metaQuest3, { stereoEnabled: true });
    // Browsers bring a WebXR of their own, without a device: it must give way.
    this.device.installRuntime({ forceInstall: true });
    this.device.position.set(0, 1.65, 0);
    this.move('left', { position: [-0.25, 1.1, -0.35] });
    this.move('right', { position: [0.25, 1.1, -0.35] });
  }

  move(part: 'head' | 'left' | 'right', pose: EmulatedPose): void {
    const target = part === 'head' ? this.device : this.controller(part);
    if (pose.position) {
      target.position.set(...pose.position);
    }
    if (pose.quaternion) {
      target.quaternion.set(...pose.quaternion);
    }
  }

  /** Button ids are those of the touch controllers: `trigger`, `squeeze`, … */
  press(side: 'left' | 'right', button: string, value: number): void {
    this.controller(side).updateButtonValue(button, value);
  }

  push(side: 'left' | 'right', x: number, y: number): void {
    this.controller(side).updateAxes('thumbstick', x, y);
  }

  private controller(side: 'left' | 'right') {
    const controller = this.device.controllers[side];
    if (!controller) {
      throw new Error(`the emulated headset has no ${side} controller`);
    }
    return controller;
  }
}
