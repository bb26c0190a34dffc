package org.vsekai.bots;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.bots.Behaviour.Place;
import org.vsekai.bots.Behaviour.Situation;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.wire.v1.Accept;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.Gift;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Offer;
import org.vsekai.wire.v1.OfferMade;
import org.vsekai.wire.v1.Person;

/**
 * Goes to partners, in this region or the next, to give and to trade. Sometimes it asks for what the world must refuse: to
 * give more than it has, or to accept again.
 */
final class Dealer {
    /** Wood that is not for walls. */
    static final int WOOD_KEPT = 1;

    private static final double NONSENSE_CHANCE = 0.2;
    private static final double AGAIN_CHANCE = 0.5;
    private static final long SHORTEST_PAUSE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 4_000_000_000L;

    /** Whoever is farther is not worth the walk; whoever is nearer is near enough, though both may be walking. */
    private static final long WORTHWHILE_MM = 40_000;

    private static final long NEAR_MM = 3_500;
    private static final int MOST = 3;

    /** Who has less goes and gets some first. */
    private static final int GOODS = 2;

    /** Either the way to a partner, or what to do there. */
    record Step(Place walkTo, Action.@Nullable Builder action) {}

    private record Partner(Person person, Place place, long distanceMm) {}

    private final SplitMix64 random;
    private final Set<String> partners;
    private final Map<Long, Long> answeredOffers = new HashMap<>();
    private long nextAtNanos;
    private @Nullable Accept lastAccepted;

    /** @param partners names of those it deals with: few, so that whoever watches can follow */
    Dealer(SplitMix64 random, Set<String> partners) {
        this.random = random;
        this.partners = Set.copyOf(partners);
    }

    /** What to do about a deal now; null for nothing. An action must be done if it is returned. */
    @Nullable
    Step next(Situation now) {
        if (now.nowNanos() < nextAtNanos) {
            return null;
        }
        Partner partner = nearest(now);
        boolean hasCause = partner != null
                && (hasGoods(now) || affordableOffer(now, partner.person().getPlayerId()) != null);
        if (partner == null || !hasCause) {
            return null;
        }
        if (partner.distanceMm() > NEAR_MM) {
            return new Step(partner.place(), null);
        }
        nextAtNanos = now.nowNanos() + random.between(SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
        return new Step(partner.place(), deal(now, partner.person()));
    }

    private Action.Builder deal(Situation now, Person partner) {
        Accept again = lastAccepted;
        if (again != null && random.chance(AGAIN_CHANCE)) {
            lastAccepted = null;
            return Action.newBuilder().setAccept(again);
        }
        OfferMade offer = affordableOffer(now, partner.getPlayerId());
        if (offer != null) {
            answeredOffers.put(partner.getPlayerId(), offer.getOfferSequence());
            Accept accept = Accept.newBuilder()
                    .setFromPlayerId(partner.getPlayerId())
                    .setOfferSequence(offer.getOfferSequence())
                    .build();
            lastAccepted = accept;
            return Action.newBuilder().setAccept(accept);
        }
        return random.chance(0.5) ? gift(now, partner) : offer(now, partner);
    }

    private Action.Builder gift(Situation now, Person partner) {
        ItemKind item = now.world().count(ItemKind.ITEM_KIND_WOOD) == 0 || random.chance(0.3)
                ? ItemKind.ITEM_KIND_STONE
                : ItemKind.ITEM_KIND_WOOD;
        int owned = now.world().count(item);
        boolean isTooMuch = owned == 0 || random.chance(NONSENSE_CHANCE);
        int count = isTooMuch ? owned + 1 : Math.min(owned, 1 + random.nextInt(MOST));
        return Action.newBuilder()
                .setGift(Gift.newBuilder().setToPlayerId(partner.getPlayerId()).setItems(items(item, count)));
    }

    private Action.Builder offer(Situation now, Person partner) {
        boolean givesStone = now.world().count(ItemKind.ITEM_KIND_STONE) > 0 && random.chance(0.5);
        ItemKind gives = givesStone ? ItemKind.ITEM_KIND_STONE : ItemKind.ITEM_KIND_WOOD;
        ItemKind wants = givesStone ? ItemKind.ITEM_KIND_WOOD : ItemKind.ITEM_KIND_STONE;
        return Action.newBuilder()
                .setOffer(Offer.newBuilder()
                        .setToPlayerId(partner.getPlayerId())
                        .setGives(items(gives, 1 + random.nextInt(2)))
                        .setWants(items(wants, 1)));
    }

    private static boolean hasGoods(Situation now) {
        return now.world().count(ItemKind.ITEM_KIND_WOOD) + now.world().count(ItemKind.ITEM_KIND_STONE) >= GOODS;
    }

    private @Nullable OfferMade affordableOffer(Situation now, long playerId) {
        OfferMade offer = now.world().offerOf(playerId);
        if (offer == null || answeredOffers.getOrDefault(playerId, 0L) == offer.getOfferSequence()) {
            return null;
        }
        ItemCount wants = offer.getWants();
        return now.world().count(wants.getItem()) < wants.getCount() ? null : offer;
    }

    /** The nearest of those who have made an offer, or else of all. */
    private @Nullable Partner nearest(Situation now) {
        Partner nearest = null;
        boolean hasOffer = false;
        for (Person person : now.world().people()) {
            Pose pose = now.world().pose(person.getSlot());
            if (pose == null || !partners.contains(person.getName())) {
                continue;
            }
            Place place = new Place(pose.rootXMicros(), pose.rootZMicros());
            long distance =
                    Walker.distanceMm(now.walker().xMicros(), now.walker().zMicros(), place.xMicros(), place.zMicros());
            boolean offers = affordableOffer(now, person.getPlayerId()) != null;
            boolean isBetter = nearest == null || offers && !hasOffer;
            boolean isNearer = nearest != null && offers == hasOffer && distance < nearest.distanceMm();
            if (distance < WORTHWHILE_MM && (isBetter || isNearer)) {
                nearest = new Partner(person, place, distance);
                hasOffer = offers;
            }
        }
        return nearest;
    }

    private static ItemCount items(ItemKind item, int count) {
        return ItemCount.newBuilder().setItem(item).setCount(count).build();
    }
}
