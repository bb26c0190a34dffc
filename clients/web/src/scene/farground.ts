import { BufferGeometry, Float32BufferAttribute, type Group, type Material, Mesh } from 'three';
import type { Terrain } from '../sdk/terrain';
import { CHUNK_METRES } from '../sdk/units';
import { groundColor } from './groundcolor';

const STEP = 8;
const REACH_CELLS = 56;
const SIDE = REACH_CELLS * 2 + 1;
/** Rows of the grid that are computed in one frame. */
const ROWS_PER_FRAME = 6;
/** Lies a little lower than the fine chunks, and under their rim. */
const SUNK = 0.25;
const OVERLAP = 16;

/** The ground far off, as one coarse mesh with a hole for the fine chunks. Rebuilt over several frames as one walks. */
export class FarGround {
  private readonly mesh: Mesh;
  private terrain: Terrain | undefined;
  private centre: string | undefined;
  private job: Generator<void> | undefined;

  constructor(
    group: Group,
    material: Material,
    private readonly holeRadius: number,
  ) {
    this.mesh = new Mesh(new BufferGeometry(), material);
    this.mesh.frustumCulled = false;
    this.mesh.matrixAutoUpdate = false;
    group.add(this.mesh);
  }

  setTerrain(terrain: Terrain): void {
    this.terrain = terrain;
    this.centre = undefined;
  }

  follow(chunkX: number, chunkZ: number, budget: number): void {
    const key = `${chunkX},${chunkZ}`;
    if (this.centre !== key && this.terrain) {
      this.centre = key;
      this.job = this.build(this.terrain, (chunkX + 0.5) * CHUNK_METRES, (chunkZ + 0.5) * CHUNK_METRES);
    }
    const isWhole = budget === Number.POSITIVE_INFINITY;
    do {
      if (this.job?.next().done) {
        this.job = undefined;
      }
    } while (isWhole && this.job);
  }

  private *build(terrain: Terrain, centreX: number, centreZ: number): Generator<void> {
    const positions = new Float32Array(SIDE * SIDE * 3);
    const colors = new Float32Array(SIDE * SIDE * 3);
    for (let j = 0; j < SIDE; j++) {
      for (let i = 0; i < SIDE; i++) {
        const x = centreX + (i - REACH_CELLS) * STEP;
        const z = centreZ + (j - REACH_CELLS) * STEP;
        const height = terrain.height(x, z);
        const at = (j * SIDE + i) * 3;
        positions.set([x, height - SUNK, z], at);
        groundColor(x, z, height, 0.02).toArray(colors, at);
      }
      if (j % ROWS_PER_FRAME === ROWS_PER_FRAME - 1) {
        yield;
      }
    }
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
    geometry.setAttribute('color', new Float32BufferAttribute(colors, 3));
    geometry.setIndex(this.triangles());
    geometry.computeVertexNormals();
    this.mesh.geometry.dispose();
    this.mesh.geometry = geometry;
  }

  /** All cells but those wholly under the fine chunks. */
  private triangles(): number[] {
    const indices: number[] = [];
    const hidden = (this.holeRadius - OVERLAP) / STEP;
    for (let j = 0; j < SIDE - 1; j++) {
      for (let i = 0; i < SIDE - 1; i++) {
        const away = Math.max(Math.abs(i + 0.5 - REACH_CELLS), Math.abs(j + 0.5 - REACH_CELLS));
        if (away > hidden) {
          const a = j * SIDE + i;
          indices.push(a, a + SIDE, a + 1, a + 1, a + SIDE, a + SIDE + 1);
        }
      }
    }
    return indices;
  }
}
