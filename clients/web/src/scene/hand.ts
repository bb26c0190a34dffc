import {
  type BufferGeometry,
  type Color,
  Group,
  Mesh,
  type MeshLambertMaterial,
  SphereGeometry,
} from 'three';
import { matt } from './materials';
import { Dice } from './random';
import { assemble, paint, plain, type Shader } from './shapes';

/** Gestures of the protocol that this client shows. */
export const GESTURE_OPEN = 0;
export const GESTURE_FIST = 5;

/** A mitten that points along −z. The palm looks inwards. */
export class Hand extends Group {
  private readonly fingers: Mesh;

  constructor(color: Color, isLeft: boolean) {
    super();
    const side = isLeft ? 1 : -1;
    const material = matt();
    const cuff = part(material, [0.036, 0.037, 0.026], plain(color.clone().multiplyScalar(0.62)));
    cuff.position.z = 0.052;
    const palm = part(material, [0.031, 0.043, 0.054], plain(color));
    const thumb = part(material, [0.0135, 0.016, 0.033], plain(color));
    thumb.position.set(side * 0.012, 0.036, -0.022);
    thumb.rotation.x = 0.45;
    this.fingers = part(material, [0.024, 0.038, 0.052], plain(color));
    this.add(cuff, palm, thumb, this.fingers);
    this.gesture = GESTURE_OPEN;
  }

  set gesture(gesture: number) {
    const isFist = gesture === GESTURE_FIST;
    this.fingers.position.set(0, isFist ? -0.01 : -0.002, isFist ? -0.03 : -0.052);
    this.fingers.scale.z = isFist ? 0.65 : 1;
  }
}

function part(material: MeshLambertMaterial, size: [number, number, number], shader: Shader): Mesh {
  const geometry: BufferGeometry = new SphereGeometry(1, 12, 9).scale(...size);
  const mesh = new Mesh(smooth(assemble([paint(geometry, new Dice(1), 0, shader)])), material);
  mesh.castShadow = true;
  return mesh;
}

/** Round things look soft: the normals of an ellipsoid around the origin, nearly. */
export function smooth(geometry: BufferGeometry): BufferGeometry {
  const position = geometry.getAttribute('position');
  const normal = geometry.getAttribute('normal');
  geometry.computeBoundingBox();
  const { max, min } = geometry.boundingBox!;
  const half = [(max.x - min.x) / 2, (max.y - min.y) / 2, (max.z - min.z) / 2] as const;
  for (let i = 0; i < position.count; i++) {
    const [x, y, z] = [
      position.getX(i) / half[0] ** 2,
      position.getY(i) / half[1] ** 2,
      position.getZ(i) / half[2] ** 2,
    ];
    const length = Math.hypot(x, y, z) || 1;
    normal.setXYZ(i, x / length, y / length, z / length);
  }
  return geometry;
}
