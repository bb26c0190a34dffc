import { create } from '@bufbuild/protobuf';
import {
  EntityKind,
  EntitySchema,
  FrameUpdateSchema,
  ItemKind,
  type Entity as WireEntity,
} from '../sdk/generated/messages_pb';
import { Terrain } from '../sdk/terrain';
import { toMicros } from '../sdk/units';
import { WorldModel } from '../sdk/world';
import { cellNoise, Dice, smoothNoise } from './random';
import type { Stage } from './stage';

/** A pleasant seed: the meadow behind the join panel. */
const SEED = 20_261n;
const RADIUS = 85;

const EYE = { x: 3.4, y: 1.9, z: 3.6 };
const previewTerrain = new Terrain(SEED);

/** The meadow behind the join panel, seen by somebody who looks around a little. */
export class Preview {
  constructor(
    private readonly stage: Stage,
    private readonly isCalm: boolean,
  ) {
    const model = new WorldModel();
    model.on('entity', ({ entity }) => stage.things.show(entity));
    stage.setTerrain(previewTerrain, 0, 0);
    fill(model);
    stage.rig.position.set(EYE.x, previewTerrain.height(EYE.x, EYE.z) + EYE.y, EYE.z);
  }

  update(seconds: number): void {
    const sway = this.isCalm ? 0 : Math.sin(seconds * 0.09) * 0.09;
    this.stage.camera.position.set(0, 0, 0);
    this.stage.camera.rotation.set(0.035, 0.42 + sway, 0);
  }

  /** Takes everything away again. */
  end(): void {
    this.stage.things.clear();
  }
}

/** A meadow that nobody lives in. */
function fill(model: WorldModel): void {
  const dice = new Dice(12);
  const upserted: WireEntity[] = [];
  const add = (
    kind: EntityKind,
    x: number,
    z: number,
    fields: Partial<Omit<WireEntity, '$typeName' | '$unknown'>> = {},
  ): void => {
    const position = {
      xMicros: toMicros(x),
      yMicros: toMicros(previewTerrain.height(x, z)),
      zMicros: toMicros(z),
    };
    upserted.push(
      create(EntitySchema, {
        id: BigInt(upserted.length + 1),
        kind,
        variant: Math.floor(dice.next() * 256),
        yawDegrees: Math.floor(dice.next() * 360),
        hp: 100,
        count: 1,
        ...fields,
        position,
      }),
    );
  };
  for (let x = -RADIUS; x < RADIUS; x += 3.4) {
    for (let z = -RADIUS; z < RADIUS; z += 3.4) {
      const grove = smoothNoise(x / 26 + 5, z / 26, 71);
      if (
        Math.hypot(x, z) > 13 &&
        cellNoise(Math.round(x * 10), Math.round(z * 10), 3) < (grove - 0.5) * 1.5
      ) {
        add(EntityKind.TREE, x + dice.between(-1.2, 1.2), z + dice.between(-1.2, 1.2));
      }
    }
  }
  for (const [x, z] of [
    [-5, -9],
    [9, -14],
    [-17, -4],
    [13, 3],
    [-8, 12],
    [24, -21],
  ] as const) {
    add(EntityKind.ROCK, x, z);
  }
  add(EntityKind.STRUCTURE, 2.2, -10, { variant: 1, yawDegrees: 12 });
  add(EntityKind.STRUCTURE, 6.05, -10.9, { variant: 1, yawDegrees: 12 });
  add(EntityKind.STRUCTURE, 0, -12.2, { variant: 1, yawDegrees: 102 });
  add(EntityKind.ITEM, 0.6, -7.4, { variant: ItemKind.WOOD, count: 3, yawDegrees: 30 });
  add(EntityKind.TREE, -2.5, -6.5, { hp: 0 });
  add(EntityKind.TREE, -7.5, -14, { variant: 6 });
  model.onFrame(create(FrameUpdateSchema, { upserted }));
}
