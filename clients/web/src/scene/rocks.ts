import { type BufferGeometry, Color, Vector3 } from 'three';
import { palette } from './palette';
import { Dice } from './random';
import { assemble, lump, paint, type Shader } from './shapes';

export const ROCK_LOOKS = 3;

export function rockLook(variant: number): number {
  return variant % ROCK_LOOKS;
}

export function rockScale(variant: number): number {
  return 0.8 + (((variant * 29) % 32) / 32) * 0.45;
}

export function rockGeometry(look: number): BufferGeometry {
  const dice = new Dice(300 + look * 31);
  const groups: [number, number, number, number, number, number][][] = [
    [[0, 0.28, 0, 0.95, 0.62, 0.75]],
    [
      [0, 0.32, 0, 0.62, 0.75, 0.6],
      [0.55, 0.12, 0.3, 0.42, 0.34, 0.4],
    ],
    [
      [-0.2, 0.2, 0, 0.7, 0.46, 0.62],
      [0.5, 0.15, -0.25, 0.45, 0.36, 0.5],
      [0.25, 0.08, 0.5, 0.28, 0.22, 0.26],
    ],
  ];
  return assemble(groups[look]!.map(([x, y, z, ...size]) => boulder(dice, [x, y, z], size)));
}

/** An exhausted rock: rubble. */
export function rubbleGeometry(): BufferGeometry {
  const dice = new Dice(99);
  const parts: BufferGeometry[] = [];
  for (let i = 0; i < 7; i++) {
    const angle = i * 2.4;
    const away = 0.12 + i * 0.08;
    const size = dice.between(0.1, 0.24);
    parts.push(
      boulder(dice, [Math.cos(angle) * away, size * 0.35, Math.sin(angle) * away], [size, size * 0.75, size]),
    );
  }
  return assemble(parts);
}

/** Stones to pick up. */
export function stonesGeometry(): BufferGeometry {
  const dice = new Dice(45);
  return assemble([
    boulder(dice, [0, 0.12, 0], [0.2, 0.14, 0.17]),
    boulder(dice, [0.24, 0.09, 0.1], [0.13, 0.1, 0.12]),
    boulder(dice, [-0.05, 0.08, 0.24], [0.12, 0.09, 0.1]),
  ]);
}

/** A stone that fits a hand. */
export function stoneGeometry(): BufferGeometry {
  return assemble([boulder(new Dice(47), [0, 0, 0], [0.085, 0.065, 0.075])]);
}

function boulder(dice: Dice, at: [number, number, number], size: readonly number[]): BufferGeometry {
  const geometry = lump(dice, [size[0]!, size[1]!, size[2]!], 1, 0.16);
  geometry.rotateY(dice.between(0, 6)).translate(...at);
  return paint(geometry, dice, 0.06, stone(at[1] + size[1]! * 0.55));
}

/** Paler upwards, with moss where it is flat on top. */
function stone(mossFrom: number): Shader {
  const color = new Color();
  const up = new Vector3(0, 1, 0);
  return (point, normal) => {
    const light = Math.max(0, normal.dot(up));
    color.copy(palette.rock).lerp(palette.rockLight, light * 0.8);
    if (light > 0.72 && point.y > mossFrom) {
      color.lerp(palette.moss, 0.55);
    }
    return color;
  };
}
