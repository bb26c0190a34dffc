package org.vsekai.bots;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.vsekai.wire.v1.Accept;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.Gift;
import org.vsekai.wire.v1.Offer;

/**
 * Gifts and trades between players, and what each must do to both accounts: once, and to both or to none. Confined to the
 * fleet's thread; grows with the number of deals.
 */
final class DealBook {
    /** A player's action: what names an offer, and whatever else is between two players. */
    private record Deed(long playerId, long sequence) {}

    private final Verdicts verdicts;
    private final Map<Long, Account> accounts = new HashMap<>();
    private final Map<Deed, Offer> offers = new HashMap<>();
    private final Map<Deed, Account.Deal> open = new HashMap<>();
    private final Set<Deed> accepted = new HashSet<>();
    private long gifts;
    private long trades;

    DealBook(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** Also of players who are not heard of yet: others may know them sooner. */
    Account accountOf(long playerId) {
        return accounts.computeIfAbsent(playerId, id -> new Account(verdicts));
    }

    /** Leaves for the first time: from now on it may take effect. */
    void onSent(long playerId, Action action) {
        Deed deed = new Deed(playerId, action.getSequence());
        switch (action.getKindCase()) {
            case OFFER -> offers.put(deed, action.getOffer());
            case GIFT -> {
                Gift gift = action.getGift();
                open.put(deed, accountOf(gift.getToPlayerId()).expect(Goods.of(gift.getItems()), Goods.NONE));
            }
            case ACCEPT -> {
                Accept accept = action.getAccept();
                Offer offer = offers.get(offerOf(accept));
                if (offer != null && offer.getToPlayerId() == playerId) {
                    open.put(
                            deed,
                            accountOf(accept.getFromPlayerId())
                                    .expect(gain(offer).minus(cost(offer)), cost(offer)));
                }
            }
            default -> {}
        }
    }

    /** Its author is told that it was done: what that does to the author's own account. */
    Goods onDone(long playerId, Action action, String who) {
        decide(playerId, action.getSequence(), true);
        return switch (action.getKindCase()) {
            case GIFT -> {
                gifts++;
                yield Goods.NONE.minus(Goods.of(action.getGift().getItems()));
            }
            case ACCEPT -> onAccepted(playerId, action.getAccept(), who);
            default -> Goods.NONE;
        };
    }

    /** Its author is told that it was refused. */
    void onRefused(long playerId, long sequence) {
        decide(playerId, sequence, false);
    }

    long gifts() {
        return gifts;
    }

    long trades() {
        return trades;
    }

    private Goods onAccepted(long playerId, Accept accept, String who) {
        trades++;
        Deed named = offerOf(accept);
        Offer offer = offers.get(named);
        if (offer == null || offer.getToPlayerId() != playerId) {
            verdicts.duplicated(1, who + " was told OK about an offer that nobody made: " + named);
            return Goods.NONE;
        }
        if (!accepted.add(named)) {
            verdicts.duplicated(1, who + " was told OK about an offer that had been accepted before: " + named);
        }
        return cost(offer).minus(gain(offer));
    }

    private void decide(long playerId, long sequence, boolean isDone) {
        Account.Deal deal = open.remove(new Deed(playerId, sequence));
        if (deal != null) {
            deal.decide(isDone);
        }
    }

    private static Deed offerOf(Accept accept) {
        return new Deed(accept.getFromPlayerId(), accept.getOfferSequence());
    }

    /** What whoever made the offer gives up. */
    private static Goods cost(Offer offer) {
        return Goods.of(offer.getGives());
    }

    /** What whoever made the offer gets. */
    private static Goods gain(Offer offer) {
        return Goods.of(offer.getWants());
    }
}
