import { CanvasTexture, Sprite, SpriteMaterial, SRGBColorSpace } from 'three';

const HEIGHT_PX = 96;
const PADDING_PX = 36;
const FONT = '600 52px system-ui, sans-serif';
const METRES_PER_PX = 0.0021;

/** A name that floats over somebody's head and always faces the viewer. */
export class NameTag extends Sprite {
  constructor(name: string) {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d')!;
    context.font = FONT;
    canvas.width = Math.ceil(context.measureText(name).width) + PADDING_PX * 2;
    canvas.height = HEIGHT_PX;
    context.font = FONT;
    context.fillStyle = 'rgba(38, 46, 40, 0.62)';
    context.beginPath();
    context.roundRect(4, 10, canvas.width - 8, HEIGHT_PX - 20, 38);
    context.fill();
    context.fillStyle = '#fff8ea';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(name, canvas.width / 2, HEIGHT_PX / 2 + 2);
    const map = new CanvasTexture(canvas);
    map.colorSpace = SRGBColorSpace;
    super(new SpriteMaterial({ map, transparent: true, depthWrite: false, fog: false, toneMapped: false }));
    this.scale.set(canvas.width * METRES_PER_PX, HEIGHT_PX * METRES_PER_PX, 1);
  }

  override dispose(): void {
    this.material.map?.dispose();
    this.material.dispose();
  }
}
