import { type Material, MeshLambertMaterial } from 'three';

/** Time in seconds and strength of the wind, shared by every swaying material. */
export const wind = { time: { value: 0 }, strength: { value: 1 } };

/** Matt, coloured by its vertices. */
export function matt(): MeshLambertMaterial {
  return new MeshLambertMaterial({ vertexColors: true });
}

/** Matt, and swaying with the wind the more the higher above its foot. */
export function swaying(amount: number, stiffBelow: number): MeshLambertMaterial {
  const material = matt();
  addSway(material, amount, stiffBelow);
  return material;
}

export function grassBlades(): MeshLambertMaterial {
  const material = matt();
  addSway(material, 0.35, 0);
  return material;
}

function addSway(material: Material, amount: number, stiffBelow: number): void {
  // The constants below are part of the program: without a key of their own all swaying materials would share one.
  material.customProgramCacheKey = () => `sway ${amount} ${stiffBelow}`;
  material.onBeforeCompile = (shader) => {
    shader.uniforms.windTime = wind.time;
    shader.uniforms.windStrength = wind.strength;
    shader.vertexShader = shader.vertexShader
      .replace('#include <common>', '#include <common>\nuniform float windTime;\nuniform float windStrength;')
      .replace(
        '#include <begin_vertex>',
        `#include <begin_vertex>
        #ifdef USE_INSTANCING
          vec3 foot = instanceMatrix[3].xyz;
          float lever = max(0.0, position.y - ${stiffBelow.toFixed(2)}) * ${amount.toFixed(4)} * windStrength;
          float gust = sin(windTime * 0.6 + foot.x * 0.06 + foot.z * 0.05) * 0.5 + 0.7;
          transformed.x += lever * gust * sin(windTime * 1.7 + foot.x * 0.9 + foot.z * 0.6 + position.y * 0.6);
          transformed.z += lever * gust * 0.7 * sin(windTime * 1.3 + foot.x * 0.5 - foot.z * 0.8 + position.x * 0.8);
        #endif`,
      );
  };
}
