/** A small seeded generator for looks; nothing that the server must agree with. */
export class Dice {
  constructor(private state: number) {}

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }
}

/** A number in [0, 1) for a grid cell. */
export function cellNoise(x: number, z: number, salt: number): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(z | 0, 0x165667b1) ^ Math.imul(salt, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

/** Smooth noise in [0, 1) over the plane. */
export function smoothNoise(x: number, z: number, salt: number): number {
  const ix = Math.floor(x);
  const iz = Math.floor(z);
  const u = fade(x - ix);
  const w = fade(z - iz);
  const north = cellNoise(ix, iz, salt) * (1 - u) + cellNoise(ix + 1, iz, salt) * u;
  const south = cellNoise(ix, iz + 1, salt) * (1 - u) + cellNoise(ix + 1, iz + 1, salt) * u;
  return north * (1 - w) + south * w;
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}
