/**
 * The ground as a function of the world's seed, equal to the server's to the millimetre: `docs/protocol/terrain.md`.
 * Plain arithmetic on doubles; every intermediate result is an exact integer.
 */
export class Terrain {
  private readonly seed32: number;

  constructor(seed: bigint) {
    this.seed32 = Number((seed ^ (seed >> 32n)) & 0xffffffffn) | 0;
  }

  /** Height of the ground at a place, all in whole millimetres. */
  heightMm(x: number, z: number): number {
    return (
      this.octave(x, z, 0, 64_000, 9_000) +
      this.octave(x, z, 1, 24_000, 2_400) +
      this.octave(x, z, 2, 8_000, 400)
    );
  }

  /** Height in metres at a place in metres: the height of its millimetre. For drawing and walking. */
  height(x: number, z: number): number {
    return this.heightMm(Math.floor(x * 1000), Math.floor(z * 1000)) / 1000;
  }

  private octave(x: number, z: number, octave: number, cell: number, amplitude: number): number {
    const ix = Math.floor(x / cell);
    const iz = Math.floor(z / cell);
    const u = smooth(Math.floor(((x - ix * cell) * 4096) / cell));
    const w = smooth(Math.floor(((z - iz * cell) * 4096) / cell));
    const north = mix(this.hash(ix, iz, octave), this.hash(ix + 1, iz, octave), u);
    const south = mix(this.hash(ix, iz + 1, octave), this.hash(ix + 1, iz + 1, octave), u);
    return Math.floor((amplitude * mix(north, south, w)) / 65_536) - amplitude / 2;
  }

  private hash(ix: number, iz: number, octave: number): number {
    let h =
      this.seed32 ^ Math.imul(ix, 0x9e3779b1) ^ Math.imul(iz, 0x85ebca77) ^ Math.imul(octave, 0xc2b2ae3d);
    h ^= h >>> 15;
    h = Math.imul(h, 0x2c1b3c6d);
    h ^= h >>> 12;
    h = Math.imul(h, 0x297a2d39);
    h ^= h >>> 15;
    return h >>> 16;
  }
}

function smooth(t: number): number {
  return Math.floor((t * t * (12_288 - 2 * t)) / 16_777_216);
}

function mix(a: number, b: number, u: number): number {
  return a + Math.floor(((b - a) * u) / 4096);
}
