import { Color, Mesh, MeshBasicMaterial, type Scene } from 'three';
import type { WallPlace } from '../sdk/rules';
import { WALL_HEIGHT, WALL_LENGTH, WALL_THICKNESS, wallGeometry } from './timber';

const FINE = new Color('#8ff0a0');
const WRONG = new Color('#ff7a6b');

/** A see-through wall where the next one would stand: green where it may, red where it may not. */
export class Ghost {
  private readonly mesh: Mesh<ReturnType<typeof wallGeometry>, MeshBasicMaterial>;

  constructor(scene: Scene) {
    const geometry = wallGeometry(WALL_LENGTH, WALL_HEIGHT, WALL_THICKNESS * 1.02);
    this.mesh = new Mesh(
      geometry,
      new MeshBasicMaterial({ transparent: true, opacity: 0.42, depthWrite: false, vertexColors: false }),
    );
    this.mesh.visible = false;
    this.mesh.renderOrder = 5;
    scene.add(this.mesh);
  }

  show(place: WallPlace, isFine: boolean): void {
    this.mesh.visible = true;
    this.mesh.position.set(place.x, place.y, place.z);
    this.mesh.rotation.y = (place.yawDegrees * Math.PI) / 180;
    this.mesh.material.color = isFine ? FINE : WRONG;
  }

  hide(): void {
    this.mesh.visible = false;
  }
}
