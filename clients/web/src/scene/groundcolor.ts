import { Color } from 'three';
import { palette } from './palette';
import { smoothNoise } from './random';

const color = new Color();

/** The grass's colour at a place: broad patches, a fine unevenness, dry on top, lush below, soil where it is steep. */
export function groundColor(x: number, z: number, height: number, steepness: number): Color {
  const broad = smoothNoise(x / 38, z / 38, 1);
  const patch = smoothNoise(x / 9, z / 9, 2);
  const fine = smoothNoise(x / 2.3, z / 2.3, 3);
  const high = Math.min(1, Math.max(0, (height + 5) / 9));
  color.copy(palette.grassLow).lerp(palette.grassHigh, high * 0.75 + (broad - 0.5) * 0.5);
  color.lerp(palette.grassDeep, clamp(0.8 - high * 1.1 + (patch - 0.5) * 0.9) * 0.75);
  color.lerp(palette.grassDry, clamp((broad - 0.55) * 2.2) * clamp((patch - 0.35) * 2) * 0.7);
  color.lerp(palette.soil, clamp((steepness - 0.22) * 3.2) * 0.75);
  return color.multiplyScalar(0.93 + fine * 0.13);
}

function clamp(t: number): number {
  return Math.min(1, Math.max(0, t));
}
