import {
  type BufferGeometry,
  Color,
  CylinderGeometry,
  Float32BufferAttribute,
  IcosahedronGeometry,
  type Matrix4,
  Vector3,
} from 'three';
import { mergeGeometries, mergeVertices } from 'three/examples/jsm/utils/BufferGeometryUtils.js';
import type { Dice } from './random';

/** Merges painted parts into one flat-shaded geometry with position, normal and colour only. */
export function assemble(parts: BufferGeometry[]): BufferGeometry {
  const flat = parts.map((part) => {
    const geometry = part.index ? part.toNonIndexed() : part;
    for (const name of Object.keys(geometry.attributes)) {
      if (name !== 'position' && name !== 'color') {
        geometry.deleteAttribute(name);
      }
    }
    return geometry;
  });
  const merged = mergeGeometries(flat);
  merged.computeVertexNormals();
  merged.computeBoundingSphere();
  return merged;
}

/** Moves every vertex by up to `amount`, the same for vertices at the same place, so that no seams open. */
export function roughen(geometry: BufferGeometry, dice: Dice, amount: number): BufferGeometry {
  geometry.deleteAttribute('normal');
  geometry.deleteAttribute('uv');
  const welded = mergeVertices(geometry, 1e-4);
  const position = welded.getAttribute('position');
  for (let i = 0; i < position.count; i++) {
    position.setXYZ(
      i,
      position.getX(i) + dice.between(-amount, amount),
      position.getY(i) + dice.between(-amount, amount),
      position.getZ(i) + dice.between(-amount, amount),
    );
  }
  return welded;
}

export type Shader = (point: Vector3, normal: Vector3) => Color;

/** Colours each face as a whole by where it is and where it looks, with a little unevenness. */
export function paint(
  source: BufferGeometry,
  dice: Dice,
  unevenness: number,
  shader: Shader,
): BufferGeometry {
  const geometry = source.index ? source.toNonIndexed() : source;
  const position = geometry.getAttribute('position');
  const colors = new Float32Array(position.count * 3);
  const [a, b, c, middle, normal] = [0, 0, 0, 0, 0].map(() => new Vector3()) as [
    Vector3,
    Vector3,
    Vector3,
    Vector3,
    Vector3,
  ];
  for (let i = 0; i < position.count; i += 3) {
    a.fromBufferAttribute(position, i);
    b.fromBufferAttribute(position, i + 1);
    c.fromBufferAttribute(position, i + 2);
    middle.copy(a).add(b).add(c).divideScalar(3);
    normal.copy(b).sub(a).cross(c.sub(a)).normalize();
    const color = shader(middle, normal)
      .clone()
      .multiplyScalar(1 + dice.between(-unevenness, unevenness));
    for (let vertex = 0; vertex < 3; vertex++) {
      color.toArray(colors, (i + vertex) * 3);
    }
  }
  geometry.setAttribute('color', new Float32BufferAttribute(colors, 3));
  return geometry;
}

/** A uniformly coloured shader. */
export function plain(color: Color): Shader {
  return () => color;
}

/** From one colour to another with height. */
export function rising(from: Color, to: Color, low: number, high: number): Shader {
  const mixed = new Color();
  return (point) => mixed.copy(from).lerp(to, Math.min(1, Math.max(0, (point.y - low) / (high - low))));
}

/** A lump with `detail` subdivisions, squashed to the given half sizes. */
export function lump(dice: Dice, size: readonly [number, number, number], detail: number, rough: number) {
  const geometry = roughen(new IcosahedronGeometry(1, detail), dice, rough);
  return geometry.scale(size[0], size[1], size[2]);
}

/** A tapering trunk from the ground up, slightly uneven, sunk a little into the soil. */
export function trunk(
  dice: Dice,
  bottom: number,
  top: number,
  height: number,
  sides: number,
  rings = 4,
): BufferGeometry {
  const sunk = 0.4;
  const geometry = new CylinderGeometry(top, bottom, height + sunk, sides, rings, false);
  geometry.translate(0, (height - sunk) / 2, 0);
  const position = geometry.getAttribute('position');
  for (let i = 0; i < position.count; i++) {
    // Roots: the foot spreads.
    const spread = 1 + 0.55 * Math.max(0, 1 - Math.max(0, position.getY(i)) / (height * 0.22)) ** 2;
    position.setXYZ(i, position.getX(i) * spread, position.getY(i), position.getZ(i) * spread);
  }
  return roughen(geometry, dice, bottom * 0.09);
}

export function moved(geometry: BufferGeometry, matrix: Matrix4): BufferGeometry {
  return geometry.applyMatrix4(matrix);
}
