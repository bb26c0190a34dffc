export * from './client';
export {
  acceptTrade,
  type Goods,
  gift,
  offerTrade,
  type TradeOffer,
  withdrawTrade,
} from './deals';
export {
  type Deed,
  DeedKind,
  EntityKind,
  FarewellReason,
  ItemKind,
  Reason,
  type Rules,
  StructureKind,
  type Welcome,
} from './generated/messages_pb';
export { Identities, type Identity } from './identities';
export { type Body, LEFT_TRACKED, RIGHT_TRACKED } from './lossy';
export type { ActionKind, Outcome } from './outbox';
export { type BodyPose, type JointPose, toBody, toPose } from './pose';
export { browserStore, type KeyStore, MemoryStore } from './store';
export { Terrain } from './terrain';
export * from './transport';
export { CHUNK_METRES, type Point, toMicros, toPoint } from './units';
export { WebRtcTransport } from './webrtc';
export { WebSocketTransport } from './websocket';
export { type Entity, type Person, WorldModel } from './world';
