import { fillPreview, previewTerrain } from './scene/preview';
import { Stage } from './scene/stage';
import { WorldModel } from './sdk/world';

const stage = new Stage(document.getElementById('view') as HTMLCanvasElement);
const model = new WorldModel();
model.on('entity', ({ entity }) => stage.things.show(entity));
stage.setTerrain(previewTerrain, 0, 0);
fillPreview(model);
const p = new URLSearchParams(location.search);
const [x, y, z, yaw, pitch] = (p.get('c') ?? '0,1.7,0,0,0').split(',').map(Number) as [
  number,
  number,
  number,
  number,
  number,
];
stage.camera.rotation.order = 'YXZ';
stage.camera.rotation.set(pitch, yaw, 0);
stage.camera.position.set(x, previewTerrain.height(x, z) + y, z);
document.body.style.margin = '0';
stage.renderer.setAnimationLoop((t) => {
  stage.update(t / 1000);
  stage.render();
});
