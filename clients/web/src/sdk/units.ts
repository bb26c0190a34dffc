import type { Position } from './generated/messages_pb';

export const MICROS_PER_METRE = 1_000_000;
export const CHUNK_METRES = 32;

const CHUNK_MICROS = 32_000_000n;

/** A place in metres from the world's origin: x east, y up, z south. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export function toPoint(position: Position | undefined): Point {
  return {
    x: Number(position?.xMicros ?? 0n) / MICROS_PER_METRE,
    y: Number(position?.yMicros ?? 0n) / MICROS_PER_METRE,
    z: Number(position?.zMicros ?? 0n) / MICROS_PER_METRE,
  };
}

export function toMicros(metres: number): bigint {
  return BigInt(Math.round(metres * MICROS_PER_METRE));
}

/** Index of the chunk that holds a coordinate; rounds down. */
export function chunkIndex(micros: bigint): number {
  const quotient = micros / CHUNK_MICROS;
  return Number(micros < 0n && quotient * CHUNK_MICROS !== micros ? quotient - 1n : quotient);
}

/** One string for one chunk. */
export function chunkKey(x: number, z: number): string {
  return `${x},${z}`;
}
