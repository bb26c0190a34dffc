import {
  CapsuleGeometry,
  Color,
  Group,
  LatheGeometry,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  MeshStandardMaterial,
  Quaternion,
  SphereGeometry,
  Vector2,
  Vector3,
} from 'three';
import type { ItemKind } from '../sdk/generated/messages_pb';
import { LEFT_TRACKED, RIGHT_TRACKED } from '../sdk/lossy';
import type { BodyPose, JointPose } from '../sdk/pose';
import { Burden } from './burden';
import { Hand } from './hand';
import { NameTag } from './nametag';

const SKIN = new Color('#f3e6d2');
const VISOR = new Color('#26323f');
const EYES = new Color('#a9f3e2');
const BLINK_EVERY = 4.1;
/** Hands of others are drawn a little larger than life: they say more than anything else about a person. */
const HAND_SCALE = 1.3;

/** A colour of their own for everybody, from their id: clear, but not shrill. */
export function colorOf(playerId: bigint): Color {
  const hue = (Number(playerId % 997n) * 0.61803) % 1;
  return new Color().setHSL(hue, 0.6, 0.54);
}

/** Somebody else's body: a head with a visor, a cloak below it, two hands, what they carry, and a name. */
export class Figure extends Group {
  private readonly head = new Group();
  private readonly cloak: Mesh;
  private readonly left: Hand;
  private readonly right: Hand;
  private readonly eyes = new Group();
  private readonly tag: NameTag;
  private readonly burden: Burden;
  private readonly blinkOffset: number;
  private heading = 0;

  constructor(name: string, playerId: bigint) {
    super();
    const color = colorOf(playerId);
    this.blinkOffset = Number(playerId % 7n) * 0.6;
    this.buildHead(color);
    this.cloak = cloak(color);
    this.left = new Hand(color, true);
    this.right = new Hand(color, false);
    this.left.scale.setScalar(HAND_SCALE);
    this.right.scale.setScalar(HAND_SCALE);
    this.tag = new NameTag(name);
    this.burden = new Burden(this, this.right);
    this.add(this.head, this.cloak, this.left, this.right, this.tag);
    this.visible = false;
  }

  /** What the person is seen to carry. */
  set carries(item: ItemKind) {
    this.burden.item = item;
  }

  get carries(): ItemKind {
    return this.burden.item;
  }

  /** Puts the parts where the pose says. */
  show(pose: BodyPose, seconds: number): void {
    this.visible = true;
    place(this.head, pose.head);
    place(this.left, pose.left);
    place(this.right, pose.right);
    this.left.visible = (pose.flags & LEFT_TRACKED) !== 0;
    this.right.visible = (pose.flags & RIGHT_TRACKED) !== 0;
    this.left.gesture = (pose.flags >> 2) & 7;
    this.right.gesture = (pose.flags >> 5) & 7;
    this.hangCloak();
    this.tag.position.copy(this.head.position).y += 0.42;
    const blink = (seconds + this.blinkOffset) % BLINK_EVERY;
    this.eyes.scale.y = blink < 0.12 ? 0.12 : 1;
  }

  override dispose(): void {
    this.tag.dispose();
    this.removeFromParent();
  }

  /** The cloak hangs upright below the head and turns after it. */
  private hangCloak(): void {
    const forward = new Vector3(0, 0, -1).applyQuaternion(this.head.quaternion);
    if (Math.hypot(forward.x, forward.z) > 0.25) {
      const wanted = Math.atan2(-forward.x, -forward.z);
      const turn = Math.atan2(Math.sin(wanted - this.heading), Math.cos(wanted - this.heading));
      this.heading += turn * 0.15;
    }
    const back = new Vector3(Math.sin(this.heading), 0, Math.cos(this.heading));
    this.cloak.position.copy(this.head.position).addScaledVector(back, 0.09);
    this.cloak.position.y -= 0.1;
    this.cloak.quaternion.setFromAxisAngle(new Vector3(0, 1, 0), this.heading);
    this.burden.follow(this.head.position, this.cloak.quaternion);
  }

  private buildHead(color: Color): void {
    const skin = new MeshLambertMaterial({ color: SKIN });
    const face = new Mesh(new SphereGeometry(0.15, 24, 18), skin);
    face.scale.set(1, 1.06, 1.02);
    const hood = new Mesh(
      new SphereGeometry(0.165, 24, 14, 0, Math.PI * 2, 0, Math.PI * 0.52),
      new MeshLambertMaterial({ color }),
    );
    hood.rotation.x = 0.42;
    const tip = new Mesh(new SphereGeometry(0.038, 14, 10), hood.material);
    tip.position.set(0, 0.175, 0.08);
    const visor = new Mesh(
      new CapsuleGeometry(0.066, 0.12, 6, 18).rotateZ(Math.PI / 2),
      new MeshStandardMaterial({ color: VISOR, roughness: 0.25, metalness: 0.1 }),
    );
    visor.position.set(0, 0.005, -0.098);
    visor.scale.z = 0.95;
    const glow = new MeshBasicMaterial({ color: EYES });
    for (const side of [-1, 1]) {
      const eye = new Mesh(new CapsuleGeometry(0.012, 0.022, 4, 8), glow);
      eye.position.set(side * 0.046, 0, 0);
      this.eyes.add(eye);
    }
    this.eyes.position.set(0, 0.008, -0.166);
    const parts = new Group();
    // The tracked point lies between the eyes; the head's middle is behind it.
    parts.position.z = 0.08;
    parts.add(face, hood, tip, visor, this.eyes);
    this.head.add(parts);
    this.head.traverse((part) => {
      part.castShadow = true;
    });
  }
}

function cloak(color: Color): Mesh {
  const profile = [
    [0.001, -0.02],
    [0.085, -0.04],
    [0.17, -0.14],
    [0.215, -0.32],
    [0.235, -0.55],
    [0.26, -0.78],
    [0.2, -0.76],
    [0.001, -0.7],
  ].map(([x, y]) => new Vector2(x, y));
  const geometry = new LatheGeometry(profile.reverse(), 20).scale(1.12, 1, 0.82);
  const mesh = new Mesh(geometry, new MeshLambertMaterial({ color: color.clone().multiplyScalar(0.82) }));
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return mesh;
}

function place(object: Group, joint: JointPose): void {
  object.position.set(...joint.position);
  object.quaternion.copy(new Quaternion(...joint.rotation));
}
