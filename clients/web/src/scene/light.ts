import { DirectionalLight, Fog, HemisphereLight, type Scene, Vector3 } from 'three';
import { palette } from './palette';
import { sunDirection } from './sky';

const SHADOW_RADIUS = 42;
const SHADOW_MAP = 2048;
const SUN_DISTANCE = 90;

/** A low warm sun with soft shadows around the player, light from the sky and from the grass, and a little haze. */
export class Light {
  private readonly sun = new DirectionalLight(palette.sunlight, 3.0);

  constructor(scene: Scene) {
    scene.fog = new Fog(palette.haze, 70, 430);
    scene.add(new HemisphereLight(palette.skylight, palette.groundlight, 2.15));
    this.sun.shadow.mapSize.set(SHADOW_MAP, SHADOW_MAP);
    this.sun.shadow.radius = 3;
    this.sun.shadow.bias = -0.0004;
    this.sun.shadow.normalBias = 0.035;
    const { camera } = this.sun.shadow;
    camera.left = camera.bottom = -SHADOW_RADIUS;
    camera.right = camera.top = SHADOW_RADIUS;
    camera.near = 1;
    camera.far = SUN_DISTANCE * 2;
    scene.add(this.sun, this.sun.target);
  }

  set hasShadows(hasShadows: boolean) {
    this.sun.castShadow = hasShadows;
  }

  /** Keeps the shadows around a point, in steps of a texel's size so that their edges don't crawl. */
  follow(point: Vector3): void {
    const step = (SHADOW_RADIUS * 2 * 16) / SHADOW_MAP;
    const snapped = new Vector3(
      Math.round(point.x / step) * step,
      Math.round(point.y),
      Math.round(point.z / step) * step,
    );
    this.sun.target.position.copy(snapped);
    this.sun.position.copy(snapped).addScaledVector(sunDirection, SUN_DISTANCE);
  }
}
