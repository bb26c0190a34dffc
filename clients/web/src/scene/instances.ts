import {
  type BufferGeometry,
  type Color,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedMesh,
  type Material,
  Matrix4,
  type Object3D,
} from 'three';

const FIRST_CAPACITY = 64;

/** Many of one shape in one draw call, added and removed by key. Doubles its capacity when full. */
export class InstancePool<K> {
  private mesh: InstancedMesh;
  private readonly rows = new Map<K, number>();
  private readonly keys: K[] = [];
  private isDirty = false;
  private isShown = true;

  constructor(
    private readonly parent: Object3D,
    private readonly geometry: BufferGeometry,
    private readonly material: Material,
    private readonly shadows: { readonly cast: boolean; readonly receive: boolean },
  ) {
    this.mesh = this.allocate(FIRST_CAPACITY);
  }

  set isVisible(isVisible: boolean) {
    this.isShown = isVisible;
    this.mesh.visible = isVisible;
  }

  set(key: K, matrix: Matrix4, tint: Color): void {
    let row = this.rows.get(key);
    if (row === undefined) {
      row = this.keys.length;
      if (row === this.mesh.instanceMatrix.count) {
        this.grow();
      }
      this.rows.set(key, row);
      this.keys.push(key);
      this.mesh.count = this.keys.length;
    }
    this.mesh.setMatrixAt(row, matrix);
    this.mesh.setColorAt(row, tint);
    this.isDirty = true;
  }

  /** The last row moves into the gap. */
  delete(key: K): void {
    const row = this.rows.get(key);
    if (row === undefined) {
      return;
    }
    const last = this.keys.length - 1;
    const lastKey = this.keys[last]!;
    const matrix = new Matrix4();
    this.mesh.getMatrixAt(last, matrix);
    this.mesh.setMatrixAt(row, matrix);
    const colors = this.mesh.instanceColor!.array;
    colors.copyWithin(row * 3, last * 3, last * 3 + 3);
    this.keys[row] = lastKey;
    this.rows.set(lastKey, row);
    this.keys.pop();
    this.rows.delete(key);
    this.mesh.count = this.keys.length;
    this.isDirty = true;
  }

  /** Hands this frame's changes to the renderer. */
  flush(): void {
    if (this.isDirty) {
      this.isDirty = false;
      this.mesh.instanceMatrix.needsUpdate = true;
      this.mesh.instanceColor!.needsUpdate = true;
      this.mesh.computeBoundingSphere();
    }
  }

  private grow(): void {
    const old = this.mesh;
    this.parent.remove(old);
    this.mesh = this.allocate(old.instanceMatrix.count * 2);
    this.mesh.visible = this.isShown;
    this.mesh.instanceMatrix.array.set(old.instanceMatrix.array);
    this.mesh.instanceColor!.array.set(old.instanceColor!.array);
    old.dispose();
  }

  private allocate(capacity: number): InstancedMesh {
    const mesh = new InstancedMesh(this.geometry, this.material, capacity);
    mesh.instanceMatrix.setUsage(DynamicDrawUsage);
    mesh.instanceColor = new InstancedBufferAttribute(new Float32Array(capacity * 3).fill(1), 3);
    mesh.castShadow = this.shadows.cast;
    mesh.receiveShadow = this.shadows.receive;
    mesh.count = 0;
    this.parent.add(mesh);
    return mesh;
  }
}
