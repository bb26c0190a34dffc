import { Mesh, MeshBasicMaterial, RingGeometry, type Scene } from 'three';
import { EntityKind } from '../sdk/generated/messages_pb';
import type { Entity } from '../sdk/world';
import { scaleOf } from './things';

/** A soft ring on the ground around the thing that one would act on. */
export class Marker {
  private readonly mesh: Mesh<RingGeometry, MeshBasicMaterial>;

  constructor(scene: Scene) {
    const geometry = new RingGeometry(0.86, 1, 40).rotateX(-Math.PI / 2);
    const material = new MeshBasicMaterial({
      color: '#fff3cf',
      transparent: true,
      opacity: 0.7,
      depthTest: false,
    });
    this.mesh = new Mesh(geometry, material);
    this.mesh.visible = false;
    this.mesh.renderOrder = 4;
    scene.add(this.mesh);
  }

  show(entity: Entity, seconds: number): void {
    const { x, y, z } = entity.position;
    const radius = entity.kind === EntityKind.ROCK ? 1.25 : entity.kind === EntityKind.TREE ? 0.75 : 0.7;
    this.mesh.visible = true;
    this.mesh.position.set(x, y + 0.07, z);
    this.mesh.scale.setScalar(radius * scaleOf(entity) * (1 + Math.sin(seconds * 4) * 0.03));
  }

  hide(): void {
    this.mesh.visible = false;
  }
}
