package org.vsekai.simulator.client;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.Accept;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Gift;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Offer;
import org.vsekai.wire.v1.OfferMade;

/** The people whom a client sees: where they are, what they propose, and what is proposed to them. */
final class Company {
    private static final double NEAR_METRES = 4;

    private final SplitMix64 random;
    private final Memory memory;
    private final Body body;
    private final long self;
    private final Map<Integer, Pose> poses = new TreeMap<>();
    private final Map<Long, OfferMade> offers = new TreeMap<>();

    /** @param self who looks */
    Company(SplitMix64 random, Memory memory, Body body, long self) {
        this.random = random;
        this.memory = memory;
        this.body = body;
        this.self = self;
    }

    void on(Snapshot snapshot) {
        snapshot.avatars().forEach(avatar -> poses.put(avatar.slot(), avatar.pose()));
    }

    void on(FrameUpdate update) {
        update.getOffersList().forEach(offer -> offers.put(offer.getFromPlayerId(), offer));
    }

    /** Walks to whoever is nearest, if anybody is in sight. */
    boolean approach() {
        Pose nearest = nearest() == null ? null : poses.get(nearest());
        if (nearest != null) {
            body.walkTo(nearest.rootXMicros(), nearest.rootZMicros());
        }
        return nearest != null;
    }

    /** What is given, proposed or accepted now; null where nobody is near. */
    Action.@Nullable Builder deal() {
        Integer slot = nearest();
        Long partner = slot == null ? null : memory.people().get(slot);
        if (slot == null || partner == null || distance(slot) > NEAR_METRES) {
            return null;
        }
        OfferMade offer = offers.get(partner);
        if (offer != null && random.chance(0.7)) {
            return Action.newBuilder()
                    .setAccept(Accept.newBuilder().setFromPlayerId(partner).setOfferSequence(offer.getOfferSequence()));
        }
        if (random.chance(0.4)) {
            return Action.newBuilder()
                    .setGift(Gift.newBuilder().setToPlayerId(partner).setItems(some()));
        }
        return Action.newBuilder()
                .setOffer(Offer.newBuilder()
                        .setToPlayerId(partner)
                        .setGives(some())
                        .setWants(some()));
    }

    private ItemCount some() {
        return ItemCount.newBuilder()
                .setItem(random.chance(0.7) ? ItemKind.ITEM_KIND_WOOD : ItemKind.ITEM_KIND_STONE)
                .setCount(1 + random.nextInt(2))
                .build();
    }

    private @Nullable Integer nearest() {
        Integer nearest = null;
        for (Map.Entry<Integer, Long> person : memory.people().entrySet()) {
            int slot = person.getKey();
            if (person.getValue() != self
                    && poses.containsKey(slot)
                    && (nearest == null || distance(slot) < distance(nearest))) {
                nearest = slot;
            }
        }
        return nearest;
    }

    private double distance(int slot) {
        Pose pose = poses.get(slot);
        return pose == null ? Double.MAX_VALUE : body.distanceMetres(pose.rootXMicros(), pose.rootZMicros());
    }
}
