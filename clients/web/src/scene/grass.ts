import {
  BufferGeometry,
  Color,
  Float32BufferAttribute,
  Matrix4,
  Quaternion,
  type Scene,
  Vector3,
} from 'three';
import type { Terrain } from '../sdk/terrain';
import { groundColor } from './groundcolor';
import { InstancePool } from './instances';
import { grassBlades } from './materials';
import { cellNoise, Dice, smoothNoise } from './random';

const CELL = 0.72;
const RADIUS = 24;
const STRIDE = 5;
const FLOWERS = ['#fff3d0', '#f4b8c4', '#f2d25c', '#c9b4ec'].map((color) => new Color(color));

/** Tufts of grass and a few flowers around the player, the same at the same place whoever looks. */
export class Grass {
  private readonly tufts: InstancePool<string>;
  private readonly flowers: InstancePool<string>;
  private readonly known = new Map<string, [number, number]>();
  private terrain: Terrain | undefined;
  private isShown = true;
  private last: [number, number] | undefined;

  constructor(scene: Scene) {
    const shadows = { cast: false, receive: true };
    this.tufts = new InstancePool(scene, tuftGeometry(), grassBlades(), shadows);
    this.flowers = new InstancePool(scene, flowerGeometry(), grassBlades(), shadows);
  }

  setTerrain(terrain: Terrain): void {
    this.terrain = terrain;
    for (const key of this.known.keys()) {
      this.drop(key);
    }
    this.last = undefined;
  }

  set isVisible(isVisible: boolean) {
    this.isShown = isVisible;
    this.tufts.isVisible = isVisible;
    this.flowers.isVisible = isVisible;
    this.last = undefined;
  }

  follow(x: number, z: number): void {
    if (
      !this.isShown ||
      !this.terrain ||
      (this.last && Math.hypot(x - this.last[0], z - this.last[1]) < STRIDE)
    ) {
      return;
    }
    this.last = [x, z];
    for (const [key, [tuftX, tuftZ]] of this.known) {
      if (Math.hypot(tuftX - x, tuftZ - z) > RADIUS + STRIDE) {
        this.drop(key);
      }
    }
    const reach = Math.ceil(RADIUS / CELL);
    const [cellX, cellZ] = [Math.floor(x / CELL), Math.floor(z / CELL)];
    for (let i = cellX - reach; i <= cellX + reach; i++) {
      for (let j = cellZ - reach; j <= cellZ + reach; j++) {
        if (Math.hypot(i * CELL - x, j * CELL - z) < RADIUS) {
          this.plant(i, j);
        }
      }
    }
    this.tufts.flush();
    this.flowers.flush();
  }

  private plant(i: number, j: number): void {
    const key = `${i},${j}`;
    if (this.known.has(key) || !this.terrain) {
      return;
    }
    const density = smoothNoise((i * CELL) / 7, (j * CELL) / 7, 11);
    if (cellNoise(i, j, 12) > 0.12 + density * 0.85) {
      return;
    }
    const x = (i + cellNoise(i, j, 13)) * CELL;
    const z = (j + cellNoise(i, j, 14)) * CELL;
    const height = this.terrain.height(x, z);
    const size = 0.42 + cellNoise(i, j, 15) * 0.4 + density * 0.3;
    const turn = new Quaternion().setFromAxisAngle(new Vector3(0, 1, 0), cellNoise(i, j, 16) * 6.28);
    const matrix = new Matrix4().compose(
      new Vector3(x, height - 0.02, z),
      turn,
      new Vector3(size, size, size),
    );
    this.known.set(key, [x, z]);
    const isFlower = density > 0.55 && cellNoise(i, j, 17) > 0.9;
    if (isFlower) {
      this.flowers.set(key, matrix, FLOWERS[Math.floor(smoothNoise(x / 6, z / 6, 18) * 3.99)]!);
    } else {
      this.tufts.set(key, matrix, groundColor(x, z, height, 0).clone().multiplyScalar(1.12));
    }
  }

  private drop(key: string): void {
    this.known.delete(key);
    this.tufts.delete(key);
    this.flowers.delete(key);
  }
}

function tuftGeometry(): BufferGeometry {
  const dice = new Dice(5);
  const positions: number[] = [];
  const colors: number[] = [];
  for (let blade = 0; blade < 7; blade++) {
    const angle = (blade / 7) * 6.28 + dice.between(-0.4, 0.4);
    const away = dice.between(0.02, 0.16);
    const tall = dice.between(0.16, 0.34);
    const lean = dice.between(0.04, 0.14);
    addBlade(positions, colors, angle, away, tall, lean, 0.022, 0.78, 1.2);
  }
  return bladesGeometry(positions, colors);
}

function flowerGeometry(): BufferGeometry {
  const positions: number[] = [];
  const colors: number[] = [];
  addBlade(positions, colors, 0.4, 0, 0.3, 0.03, 0.012, 0.45, 0.5);
  for (let petal = 0; petal < 5; petal++) {
    const [a, b] = [(petal / 5) * 6.28, ((petal + 0.8) / 5) * 6.28];
    positions.push(0.03, 0.3, 0, Math.cos(a) * 0.045 + 0.03, 0.312, Math.sin(a) * 0.045);
    positions.push(Math.cos(b) * 0.045 + 0.03, 0.312, Math.sin(b) * 0.045);
    colors.push(1, 0.85, 0.45, 1, 1, 1, 1, 1, 1);
  }
  return bladesGeometry(positions, colors);
}

function addBlade(
  positions: number[],
  colors: number[],
  angle: number,
  away: number,
  tall: number,
  lean: number,
  width: number,
  footShade: number,
  tipShade: number,
): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, z] = [cos * away, sin * away];
  positions.push(x - sin * width, 0, z + cos * width, x + sin * width, 0, z - cos * width);
  positions.push(x + cos * lean, tall, z + sin * lean);
  colors.push(
    footShade,
    footShade,
    footShade,
    footShade,
    footShade,
    footShade,
    tipShade,
    tipShade,
    tipShade * 0.9,
  );
}

/** Both sides of each blade as triangles of their own: their normals all point up, so that they are lit like the ground. */
function bladesGeometry(positions: number[], colors: number[]): BufferGeometry {
  for (let at = 0, end = positions.length; at < end; at += 9) {
    for (const vertex of [0, 6, 3]) {
      positions.push(...positions.slice(at + vertex, at + vertex + 3));
      colors.push(...colors.slice(at + vertex, at + vertex + 3));
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setAttribute('color', new Float32BufferAttribute(colors, 3));
  const normals = positions.map((_, i) => (i % 3 === 1 ? 1 : 0));
  geometry.setAttribute('normal', new Float32BufferAttribute(normals, 3));
  return geometry;
}
