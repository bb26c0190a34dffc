import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Body, decodePose, decodeSnapshot, encodePose, encodeSnapshot } from '../src/sdk/lossy';
import { packRotation, type Quaternion, unpackRotation } from '../src/sdk/rotation';
import { Terrain } from '../src/sdk/terrain';

interface VectorJoint {
  readonly xMm: number;
  readonly yMm: number;
  readonly zMm: number;
  readonly rotation: number;
}

interface VectorPose {
  readonly rootXMicros: number;
  readonly rootYMicros: number;
  readonly rootZMicros: number;
  readonly flags: number;
  readonly head: VectorJoint;
  readonly left: VectorJoint;
  readonly right: VectorJoint;
}

const vectors = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../docs/protocol/vectors/${name}.json`, import.meta.url), 'utf8'));
const lossy = vectors('lossy');
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const jointOf = ({ xMm, yMm, zMm, rotation }: VectorJoint) => ({ x: xMm, y: yMm, z: zMm, rotation });
const bodyOf = (pose: VectorPose): Body => ({
  x: Math.floor(pose.rootXMicros / 1000),
  y: Math.floor(pose.rootYMicros / 1000),
  z: Math.floor(pose.rootZMicros / 1000),
  flags: pose.flags,
  head: jointOf(pose.head),
  left: jointOf(pose.left),
  right: jointOf(pose.right),
});

describe('the golden vectors', () => {
  test('terrain heights are equal to the millimetre', () => {
    const heights = vectors('terrain') as { seed: string; xMm: number; zMm: number; heightMm: number }[];
    expect(heights.length).toBeGreaterThan(50);
    for (const { seed, xMm, zMm, heightMm } of heights) {
      const terrain = new Terrain(BigInt.asUintN(64, BigInt(seed)));
      expect(terrain.heightMm(xMm, zMm), `seed ${seed} at ${xMm}, ${zMm}`).toBe(heightMm);
    }
  });

  test.for(
    lossy.poses as { name: string; hex: string; sequence: number; snapshotTick: number; pose: VectorPose }[],
  )('pose: $name', ({ hex, sequence, snapshotTick, pose }) => {
    const body = bodyOf(pose);
    expect(hexOf(encodePose(sequence, snapshotTick, body))).toBe(hex);
    expect(decodePose(bytesOf(hex))).toEqual({ ok: true, value: { sequence, snapshotTick, body } });
  });

  test.for(lossy.snapshots as { name: string; hex: string }[])('snapshot: $name', (vector) => {
    const decoded = decodeSnapshot(bytesOf(vector.hex));
    expect(decoded.ok && hexOf(encodeSnapshot(decoded.value))).toBe(vector.hex);
    expect(decoded).toEqual({ ok: true, value: snapshotOf(vector) });
  });

  test.for(lossy.refused as { lane: string; name: string; hex: string }[])(
    'refused: $lane, $name',
    ({ lane, hex }) => {
      const decode = lane === 'snapshot' ? decodeSnapshot : decodePose;
      expect(decode(bytesOf(hex)).ok).toBe(false);
    },
  );

  test('rotations pack and unpack alike', () => {
    for (const { quaternion, packed, unpacked } of lossy.rotations) {
      if (quaternion) {
        expect(packRotation(quaternion as Quaternion)).toBe(packed);
      }
      unpackRotation(packed).forEach((component, i) => {
        expect(component).toBeCloseTo(unpacked[i], 12);
      });
    }
  });
});

// biome-ignore lint/suspicious/noExplicitAny: the vectors' own form, read once.
function snapshotOf(vector: any) {
  return {
    tick: vector.tick,
    poseSequence: vector.hasPose ? vector.poseSequence : undefined,
    avatars: vector.avatars.map((avatar: { slot: number; pose: VectorPose }) => ({
      slot: avatar.slot,
      body: bodyOf(avatar.pose),
    })),
  };
}
