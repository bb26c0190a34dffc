import { create } from '@bufbuild/protobuf';
import {
  AcceptSchema,
  GiftSchema,
  type ItemCount,
  ItemCountSchema,
  ItemKind,
  type OfferMade,
  OfferSchema,
} from './generated/messages_pb';
import type { ActionKind } from './outbox';

/** So many of one item. */
export interface Goods {
  readonly item: ItemKind;
  readonly count: number;
}

/** A trade that somebody has proposed to this player. Open until it is accepted, replaced or withdrawn. */
export interface TradeOffer {
  readonly fromPlayerId: bigint;
  /** The sequence of the action that made it. */
  readonly sequence: bigint;
  readonly gives: Goods;
  readonly wants: Goods;
}

/** Gives items to a player near by: all of them or none. */
export function gift(toPlayerId: bigint, goods: Goods): ActionKind {
  return { case: 'gift', value: create(GiftSchema, { toPlayerId, items: toItems(goods) }) };
}

/** Proposes a trade to a player near by; takes the place of an earlier proposal. */
export function offerTrade(toPlayerId: bigint, gives: Goods, wants: Goods): ActionKind {
  const value = create(OfferSchema, { toPlayerId, gives: toItems(gives), wants: toItems(wants) });
  return { case: 'offer', value };
}

/** Takes back what was proposed to that player. */
export function withdrawTrade(toPlayerId: bigint): ActionKind {
  return { case: 'offer', value: create(OfferSchema, { toPlayerId }) };
}

/** Accepts a proposal: both sides' items change hands together, or none do. */
export function acceptTrade({ fromPlayerId, sequence }: TradeOffer): ActionKind {
  return { case: 'accept', value: create(AcceptSchema, { fromPlayerId, offerSequence: sequence }) };
}

/** A proposal from the wire; nothing where it says that there is none any more. */
export function toOffer({ fromPlayerId, offerSequence, gives, wants }: OfferMade): TradeOffer | undefined {
  return gives === undefined || gives.count === 0
    ? undefined
    : { fromPlayerId, sequence: offerSequence, gives: toGoods(gives), wants: toGoods(wants) };
}

function toItems({ item, count }: Goods): ItemCount {
  return create(ItemCountSchema, { item, count });
}

function toGoods(items: ItemCount | undefined): Goods {
  return { item: items?.item ?? ItemKind.UNSPECIFIED, count: items?.count ?? 0 };
}
