import {
  type Color,
  InstancedMesh,
  Matrix4,
  Mesh,
  type MeshLambertMaterial,
  Quaternion,
  type Scene,
  TetrahedronGeometry,
  Vector3,
} from 'three';
import { EntityKind } from '../sdk/generated/messages_pb';
import type { Entity } from '../sdk/world';
import { matt } from './materials';
import { palette } from './palette';
import { Dice } from './random';
import { TREE_HEIGHT, treeGeometry, treeLook, treeScale } from './trees';

const MAX_CHIPS = 160;
const GRAVITY = 7.5;
const FALL_SECONDS = 1.5;

interface Chip {
  readonly position: Vector3;
  readonly velocity: Vector3;
  readonly spin: Vector3;
  age: number;
  readonly life: number;
  readonly size: number;
}

interface Falling {
  readonly mesh: Mesh;
  readonly axis: Vector3;
  readonly upright: Quaternion;
  age: number;
}

/** Chips that fly at a blow, dust at building, trees that fall. Looks only. */
export class Effects {
  private readonly mesh: InstancedMesh;
  private readonly chips: (Chip | undefined)[] = new Array(MAX_CHIPS).fill(undefined);
  private readonly falling: Falling[] = [];
  private readonly dice = new Dice(77);
  private readonly fallMaterial: MeshLambertMaterial = matt();
  private next = 0;

  constructor(
    private readonly scene: Scene,
    private readonly isCalm: boolean,
  ) {
    this.mesh = new InstancedMesh(new TetrahedronGeometry(1), tintable(), MAX_CHIPS);
    this.mesh.frustumCulled = false;
    this.mesh.castShadow = true;
    for (let i = 0; i < MAX_CHIPS; i++) {
      this.mesh.setMatrixAt(i, new Matrix4().makeScale(0, 0, 0));
      this.mesh.setColorAt(i, palette.wood);
    }
    scene.add(this.mesh);
  }

  /** Chips fly from a struck tree or rock towards whoever struck it. */
  strike(entity: Entity, from: Vector3): void {
    const isTree = entity.kind === EntityKind.TREE;
    const at = new Vector3(entity.position.x, entity.position.y + (isTree ? 1.1 : 0.5), entity.position.z);
    const towards = from.clone().sub(at).setY(0).normalize();
    at.addScaledVector(towards, isTree ? 0.25 : 0.6);
    const colors = isTree
      ? [palette.woodPale, palette.wood, palette.bark]
      : [palette.rock, palette.rockLight];
    for (let i = 0; i < (this.isCalm ? 5 : 12); i++) {
      const velocity = towards.clone().multiplyScalar(this.dice.between(0.8, 2.6));
      velocity.add(this.scatter(1.3)).setY(this.dice.between(1.2, 3.4));
      this.throw(at, velocity, this.dice.between(0.018, 0.05), colors[i % colors.length]!);
    }
    if (isTree && !this.isCalm) {
      this.dropLeaves(entity);
    }
  }

  /** Dust along the foot of something just built. */
  built(entity: Entity, length: number): void {
    const yaw = (entity.yawDegrees * Math.PI) / 180;
    for (let i = 0; i < (this.isCalm ? 6 : 22); i++) {
      const along = this.dice.between(-0.5, 0.5) * length;
      const at = new Vector3(
        entity.position.x + Math.cos(yaw) * along,
        entity.position.y + 0.1,
        entity.position.z - Math.sin(yaw) * along,
      );
      const velocity = this.scatter(1.6).setY(this.dice.between(0.6, 1.8));
      this.throw(at, velocity, this.dice.between(0.03, 0.07), i % 2 ? palette.woodPale : palette.soil);
    }
  }

  /** The tree that has just become a stump falls away from whoever felled it. */
  fell(entity: Entity, from: Vector3): void {
    const mesh = new Mesh(treeGeometry(treeLook(entity.variant)), this.fallMaterial);
    const { x, y, z } = entity.position;
    mesh.position.set(x, y + 0.2, z);
    mesh.scale.setScalar(treeScale(entity.variant));
    mesh.castShadow = true;
    const away = new Vector3(x - from.x, 0, z - from.z).normalize();
    const upright = new Quaternion().setFromAxisAngle(
      new Vector3(0, 1, 0),
      (entity.yawDegrees * Math.PI) / 180,
    );
    const axis = new Vector3(away.z, 0, -away.x);
    this.scene.add(mesh);
    this.falling.push({ mesh, axis, upright, age: 0 });
  }

  update(deltaSeconds: number): void {
    this.updateChips(deltaSeconds);
    for (const fall of [...this.falling]) {
      fall.age += deltaSeconds;
      const t = Math.min(1, fall.age / FALL_SECONDS);
      const angle = Math.min(1, (t * 1.35) ** 2.4) * 1.5;
      fall.mesh.quaternion.setFromAxisAngle(fall.axis, angle).multiply(fall.upright);
      fall.mesh.position.y -= t > 0.78 ? deltaSeconds * 2.2 : 0;
      if (t >= 1) {
        fall.mesh.removeFromParent();
        fall.mesh.geometry.dispose();
        this.falling.splice(this.falling.indexOf(fall), 1);
      }
    }
  }

  private dropLeaves(entity: Entity): void {
    const top = TREE_HEIGHT * 0.62 * treeScale(entity.variant);
    for (let i = 0; i < 6; i++) {
      const at = new Vector3(entity.position.x, entity.position.y + top, entity.position.z).add(
        this.scatter(1.6),
      );
      this.throw(at, this.scatter(0.5), 0.045, i % 2 ? palette.leafTip : palette.leaf);
    }
  }

  private throw(at: Vector3, velocity: Vector3, size: number, color: Color): void {
    const spin = this.scatter(9);
    const life = this.dice.between(0.7, 1.3);
    this.chips[this.next] = { position: at.clone(), velocity, spin, age: 0, life, size };
    this.mesh.setColorAt(this.next, color);
    this.mesh.instanceColor!.needsUpdate = true;
    this.next = (this.next + 1) % MAX_CHIPS;
  }

  private updateChips(deltaSeconds: number): void {
    const [matrix, turn, scale] = [new Matrix4(), new Quaternion(), new Vector3()];
    for (let i = 0; i < MAX_CHIPS; i++) {
      const chip = this.chips[i];
      if (!chip) {
        continue;
      }
      chip.age += deltaSeconds;
      chip.velocity.y -= GRAVITY * deltaSeconds;
      chip.position.addScaledVector(chip.velocity, deltaSeconds);
      const left = Math.max(0, 1 - chip.age / chip.life);
      turn.setFromAxisAngle(chip.spin.clone().normalize(), chip.spin.length() * chip.age);
      this.mesh.setMatrixAt(
        i,
        matrix.compose(chip.position, turn, scale.setScalar(chip.size * Math.min(1, left * 2))),
      );
      if (left === 0) {
        this.chips[i] = undefined;
      }
    }
    this.mesh.instanceMatrix.needsUpdate = true;
  }

  private scatter(reach: number): Vector3 {
    const one = (): number => this.dice.between(-reach, reach);
    return new Vector3(one(), one(), one());
  }
}

function tintable(): MeshLambertMaterial {
  const material = matt();
  material.vertexColors = false;
  return material;
}
