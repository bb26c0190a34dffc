import { type BufferGeometry, type Group, Mesh, type Quaternion, Vector3 } from 'three';
import { ItemKind } from '../sdk/generated/messages_pb';
import { matt } from './materials';
import { stoneGeometry } from './rocks';
import { carriedLogGeometry } from './timber';

/** Where the log lies: from the head to the right shoulder, in the body's own axes. */
const ON_SHOULDER = new Vector3(0.2, -0.17, 0.06);
/** Where the stone lies, from the hand's middle: on the palm's far side. */
const IN_HAND = new Vector3(0, 0.03, -0.05);

const material = matt();
let log: BufferGeometry | undefined;
let stone: BufferGeometry | undefined;

/** What somebody is seen to carry: a log over the right shoulder, or a stone in the right hand. */
export class Burden {
  private readonly log: Mesh;
  private readonly stone: Mesh;

  constructor(body: Group, rightHand: Group) {
    log ??= carriedLogGeometry();
    stone ??= stoneGeometry();
    this.log = part(log);
    this.stone = part(stone);
    this.stone.position.copy(IN_HAND);
    body.add(this.log);
    rightHand.add(this.stone);
  }

  /** Empty hands: UNSPECIFIED. */
  set item(item: ItemKind) {
    this.log.visible = item === ItemKind.WOOD;
    this.stone.visible = item === ItemKind.STONE;
  }

  get item(): ItemKind {
    return this.log.visible ? ItemKind.WOOD : this.stone.visible ? ItemKind.STONE : ItemKind.UNSPECIFIED;
  }

  /** The log lies on the shoulder and turns with the body. */
  follow(head: Vector3, heading: Quaternion): void {
    this.log.position.copy(ON_SHOULDER).applyQuaternion(heading).add(head);
    this.log.quaternion.copy(heading);
  }
}

function part(geometry: BufferGeometry): Mesh {
  const mesh = new Mesh(geometry, material);
  mesh.visible = false;
  mesh.castShadow = true;
  return mesh;
}
