import { BitReader, BitWriter } from './bits';

/** The lossy lane's messages, bit for bit as in `docs/protocol/lossy.md`. All lengths are whole millimetres. */

export const MAX_LOSSY_BYTES = 1100;
export const MAX_AVATARS = 27;
export const LEFT_TRACKED = 1;
export const RIGHT_TRACKED = 2;

const TYPE_POSE = 1;
const TYPE_SNAPSHOT = 2;
const POSE_BYTES = 45;
const CHUNK_MM = 32_000;
const MAX_OFFSET_MM = 4095;
const MIN_OFFSET_MM = -4096;

/** A head or a hand: offset from the root in world axes, and a packed rotation. */
export interface Joint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly rotation: number;
}

/** Where somebody's body is. The root is the point on the ground below them, from the world's origin. */
export interface Body {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Bits 0 and 1: left and right hand tracked; bits 2–4 and 5–7: their gestures. */
  readonly flags: number;
  readonly head: Joint;
  readonly left: Joint;
  readonly right: Joint;
}

export interface SeenAvatar {
  readonly slot: number;
  readonly body: Body;
}

export interface Snapshot {
  readonly tick: number;
  /** Sequence of this client's newest pose that the server has taken in; none before the first. */
  readonly poseSequence: number | undefined;
  readonly avatars: readonly SeenAvatar[];
}

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'unknown_type' | 'bad_length' | 'bad_field' };

export function encodePose(sequence: number, snapshotTick: number, body: Body): Uint8Array<ArrayBuffer> {
  const bits = new BitWriter(POSE_BYTES);
  bits.write(TYPE_POSE, 8);
  bits.write(sequence, 16);
  bits.write(snapshotTick, 32);
  writeBody(bits, body);
  return bits.finish();
}

export function decodePose(
  bytes: Uint8Array,
): Decoded<{ sequence: number; snapshotTick: number; body: Body }> {
  const bits = new BitReader(bytes);
  if (bits.unsigned(8) !== TYPE_POSE) {
    return { ok: false, reason: 'unknown_type' };
  }
  const sequence = bits.unsigned(16);
  const snapshotTick = bits.unsigned(32);
  const body = readBody(bits);
  if (!bits.isExact()) {
    return { ok: false, reason: 'bad_length' };
  }
  return body ? { ok: true, value: { sequence, snapshotTick, body } } : { ok: false, reason: 'bad_field' };
}

export function encodeSnapshot(snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  const bits = new BitWriter(MAX_LOSSY_BYTES);
  bits.write(TYPE_SNAPSHOT, 8);
  bits.write(snapshot.tick, 32);
  bits.write(snapshot.poseSequence === undefined ? 0 : 1, 1);
  bits.write(snapshot.poseSequence ?? 0, 16);
  bits.write(snapshot.avatars.length, 8);
  for (const avatar of snapshot.avatars) {
    bits.write(avatar.slot, 16);
    writeBody(bits, avatar.body);
  }
  return bits.finish();
}

export function decodeSnapshot(bytes: Uint8Array): Decoded<Snapshot> {
  const bits = new BitReader(bytes);
  if (bits.unsigned(8) !== TYPE_SNAPSHOT) {
    return { ok: false, reason: 'unknown_type' };
  }
  const tick = bits.unsigned(32);
  const hasPose = bits.unsigned(1) === 1;
  const sequence = bits.unsigned(16);
  const count = bits.unsigned(8);
  if (count > MAX_AVATARS) {
    return { ok: false, reason: 'bad_field' };
  }
  const avatars: SeenAvatar[] = [];
  let isSound = true;
  for (let i = 0; i < count; i++) {
    const slot = bits.unsigned(16);
    const body = readBody(bits);
    if (body) {
      avatars.push({ slot, body });
    } else {
      isSound = false;
    }
  }
  if (!bits.isExact()) {
    return { ok: false, reason: 'bad_length' };
  }
  if (!isSound) {
    return { ok: false, reason: 'bad_field' };
  }
  return { ok: true, value: { tick, poseSequence: hasPose ? sequence : undefined, avatars } };
}

function writeBody(bits: BitWriter, body: Body): void {
  const chunkX = Math.floor(body.x / CHUNK_MM);
  const chunkZ = Math.floor(body.z / CHUNK_MM);
  bits.write(chunkX, 16);
  bits.write(chunkZ, 16);
  bits.write(body.x - chunkX * CHUNK_MM, 15);
  bits.write(body.z - chunkZ * CHUNK_MM, 15);
  bits.write(body.y, 20);
  bits.write(body.flags, 8);
  writeJoint(bits, body.head);
  writeJoint(bits, body.left);
  writeJoint(bits, body.right);
}

function writeJoint(bits: BitWriter, joint: Joint): void {
  bits.write(clampOffset(joint.x), 13);
  bits.write(clampOffset(joint.y), 13);
  bits.write(clampOffset(joint.z), 13);
  bits.write(joint.rotation, 32);
}

function clampOffset(mm: number): number {
  return Math.min(MAX_OFFSET_MM, Math.max(MIN_OFFSET_MM, mm));
}

function readBody(bits: BitReader): Body | undefined {
  const chunkX = bits.signed(16);
  const chunkZ = bits.signed(16);
  const inX = bits.unsigned(15);
  const inZ = bits.unsigned(15);
  const y = bits.signed(20);
  const flags = bits.unsigned(8);
  const head = readJoint(bits);
  const left = readJoint(bits);
  const right = readJoint(bits);
  if (inX >= CHUNK_MM || inZ >= CHUNK_MM) {
    return undefined;
  }
  return { x: chunkX * CHUNK_MM + inX, y, z: chunkZ * CHUNK_MM + inZ, flags, head, left, right };
}

function readJoint(bits: BitReader): Joint {
  return { x: bits.signed(13), y: bits.signed(13), z: bits.signed(13), rotation: bits.unsigned(32) };
}
