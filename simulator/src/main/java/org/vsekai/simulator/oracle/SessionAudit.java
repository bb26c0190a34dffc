package org.vsekai.simulator.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Carried;
import org.vsekai.wire.v1.Deed;
import org.vsekai.wire.v1.DeedKind;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.OfferMade;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.OfferRecord;
import org.vsekai.world.v1.ResultRecord;

/** What one session is sent, in its order. */
final class SessionAudit {
    private final long playerId;
    private final WorldAudit audit;
    private final Verdict verdict;

    /** Who is there, by slot, as the session was told so far. */
    private final Map<Integer, Long> people = new HashMap<>();

    SessionAudit(long playerId, WorldAudit audit, Verdict verdict) {
        this.playerId = playerId;
        this.audit = audit;
        this.verdict = verdict;
    }

    void onSent(ServerMessage message) {
        switch (message.getBodyCase()) {
            case WELCOME -> onWelcome(message.getWelcome());
            case FRAME_UPDATE -> onUpdate(message.getFrameUpdate());
            case CHUNK_STATE -> message.getChunkState().getEntitiesList().forEach(this::requireDurable);
            default -> {}
        }
    }

    private void onWelcome(Welcome welcome) {
        verdict.require(welcome.getPlayerId() == playerId, "a player is welcomed under the own id");
        verdict.require(
                welcome.getLastAppliedSequence() <= audit.cursor(playerId),
                "a welcome names a durable action: player " + playerId);
        verdict.require(
                audit.versionsOfAvatar(playerId).stream().anyMatch(avatar -> isSame(welcome, avatar)),
                "a welcome shows the avatar as it is, or was, durable: player " + playerId);
        people.put(welcome.getSlot(), playerId);
        welcome.getRecentResultsList().forEach(this::onResult);
        welcome.getPeopleList().forEach(this::onPerson);
    }

    private static boolean isSame(Welcome shown, AvatarRecord stored) {
        return shown.getAvatarId() == stored.getEntityId()
                && shown.getLastAppliedSequence() == stored.getLastAppliedSequence()
                && shown.getPosition().getXMicros() == stored.getXMicros()
                && shown.getPosition().getYMicros() == stored.getYMicros()
                && shown.getPosition().getZMicros() == stored.getZMicros()
                && stacks(shown.getInventory().getItemsList()).equals(stored.getInventoryList());
    }

    private void onUpdate(FrameUpdate update) {
        update.getResultsList().forEach(this::onResult);
        if (update.getFrame() == 0) {
            update.getDepartedSlotsList().forEach(people::remove);
            update.getArrivedList().forEach(this::onPerson);
            verdict.require(
                    !update.hasInventory()
                            && update.getOffersCount() + update.getCarriedCount() + update.getDeedsCount() == 0
                            && update.getUpsertedCount() + update.getRemovedCount() == 0,
                    "what changes the world belongs to a frame");
            return;
        }
        RegionId region = new RegionId(update.getRegionX(), update.getRegionZ());
        FrameRecord stored = audit.frame(region, update.getFrame());
        if (stored == null) {
            verdict.violate("a client is shown durable frames: not " + update.getFrame() + " of region " + region);
            return;
        }
        onPeople(update, stored);
        if (update.hasInventory()) {
            AvatarRecord own = avatar(playerId, stored);
            verdict.require(
                    own != null && stacks(update.getInventory().getItemsList()).equals(own.getInventoryList()),
                    "an inventory is shown as the frame has it: player " + playerId);
        }
        update.getOffersList().forEach(offer -> onOffer(offer, stored));
        update.getCarriedList().forEach(carried -> onCarried(carried, stored));
        update.getDeedsList().forEach(deed -> onDeed(deed, stored));
        onThings(update, stored);
    }

    // ---- people ----

    private void onPerson(Person person) {
        people.put(person.getSlot(), person.getPlayerId());
        verdict.require(
                audit.versionsOfAvatar(person.getPlayerId()).stream().anyMatch(avatar -> isSame(person, avatar)),
                "a person has the name, and carries what, is or was durable: player " + person.getPlayerId());
    }

    private static boolean isSame(Person shown, AvatarRecord stored) {
        return shown.getName().equals(stored.getName()) && shown.getCarriesValue() == carries(stored);
    }

    /** The first kind in the inventory, 0 for none. */
    private static int carries(AvatarRecord stored) {
        return stored.getInventoryCount() == 0 ? 0 : stored.getInventory(0).getItem();
    }

    private void onPeople(FrameUpdate update, FrameRecord stored) {
        for (int slot : update.getDepartedSlotsList()) {
            Long departed = people.remove(slot);
            verdict.require(
                    departed != null
                            && (stored.getLeftPlayerIdsList().contains(departed)
                                    || stored.getJoinedPlayerIdsList().contains(departed)),
                    "who departs has left in that frame, or has joined anew: player " + departed);
        }
        for (Person person : update.getArrivedList()) {
            onPerson(person);
            AvatarRecord avatar = avatar(person.getPlayerId(), stored);
            verdict.require(
                    avatar != null
                            && isSame(person, avatar)
                            && stored.getJoinedPlayerIdsList().contains(person.getPlayerId()),
                    "who arrives has joined in that frame: player " + person.getPlayerId());
        }
    }

    private void onCarried(Carried carried, FrameRecord stored) {
        AvatarRecord avatar = avatar(people.get(carried.getSlot()), stored);
        verdict.require(
                avatar != null && carried.getItemValue() == carries(avatar),
                "people are seen to carry what the frame has given them: slot " + carried.getSlot());
    }

    private void onDeed(Deed deed, FrameRecord stored) {
        Long doer = people.get(deed.getSlot());
        verdict.require(
                doer != null && stored.getInputsList().stream().anyMatch(input -> isSame(deed, doer, input)),
                "people are seen to do what the frame says: slot " + deed.getSlot());
    }

    private static boolean isSame(Deed shown, long doer, AppliedInput stored) {
        return stored.getPlayerId() == doer
                && stored.getResult().getEntityId() == shown.getTarget()
                && shown.getKind() != DeedKind.DEED_KIND_UNSPECIFIED
                && shown.getKind().name().equals("DEED_KIND_" + ShownFrame.deed(stored));
    }

    // ---- offers ----

    /** Of whoever was there before, an offer is told with the frame that makes it; who is welcomed is told of all that stand. */
    private void onOffer(OfferMade offer, FrameRecord stored) {
        boolean stood = audit.versionsOfAvatar(offer.getFromPlayerId()).stream()
                .anyMatch(avatar -> isTheOffer(offer, avatar.getOffer()));
        if (offer.hasGives() || offer.hasWants()) {
            verdict.require(stood, "an offer is shown as it is, or was, durable: " + text(offer));
            return;
        }
        AvatarRecord now = avatar(offer.getFromPlayerId(), stored);
        verdict.require(
                stood && now != null && !isTheOffer(offer, now.getOffer()),
                "an offer is shown as withdrawn by the frame that ends it: " + text(offer));
    }

    /** Whether that is what the player was offered; one that is withdrawn is told without its items. */
    private boolean isTheOffer(OfferMade shown, OfferRecord stored) {
        boolean isWithdrawn = !shown.hasGives() && !shown.hasWants();
        return stored.getSequence() == shown.getOfferSequence()
                && stored.getToPlayerId() == playerId
                && (isWithdrawn
                        || (stacks(shown.hasGives() ? List.of(shown.getGives()) : List.of())
                                        .equals(stored.getGivesList())
                                && stacks(shown.hasWants() ? List.of(shown.getWants()) : List.of())
                                        .equals(stored.getWantsList())));
    }

    private static String text(OfferMade offer) {
        return offer.getOfferSequence() + " of player " + offer.getFromPlayerId();
    }

    // ---- things and answers ----

    private void onThings(FrameUpdate update, FrameRecord stored) {
        for (Entity shown : update.getUpsertedList()) {
            boolean isChanged = stored.getChangesList().stream()
                    .anyMatch(change -> change.hasAfter() && MessageAudit.isSame(shown, change.getAfter()));
            verdict.require(isChanged, "a thing is shown as the frame has changed it: " + shown.getId());
        }
        for (long removed : update.getRemovedList()) {
            boolean isRemoved = stored.getChangesList().stream()
                    .anyMatch(change -> change.hasBefore() && change.getBefore().getId() == removed);
            verdict.require(isRemoved, "what a client is told to forget is changed in that frame: " + removed);
        }
    }

    private void onResult(ActionResult result) {
        ResultRecord durable = audit.result(playerId, result.getSequence());
        verdict.require(
                durable != null
                        && durable.getReason() == result.getReasonValue()
                        && durable.getEntityId() == result.getEntityId(),
                "what is acknowledged is durable: action " + result.getSequence() + " of player " + playerId);
    }

    private void requireDurable(Entity shown) {
        for (EntityRecord version : audit.versions(shown.getId())) {
            if (MessageAudit.isSame(shown, version)) {
                return;
            }
        }
        verdict.violate("a thing is shown as it is, or was, durable: " + shown.getId());
    }

    /** As the frame leaves it; null where the frame says nothing of it. */
    private static @Nullable AvatarRecord avatar(@Nullable Long playerId, FrameRecord stored) {
        for (AvatarRecord avatar : stored.getAvatarsList()) {
            if (playerId != null && avatar.getPlayerId() == playerId) {
                return avatar;
            }
        }
        return null;
    }

    private static List<ItemCount> stacks(List<org.vsekai.wire.v1.ItemCount> shown) {
        return shown.stream()
                .map(stack -> ItemCount.newBuilder()
                        .setItem(stack.getItemValue())
                        .setCount(stack.getCount())
                        .build())
                .toList();
    }
}
