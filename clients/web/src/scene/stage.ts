import {
  ACESFilmicToneMapping,
  Group,
  PCFShadowMap,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import type { Terrain } from '../sdk/terrain';
import { Grass } from './grass';
import { Ground } from './ground';
import { Light } from './light';
import { wind } from './materials';
import { QualityWatch, type QualityWish } from './quality';
import { Sky } from './sky';
import { Things } from './things';

/** The drawn world: renderer, camera, light, sky, ground and things. Knows nothing of the network or of input. */
export class Stage {
  readonly renderer: WebGLRenderer;
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(68, 1, 0.06, 1200);
  /** The play space: the camera and the controllers move with it. */
  readonly rig = new Group();
  readonly things: Things;
  terrain: Terrain | undefined;

  private readonly sky: Sky;
  private readonly light: Light;
  private readonly ground: Ground;
  private readonly grass: Grass;
  private readonly quality: QualityWatch;
  private readonly eye = new Vector3();
  private sinceDrawn = 0;

  constructor(canvas: HTMLCanvasElement, wish: QualityWish) {
    this.quality = new QualityWatch(wish);
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: 'high-performance' });
    this.renderer.toneMapping = ACESFilmicToneMapping;
    this.renderer.toneMappingExposure = 1.02;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.xr.enabled = true;
    this.renderer.xr.setReferenceSpaceType('local-floor');
    this.camera.rotation.order = 'YXZ';
    this.rig.add(this.camera);
    this.scene.add(this.rig);
    this.sky = new Sky(this.scene);
    this.light = new Light(this.scene);
    this.ground = new Ground(this.scene);
    this.grass = new Grass(this.scene);
    this.things = new Things(this.scene);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      wind.strength.value = 0.15;
    }
    this.applyQuality();
    addEventListener('resize', () => this.resize());
  }

  setTerrain(terrain: Terrain, x: number, z: number): void {
    this.terrain = terrain;
    this.ground.setTerrain(terrain, x, z);
    this.grass.setTerrain(terrain);
  }

  /** Keeps everything around the camera up to date; call once a frame, before `render`. */
  update(seconds: number, deltaSeconds: number): void {
    if (this.quality.onFrame(deltaSeconds)) {
      this.applyQuality();
    }
    this.camera.getWorldPosition(this.eye);
    wind.time.value = seconds;
    this.sky.update(this.eye, seconds);
    this.light.follow(this.eye);
    this.ground.follow(this.eye.x, this.eye.z);
    this.grass.follow(this.eye.x, this.eye.z);
    this.things.update(seconds);
  }

  render(deltaSeconds: number): void {
    this.sinceDrawn += deltaSeconds;
    if (this.sinceDrawn < this.quality.quality.frameSeconds) {
      // Drawing would have done so: a headset's head moves at its own pace.
      if (this.renderer.xr.isPresenting) {
        this.renderer.xr.updateCamera(this.camera);
      }
      return;
    }
    this.sinceDrawn = 0;
    this.renderer.render(this.scene, this.camera);
  }

  private applyQuality(): void {
    const { maxPixelRatio, hasShadows, hasGrass } = this.quality.quality;
    this.light.hasShadows = hasShadows;
    this.grass.isVisible = hasGrass;
    if (!this.renderer.xr.isPresenting) {
      this.renderer.setPixelRatio(Math.min(devicePixelRatio, maxPixelRatio));
    }
    this.resize();
  }

  private resize(): void {
    if (this.renderer.xr.isPresenting) {
      return;
    }
    this.camera.aspect = innerWidth / Math.max(1, innerHeight);
    this.camera.updateProjectionMatrix();
    this.renderer.setSize(innerWidth, innerHeight);
  }
}
