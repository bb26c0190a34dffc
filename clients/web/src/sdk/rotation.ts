/** A unit quaternion: x, y, z, w. */
export type Quaternion = readonly [number, number, number, number];

const FIELD_MAX = 1023;

/** No rotation, packed. */
export const IDENTITY_ROTATION = packRotation([0, 0, 0, 1]);

/** Smallest-three in 32 bits, as `docs/protocol/lossy.md` says. The quaternion need not be exactly of unit length. */
export function packRotation(q: Quaternion): number {
  const length = Math.hypot(q[0], q[1], q[2], q[3]);
  if (!(length > 1e-9)) {
    throw new RangeError('a rotation has a length');
  }
  let largest = 0;
  for (let i = 1; i < 4; i++) {
    if (Math.abs(q[i]!) > Math.abs(q[largest]!)) {
      largest = i;
    }
  }
  const scale = ((q[largest]! < 0 ? -1 : 1) * Math.SQRT2) / length;
  let packed = largest;
  for (let i = 0; i < 4; i++) {
    if (i !== largest) {
      const field = Math.round(((q[i]! * scale + 1) / 2) * FIELD_MAX);
      packed = packed * 1024 + Math.min(FIELD_MAX, Math.max(0, field));
    }
  }
  return packed;
}

/** Total: every 32-bit value unpacks to a unit quaternion. */
export function unpackRotation(packed: number): [number, number, number, number] {
  const largest = packed >>> 30;
  const q: [number, number, number, number] = [0, 0, 0, 0];
  let sumOfSquares = 0;
  let shift = 20;
  for (let i = 0; i < 4; i++) {
    if (i !== largest) {
      const field = (packed >>> shift) & FIELD_MAX;
      const c = ((field / FIELD_MAX) * 2 - 1) / Math.SQRT2;
      q[i] = c;
      sumOfSquares += c * c;
      shift -= 10;
    }
  }
  q[largest] = Math.sqrt(Math.max(0, 1 - sumOfSquares));
  return q;
}
