import type { Body, Joint } from './lossy';
import { packRotation, type Quaternion, unpackRotation } from './rotation';

/** A joint in world coordinates, metres. */
export interface JointPose {
  readonly position: [number, number, number];
  readonly rotation: [number, number, number, number];
}

/** A body in world coordinates, metres: what is drawn. */
export interface BodyPose {
  readonly root: [number, number, number];
  readonly flags: number;
  readonly head: JointPose;
  readonly left: JointPose;
  readonly right: JointPose;
}

/** Unpacks a body from the wire. */
export function toPose(body: Body): BodyPose {
  const joint = (j: Joint): JointPose => ({
    position: [(body.x + j.x) / 1000, (body.y + j.y) / 1000, (body.z + j.z) / 1000],
    rotation: unpackRotation(j.rotation),
  });
  return {
    root: [body.x / 1000, body.y / 1000, body.z / 1000],
    flags: body.flags,
    head: joint(body.head),
    left: joint(body.left),
    right: joint(body.right),
  };
}

/** Packs a body for the wire. */
export function toBody(pose: BodyPose): Body {
  const [rootX, rootY, rootZ] = pose.root;
  const joint = (j: JointPose): Joint => ({
    x: floorMm(j.position[0] - rootX),
    y: floorMm(j.position[1] - rootY),
    z: floorMm(j.position[2] - rootZ),
    rotation: packRotation(j.rotation),
  });
  return {
    x: floorMm(rootX),
    y: floorMm(rootY),
    z: floorMm(rootZ),
    flags: pose.flags,
    head: joint(pose.head),
    left: joint(pose.left),
    right: joint(pose.right),
  };
}

/** Between two poses: 0 is `a`, 1 is `b`; above 1 goes on beyond `b`. */
export function blendPoses(a: BodyPose, b: BodyPose, t: number): BodyPose {
  return {
    root: blendPoints(a.root, b.root, t),
    flags: b.flags,
    head: blendJoints(a.head, b.head, t),
    left: blendJoints(a.left, b.left, t),
    right: blendJoints(a.right, b.right, t),
  };
}

function blendJoints(a: JointPose, b: JointPose, t: number): JointPose {
  return {
    position: blendPoints(a.position, b.position, t),
    // Rotations are not extrapolated: a head that overshoots looks worse than one that waits.
    rotation: blendRotations(a.rotation, b.rotation, Math.min(1, t)),
  };
}

function blendPoints(a: readonly number[], b: readonly number[], t: number): [number, number, number] {
  return [a[0]! + (b[0]! - a[0]!) * t, a[1]! + (b[1]! - a[1]!) * t, a[2]! + (b[2]! - a[2]!) * t];
}

/** Normalised linear interpolation along the shorter way: exact enough for neighbouring samples. */
function blendRotations(a: Quaternion, b: Quaternion, t: number): [number, number, number, number] {
  const sign = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] < 0 ? -1 : 1;
  const q = [0, 1, 2, 3].map((i) => a[i]! * (1 - t) + b[i]! * sign * t);
  const length = Math.hypot(q[0]!, q[1]!, q[2]!, q[3]!) || 1;
  return [q[0]! / length, q[1]! / length, q[2]! / length, q[3]! / length];
}

function floorMm(metres: number): number {
  // A hair up first, so that a whole number of millimetres survives the way through metres.
  return Math.floor(metres * 1000 + 1e-6);
}
