import { BoxGeometry, type BufferGeometry, Color, CylinderGeometry } from 'three';
import { palette } from './palette';
import { Dice } from './random';
import { assemble, paint, plain, roughen, type Shader } from './shapes';

/** The size that walls are drawn with: `Welcome.rules` has the same in every world so far. */
export const WALL_LENGTH = 4;
export const WALL_HEIGHT = 2.5;
export const WALL_THICKNESS = 0.3;

/** How far walls go into the ground, so that none floats on a slope. */
const FOOT = 1;

/** A wall of upright planks between posts, its foot's middle at the origin, its length along x. All in metres. */
export function wallGeometry(length: number, height: number, thickness: number): BufferGeometry {
  const dice = new Dice(21);
  const parts: BufferGeometry[] = [];
  const post = thickness * 0.92;
  for (const x of [-length / 2 + post / 2, 0, length / 2 - post / 2]) {
    parts.push(postPart(dice, x, post, height + 0.12));
  }
  const count = Math.round(length / 0.32);
  const width = (length - post) / count;
  for (let i = 0; i < count; i++) {
    const x = -length / 2 + post / 2 + width * (i + 0.5);
    const top = height - dice.between(0.02, 0.16);
    const plank = new BoxGeometry(width * 0.94, top + FOOT, thickness * 0.36, 1, 4, 1);
    plank.translate(x, (top - FOOT) / 2, dice.between(-0.02, 0.02));
    parts.push(paint(roughen(plank, dice, 0.008), dice, 0.04, grain(dice)));
  }
  for (const y of [0.42, height - 0.5]) {
    for (const side of [-1, 1]) {
      const rail = new BoxGeometry(length - post, 0.15, 0.07, 3, 1, 1);
      rail.translate(0, y, side * thickness * 0.26);
      parts.push(paint(roughen(rail, dice, 0.006), dice, 0.05, plain(palette.woodDark)));
    }
  }
  return assemble(parts);
}

/** Logs to pick up: one, or a small stack. */
export function logsGeometry(isStack: boolean): BufferGeometry {
  const dice = new Dice(61);
  const places: [number, number, number][] = isStack
    ? [
        [0, 0.13, -0.16],
        [0.04, 0.13, 0.14],
        [-0.03, 0.36, 0],
      ]
    : [[0, 0.13, 0]];
  return assemble(places.flatMap(([x, y, z]) => log(dice, x, y, z)));
}

/** A log to carry: slender, its middle at the origin, its length along z, the front end a little up. */
export function carriedLogGeometry(): BufferGeometry {
  const parts = log(new Dice(67), 0, 0, 0);
  return assemble(
    parts.map((part) =>
      part
        .scale(1.35, 0.62, 0.62)
        .rotateY(Math.PI / 2)
        .rotateX(0.12),
    ),
  );
}

function log(dice: Dice, x: number, y: number, z: number): BufferGeometry[] {
  const length = dice.between(0.85, 1.0);
  const side = new CylinderGeometry(0.13, 0.14, length, 8, 2, true).rotateZ(Math.PI / 2);
  const parts = [paint(roughen(side, dice, 0.008), dice, 0.09, plain(palette.bark))];
  for (const end of [-1, 1]) {
    const cut = new CylinderGeometry(0.128, 0.128, 0.015, 8)
      .rotateZ(Math.PI / 2)
      .translate((end * length) / 2, 0, 0);
    const heart = new CylinderGeometry(0.07, 0.07, 0.02, 8)
      .rotateZ(Math.PI / 2)
      .translate((end * length) / 2, 0, 0);
    parts.push(
      paint(cut, dice, 0.03, plain(palette.woodPale)),
      paint(heart, dice, 0.03, plain(palette.wood)),
    );
  }
  const turn = dice.between(-0.12, 0.12);
  return parts.map((part) => part.rotateY(turn).translate(x, y, z));
}

function postPart(dice: Dice, x: number, size: number, height: number): BufferGeometry {
  const post = new CylinderGeometry(size * 0.52, size * 0.58, height + FOOT, 8, 3);
  post.translate(x, (height - FOOT) / 2, 0);
  const shader: Shader = (_, normal) => (normal.y > 0.7 ? palette.woodPale : palette.woodDark);
  return paint(roughen(post, dice, 0.008), dice, 0.07, shader);
}

/** Each plank has a tone of its own. */
function grain(dice: Dice): Shader {
  const tone = palette.wood
    .clone()
    .lerp(dice.next() < 0.5 ? palette.woodPale : palette.woodDark, dice.between(0, 0.45));
  const shaded = new Color();
  return (point) => shaded.copy(tone).multiplyScalar(0.8 + 0.2 * Math.min(1, Math.max(0, point.y) / 0.8));
}
