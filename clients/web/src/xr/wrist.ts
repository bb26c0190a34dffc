import { CanvasTexture, Mesh, MeshBasicMaterial, PlaneGeometry, SRGBColorSpace } from 'three';

const WIDTH_PX = 512;
const HEIGHT_PX = 192;

/** A small board above the left wrist: what the page's HUD says, for those who can't see the page. */
export class WristBoard extends Mesh<PlaneGeometry, MeshBasicMaterial> {
  private readonly context: CanvasRenderingContext2D;
  private readonly texture: CanvasTexture;
  private shown = '';

  constructor() {
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH_PX;
    canvas.height = HEIGHT_PX;
    const map = new CanvasTexture(canvas);
    map.colorSpace = SRGBColorSpace;
    super(
      new PlaneGeometry(0.2, 0.075),
      new MeshBasicMaterial({ map, transparent: true, depthTest: false, toneMapped: false, fog: false }),
    );
    this.context = canvas.getContext('2d')!;
    this.texture = map;
    this.renderOrder = 8;
    this.position.set(0, 0.09, 0.04);
    this.rotation.x = -0.7;
  }

  /** Redraws only where the words changed. */
  show(first: string, second: string): void {
    const words = `${first}\n${second}`;
    if (words === this.shown) {
      return;
    }
    this.shown = words;
    const { context } = this;
    context.clearRect(0, 0, WIDTH_PX, HEIGHT_PX);
    context.fillStyle = 'rgba(35, 44, 38, 0.78)';
    context.beginPath();
    context.roundRect(4, 4, WIDTH_PX - 8, HEIGHT_PX - 8, 44);
    context.fill();
    context.fillStyle = '#fff8ea';
    context.textAlign = 'center';
    context.font = '600 50px system-ui, sans-serif';
    context.fillText(first, WIDTH_PX / 2, 78, WIDTH_PX - 40);
    context.font = '400 38px system-ui, sans-serif';
    context.fillText(second, WIDTH_PX / 2, 144, WIDTH_PX - 40);
    this.texture.needsUpdate = true;
  }
}
