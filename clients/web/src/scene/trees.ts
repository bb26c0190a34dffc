import { type BufferGeometry, Color, ConeGeometry, CylinderGeometry, Matrix4, Vector3 } from 'three';
import { palette } from './palette';
import { Dice } from './random';
import { assemble, lump, paint, plain, rising, roughen, type Shader, trunk } from './shapes';

/** The looks of a tree; `variant` picks one, and its size and tint. */
export const TREE_LOOKS = 5;

/** About as high as a tree of scale 1 is. */
export const TREE_HEIGHT = 6;

/** The low bits pick the look; clumps of one kind would look planted, so all five are about as common. */
export function treeLook(variant: number): number {
  return variant % TREE_LOOKS;
}

export function treeScale(variant: number): number {
  return 0.78 + (((variant * 37) % 64) / 64) * 0.5;
}

export function treeTint(variant: number): Color {
  const warm = ((variant * 53) % 32) / 32 - 0.5;
  return new Color(1 + warm * 0.16, 1 + warm * 0.04, 1 - warm * 0.14);
}

export function treeGeometry(look: number): BufferGeometry {
  const dice = new Dice(1000 + look * 77);
  const makers = [pine, broadleaf, birch, youngPine, maple];
  return makers[look]!(dice);
}

/** What is left of a felled tree. */
export function stumpGeometry(): BufferGeometry {
  const dice = new Dice(7);
  const side = paint(
    trunk(dice, 0.3, 0.26, 0.42, 9),
    dice,
    0.08,
    rising(palette.barkDark, palette.bark, 0, 0.4),
  );
  const cut = new CylinderGeometry(0.235, 0.235, 0.03, 9).translate(0, 0.43, 0);
  const heart = new CylinderGeometry(0.12, 0.12, 0.02, 9).translate(0, 0.45, 0);
  const splinter = new ConeGeometry(0.05, 0.22, 4).translate(0.13, 0.5, -0.1);
  return assemble([
    side,
    paint(roughen(cut, dice, 0.01), dice, 0.05, plain(palette.woodPale)),
    paint(heart, dice, 0.05, plain(palette.wood)),
    paint(splinter, dice, 0.05, plain(palette.woodPale)),
  ]);
}

/** Light from above, deep green below and inside: cheap ambient occlusion, baked into the faces. */
function foliage(inside: Color, tip: Color, low: number, high: number): Shader {
  const byHeight = rising(inside, tip, low, high);
  const color = new Color();
  return (point, normal) => color.copy(byHeight(point, normal)).multiplyScalar(0.88 + 0.15 * normal.y);
}

function bark(low = 0, high = 2): Shader {
  return rising(palette.barkDark, palette.bark, low, high);
}

function pine(dice: Dice): BufferGeometry {
  return conifer(dice, 6.4, 1.75, 6);
}

function youngPine(dice: Dice): BufferGeometry {
  return conifer(dice, 4.6, 1.25, 4);
}

function conifer(dice: Dice, height: number, width: number, tiers: number): BufferGeometry {
  const parts = [paint(trunk(dice, 0.24, 0.08, height * 0.8, 7), dice, 0.08, bark())];
  const from = height * 0.17;
  for (let i = 0; i < tiers; i++) {
    const t = i / (tiers - 1);
    const radius = width * (1 - t * 0.78) * dice.between(0.93, 1.05);
    const tall = height * 0.36 * (1 - t * 0.35);
    const cone = new ConeGeometry(radius, tall, 9, 2);
    droop(cone, radius);
    cone.rotateY(dice.between(0, 6));
    cone.translate(
      dice.between(-0.06, 0.06),
      from + t * (height - from - tall * 0.6) + tall / 2,
      dice.between(-0.06, 0.06),
    );
    parts.push(
      paint(
        roughen(cone, dice, 0.05),
        dice,
        0.07,
        foliage(palette.pine, palette.pineTip, from, height * 1.05),
      ),
    );
  }
  return assemble(parts);
}

/** Bends the rim of a cone down and in and out, like boughs. */
function droop(cone: ConeGeometry, radius: number): void {
  const position = cone.getAttribute('position');
  for (let i = 0; i < position.count; i++) {
    const x = position.getX(i);
    const z = position.getZ(i);
    const out = Math.hypot(x, z) / radius;
    const wave = out > 0.8 ? Math.round((Math.atan2(z, x) / Math.PI) * 4.5) % 2 : 0;
    const reach = 1 - 0.16 * Math.abs(wave);
    position.setXYZ(
      i,
      x * reach,
      position.getY(i) - 0.18 * out * out * radius + 0.06 * Math.abs(wave),
      z * reach,
    );
  }
}

function broadleaf(dice: Dice): BufferGeometry {
  const parts = [
    paint(trunk(dice, 0.34, 0.17, 2.9, 8), dice, 0.08, bark()),
    branch(dice, new Vector3(0, 1.9, 0), new Vector3(1.1, 3.3, 0.2), 0.11, palette.bark),
    branch(dice, new Vector3(0, 2.1, 0), new Vector3(-0.9, 3.4, -0.5), 0.1, palette.bark),
  ];
  const crowns: [number, number, number, number][] = [
    [0, 4.3, 0, 1.6],
    [1.15, 3.7, 0.3, 1.15],
    [-1.05, 3.75, -0.45, 1.2],
    [0.15, 3.6, -1.1, 1.05],
    [-0.2, 3.65, 1.05, 1.1],
    [0.35, 5.2, 0.15, 1.05],
  ];
  return assemble([
    ...parts,
    ...crowns.map((crown) => crownPart(dice, crown, palette.leaf, palette.leafTip, 2.7, 6)),
  ]);
}

function maple(dice: Dice): BufferGeometry {
  const parts = [
    paint(trunk(dice, 0.28, 0.13, 2.6, 7), dice, 0.08, bark()),
    branch(dice, new Vector3(0, 1.8, 0), new Vector3(-0.8, 2.9, 0.4), 0.09, palette.bark),
  ];
  const crowns: [number, number, number, number][] = [
    [0.05, 3.6, 0, 1.35],
    [-0.8, 3.1, 0.4, 0.95],
    [0.75, 3.15, -0.35, 1],
    [0.1, 4.45, 0.1, 0.95],
  ];
  return assemble([
    ...parts,
    ...crowns.map((crown) => crownPart(dice, crown, palette.autumn, palette.autumnTip, 2.3, 5.1)),
  ]);
}

function birch(dice: Dice): BufferGeometry {
  const marks: Shader = () => (dice.next() < 0.11 ? palette.birchMark : palette.birchBark);
  const parts = [
    paint(trunk(dice, 0.17, 0.07, 4.6, 7, 14), dice, 0.05, marks),
    branch(dice, new Vector3(0, 2.4, 0), new Vector3(0.7, 3.5, 0.2), 0.05, palette.birchBark),
    branch(dice, new Vector3(0, 2.9, 0), new Vector3(-0.6, 3.9, 0.3), 0.05, palette.birchBark),
  ];
  const crowns: [number, number, number, number][] = [
    [0.55, 3.7, 0.15, 0.75],
    [-0.5, 4.1, 0.25, 0.8],
    [0.1, 4.7, -0.3, 0.85],
    [0.05, 5.5, 0.1, 0.7],
    [-0.15, 3.4, -0.45, 0.6],
  ];
  return assemble([
    ...parts,
    ...crowns.map((crown) => crownPart(dice, crown, palette.birchLeaf, palette.birchLeafTip, 2.9, 6.2)),
  ]);
}

function crownPart(
  dice: Dice,
  [x, y, z, radius]: readonly [number, number, number, number],
  inside: Color,
  tip: Color,
  low: number,
  high: number,
): BufferGeometry {
  const geometry = lump(dice, [radius, radius * 0.82, radius], 1, 0.13);
  geometry.rotateY(dice.between(0, 6)).translate(x, y, z);
  return paint(geometry, dice, 0.07, foliage(inside, tip, low, high));
}

function branch(dice: Dice, from: Vector3, to: Vector3, radius: number, color: Color): BufferGeometry {
  const along = to.clone().sub(from);
  const geometry = new CylinderGeometry(radius * 0.5, radius, along.length(), 5).translate(
    0,
    along.length() / 2,
    0,
  );
  const up = new Vector3(0, 1, 0);
  const axis = up.clone().cross(along).normalize();
  const turn = new Matrix4().makeRotationAxis(axis, up.angleTo(along)).setPosition(from);
  return paint(geometry.applyMatrix4(turn), dice, 0.06, plain(color));
}
