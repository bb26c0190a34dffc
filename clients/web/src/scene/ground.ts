import {
  BufferGeometry,
  Float32BufferAttribute,
  Group,
  Mesh,
  type MeshLambertMaterial,
  type Scene,
} from 'three';
import type { Terrain } from '../sdk/terrain';
import { CHUNK_METRES } from '../sdk/units';
import { FarGround } from './farground';
import { groundColor } from './groundcolor';
import { matt } from './materials';

/** Chunks around the player that are drawn finely: a square of 7 × 7. */
const NEAR_RADIUS = 3;
/** Rings of chunks around the player's own with a grid of 1 m; beyond them it is 2 m. */
const FINE_RADIUS = 0;
const SKIRT = 1.2;
/** New chunks per frame: a headset must not miss a frame for them. */
const CHUNKS_PER_FRAME = 2;

interface Tile {
  readonly mesh: Mesh;
  readonly step: number;
}

/** The ground: fine chunks near the player and one coarse mesh out to the haze, beyond the bounds of play too. */
export class Ground {
  private readonly group = new Group();
  private readonly material: MeshLambertMaterial = matt();
  private readonly tiles = new Map<string, Tile>();
  private readonly far: FarGround;
  private terrain: Terrain | undefined;

  constructor(scene: Scene) {
    scene.add(this.group);
    this.far = new FarGround(this.group, this.material, (NEAR_RADIUS + 0.5) * CHUNK_METRES);
  }

  /** Another world: everything is built anew, at once around the given place. */
  setTerrain(terrain: Terrain, x: number, z: number): void {
    this.terrain = terrain;
    for (const tile of this.tiles.values()) {
      this.dispose(tile);
    }
    this.tiles.clear();
    this.far.setTerrain(terrain);
    this.follow(x, z, Number.POSITIVE_INFINITY);
  }

  /** Keeps the ground around the player; a few chunks at a time. */
  follow(x: number, z: number, budget = CHUNKS_PER_FRAME): void {
    if (!this.terrain) {
      return;
    }
    const centreX = Math.floor(x / CHUNK_METRES);
    const centreZ = Math.floor(z / CHUNK_METRES);
    this.dropDistant(centreX, centreZ);
    let left = budget;
    for (let ring = 0; ring <= NEAR_RADIUS && left > 0; ring++) {
      left -= this.buildRing(centreX, centreZ, ring, left);
    }
    this.far.follow(centreX, centreZ, budget);
  }

  private buildRing(centreX: number, centreZ: number, ring: number, budget: number): number {
    const step = ring <= FINE_RADIUS ? 1 : 2;
    let built = 0;
    for (let dx = -ring; dx <= ring; dx++) {
      for (let dz = -ring; dz <= ring; dz++) {
        if (Math.max(Math.abs(dx), Math.abs(dz)) === ring && built < budget) {
          built += this.ensure(centreX + dx, centreZ + dz, step) ? 1 : 0;
        }
      }
    }
    return built;
  }

  /** Builds the chunk at least as fine as `step`; a finer one may stay. */
  private ensure(chunkX: number, chunkZ: number, step: number): boolean {
    const key = `${chunkX},${chunkZ}`;
    const tile = this.tiles.get(key);
    if (tile && tile.step <= step) {
      return false;
    }
    if (tile) {
      this.dispose(tile);
    }
    const geometry = tileGeometry(this.terrain!, chunkX * CHUNK_METRES, chunkZ * CHUNK_METRES, step);
    const mesh = new Mesh(geometry, this.material);
    mesh.position.set(chunkX * CHUNK_METRES, 0, chunkZ * CHUNK_METRES);
    mesh.receiveShadow = true;
    mesh.matrixAutoUpdate = false;
    mesh.updateMatrix();
    this.group.add(mesh);
    this.tiles.set(key, { mesh, step });
    return true;
  }

  private dropDistant(centreX: number, centreZ: number): void {
    for (const [key, tile] of this.tiles) {
      const [x, z] = key.split(',').map(Number) as [number, number];
      if (Math.max(Math.abs(x - centreX), Math.abs(z - centreZ)) > NEAR_RADIUS) {
        this.dispose(tile);
        this.tiles.delete(key);
      }
    }
  }

  private dispose(tile: Tile): void {
    this.group.remove(tile.mesh);
    tile.mesh.geometry.dispose();
  }
}

/** A chunk's mesh with its south-west corner at the origin, and skirts that hide the seams to coarser neighbours. */
function tileGeometry(terrain: Terrain, originX: number, originZ: number, step: number): BufferGeometry {
  const cells = CHUNK_METRES / step;
  const side = cells + 3;
  const positions: number[] = [];
  const normals: number[] = [];
  const colors: number[] = [];
  const indices: number[] = [];
  for (let j = -1; j <= cells + 1; j++) {
    for (let i = -1; i <= cells + 1; i++) {
      const isSkirt = i < 0 || j < 0 || i > cells || j > cells;
      const x = Math.min(cells, Math.max(0, i)) * step;
      const z = Math.min(cells, Math.max(0, j)) * step;
      const height = terrain.height(originX + x, originZ + z);
      const eastward =
        terrain.height(originX + x + step, originZ + z) - terrain.height(originX + x - step, originZ + z);
      const southward =
        terrain.height(originX + x, originZ + z + step) - terrain.height(originX + x, originZ + z - step);
      const [nx, ny, nz] = [-eastward, 2 * step, -southward];
      const length = Math.hypot(nx, ny, nz);
      positions.push(x, isSkirt ? height - SKIRT : height, z);
      normals.push(nx / length, ny / length, nz / length);
      colors.push(...groundColor(originX + x, originZ + z, height, 1 - ny / length).toArray());
    }
  }
  for (let j = 0; j < side - 1; j++) {
    for (let i = 0; i < side - 1; i++) {
      const a = j * side + i;
      indices.push(a, a + side, a + 1, a + 1, a + side, a + side + 1);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new Float32BufferAttribute(normals, 3));
  geometry.setAttribute('color', new Float32BufferAttribute(colors, 3));
  geometry.setIndex(indices);
  geometry.computeBoundingSphere();
  return geometry;
}
