import {
  BackSide,
  BufferGeometry,
  type Color,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  IcosahedronGeometry,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  Quaternion,
  type Scene,
  ShaderMaterial,
  SphereGeometry,
  Vector3,
} from 'three';
import { palette } from './palette';
import { Dice, smoothNoise } from './random';

/** Towards the sun: low in the west. */
export const sunDirection = new Vector3(-0.8, 0.52, 0.3).normalize();

const DOME_RADIUS = 900;
const CLOUDS = 14;
const PUFFS_PER_CLOUD = 7;

/** The sky and everything too far away to walk to. Follows the camera, except for its height. */
export class Sky {
  private readonly group = new Group();
  private readonly clouds: InstancedMesh;

  constructor(scene: Scene) {
    this.group.add(dome());
    this.group.add(mountains(640, 74, 4, palette.mountainFar, palette.haze));
    this.group.add(mountains(520, 44, 9, palette.mountainNear, palette.haze));
    this.clouds = clouds();
    this.group.add(this.clouds);
    scene.add(this.group);
  }

  update(camera: Vector3, seconds: number): void {
    this.group.position.set(camera.x, 0, camera.z);
    this.clouds.rotation.y = seconds * 0.0016;
  }
}

function dome(): Mesh {
  const material = new ShaderMaterial({
    side: BackSide,
    depthWrite: false,
    fog: false,
    uniforms: {
      zenith: { value: palette.zenith },
      sky: { value: palette.sky },
      horizon: { value: palette.horizon },
      glow: { value: palette.sunGlow },
      disc: { value: palette.sunDisc },
      sun: { value: sunDirection },
    },
    vertexShader: `
      varying vec3 toSky;
      void main() {
        toSky = normalize(position);
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `
      uniform vec3 zenith; uniform vec3 sky; uniform vec3 horizon; uniform vec3 glow; uniform vec3 disc; uniform vec3 sun;
      varying vec3 toSky;
      void main() {
        vec3 v = normalize(toSky);
        float up = max(v.y, 0.0);
        vec3 color = mix(horizon, sky, smoothstep(0.0, 0.26, up));
        color = mix(color, zenith, smoothstep(0.16, 0.85, up));
        float facing = max(dot(v, sun), 0.0);
        color = mix(color, glow, pow(facing, 6.0) * 0.42 * (1.0 - up * 0.5));
        color += glow * pow(facing, 60.0) * 0.35;
        color = mix(color, disc * 1.25, smoothstep(0.9988, 0.9993, facing));
        gl_FragColor = vec4(color, 1.0);
        #include <tonemapping_fragment>
        #include <colorspace_fragment>
      }`,
  });
  const mesh = new Mesh(new SphereGeometry(DOME_RADIUS, 48, 24), material);
  mesh.renderOrder = -10;
  return mesh;
}

/** A ring of ridges that melt into the haze at their feet. */
function mountains(radius: number, height: number, salt: number, color: Color, haze: Color): Mesh {
  const segments = 180;
  const positions: number[] = [];
  const colors: number[] = [];
  const indices: number[] = [];
  for (let i = 0; i <= segments; i++) {
    const angle = (i / segments) * Math.PI * 2;
    const [x, z] = [Math.cos(angle), Math.sin(angle)];
    const broad = smoothNoise(x * 3 + 9, z * 3 + 9, salt);
    const fine = smoothNoise(x * 13 + 40, z * 13 + 40, salt + 1);
    const top = height * (0.25 + broad * 0.75) * (0.75 + fine * 0.35);
    positions.push(x * radius, -30, z * radius, x * radius, top, z * radius);
    haze.toArray(colors, colors.length);
    color.toArray(colors, colors.length);
    if (i < segments) {
      indices.push(i * 2, i * 2 + 1, i * 2 + 2, i * 2 + 1, i * 2 + 3, i * 2 + 2);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setAttribute('color', new Float32BufferAttribute(colors, 3));
  geometry.setIndex(indices);
  const mesh = new Mesh(
    geometry,
    new MeshBasicMaterial({ vertexColors: true, fog: false, side: DoubleSide }),
  );
  mesh.frustumCulled = false;
  mesh.renderOrder = -9;
  return mesh;
}

/** A soft ball of few faces. */
function puff(): IcosahedronGeometry {
  const geometry = new IcosahedronGeometry(1, 1);
  const position = geometry.getAttribute('position');
  const normal = geometry.getAttribute('normal');
  for (let i = 0; i < position.count; i++) {
    normal.setXYZ(i, position.getX(i), position.getY(i), position.getZ(i));
  }
  return geometry;
}

function clouds(): InstancedMesh {
  const dice = new Dice(31);
  const material = new MeshLambertMaterial({
    color: palette.cloudLight,
    emissive: palette.cloudShade,
    fog: false,
  });
  material.emissiveIntensity = 0.62;
  const mesh = new InstancedMesh(puff(), material, CLOUDS * PUFFS_PER_CLOUD);
  const [matrix, turn] = [new Matrix4(), new Quaternion()];
  for (let cloud = 0; cloud < CLOUDS; cloud++) {
    const angle = (cloud / CLOUDS) * Math.PI * 2 + dice.between(-0.15, 0.15);
    const away = dice.between(330, 620);
    const middle = new Vector3(Math.cos(angle) * away, dice.between(95, 185), Math.sin(angle) * away);
    const along = new Vector3(-Math.sin(angle), 0, Math.cos(angle));
    const size = dice.between(13, 27);
    for (let puff = 0; puff < PUFFS_PER_CLOUD; puff++) {
      const t = puff / (PUFFS_PER_CLOUD - 1) - 0.5;
      const bulge = size * (1 - Math.abs(t) * 1.25) * dice.between(0.8, 1.15);
      const at = middle.clone().addScaledVector(along, t * size * 4.4);
      at.y += bulge * 0.32;
      const squash = new Vector3(bulge * 1.25, bulge * 0.6, bulge);
      mesh.setMatrixAt(cloud * PUFFS_PER_CLOUD + puff, matrix.compose(at, turn, squash));
    }
  }
  mesh.frustumCulled = false;
  return mesh;
}
