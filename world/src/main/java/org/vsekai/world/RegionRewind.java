package org.vsekai.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityIds;
import org.vsekai.game.EntityState;
import org.vsekai.game.SetAside;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.deal.OpenPart;
import org.vsekai.world.deal.TransactionId;
import org.vsekai.world.deal.WorldTransaction;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.TransactionRecord;

/**
 * What a region was before the first of some frames: what is known of its end, with the first <em>before</em> that the frames tell of
 * anything put in its place. Confined to one thread.
 */
final class RegionRewind {
    private final Map<Long, @Nullable EntityState> things = new HashMap<>();
    private final Map<Long, @Nullable AvatarState> avatars = new HashMap<>();
    private final Map<TransactionId, @Nullable WorldTransaction> transactions = new HashMap<>();
    private final Map<TransactionId, @Nullable OpenPart> parts = new HashMap<>();
    private @Nullable EntityIds ids;
    private long first;
    private long last;

    /** The next frame. */
    void add(FrameRecord frame) {
        if (first == 0) {
            first = frame.getNumber();
            ids = idsBefore(frame);
        }
        if (last != 0 && frame.getNumber() != last + 1) {
            throw new DamagedRecordException(
                    "frame " + (last + 1) + " is missing, " + frame.getNumber() + " is next", null);
        }
        last = frame.getNumber();
        for (EntityChange change : frame.getChangesList()) {
            long id = change.hasBefore()
                    ? change.getBefore().getId()
                    : change.getAfter().getId();
            if (!things.containsKey(id)) {
                things.put(id, change.hasBefore() ? Records.entity(change.getBefore()) : null);
            }
        }
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            if (!avatars.containsKey(avatar.getPlayerId())) {
                avatars.put(
                        avatar.getPlayerId(), RegionReplay.arrives(avatar, frame) ? null : avatarBefore(avatar, frame));
            }
        }
        for (Parcel parcel : frame.getSentList()) {
            // Whoever leaves untouched was as they left.
            for (AvatarRecord avatar : parcel.getCrossing().getAvatarsList()) {
                if (!avatars.containsKey(avatar.getPlayerId())) {
                    avatars.put(avatar.getPlayerId(), Records.avatar(avatar));
                }
            }
        }
        addTransactions(frame);
        addParts(frame);
    }

    private void addTransactions(FrameRecord frame) {
        Map<TransactionId, WorldTransaction> before = new HashMap<>();
        for (TransactionRecord record : frame.getTransactionsBeforeList()) {
            WorldTransaction transaction = DealRecords.transaction(record);
            before.put(transaction.id(), transaction);
        }
        Set<TransactionId> touched = new HashSet<>(before.keySet());
        frame.getTransactionsList().forEach(record -> touched.add(DealRecords.id(record.getId())));
        for (TransactionId id : touched) {
            if (!transactions.containsKey(id)) {
                transactions.put(id, before.get(id));
            }
        }
    }

    private void addParts(FrameRecord frame) {
        Map<TransactionId, OpenPart> before = new HashMap<>();
        for (PartRecord record : frame.getPartsBeforeList()) {
            OpenPart part = DealRecords.part(record);
            before.put(part.id(), part);
        }
        Set<TransactionId> touched = new HashSet<>(before.keySet());
        frame.getPartsList().forEach(record -> touched.add(DealRecords.id(record.getId())));
        for (TransactionId id : touched) {
            if (!parts.containsKey(id)) {
                parts.put(id, before.get(id));
            }
        }
    }

    // ---- the beginning ----

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    EntityIds ids(RegionImage end) {
        return ids == null ? new EntityIds(end.nextEntityId(), end.entityIdLimit()) : ids;
    }

    Collection<EntityState> things(RegionImage end) {
        Map<Long, EntityState> beginning = new TreeMap<>();
        end.things().forEach(thing -> beginning.put(thing.id(), thing));
        putBack(things, beginning);
        return beginning.values();
    }

    Collection<AvatarState> avatars(RegionImage end) {
        Map<Long, AvatarState> beginning = new TreeMap<>();
        end.avatars().forEach(avatar -> beginning.put(avatar.playerId(), avatar));
        putBack(avatars, beginning);
        return beginning.values();
    }

    OpenDeals deals(RegionImage end) {
        Map<TransactionId, WorldTransaction> open = new TreeMap<>();
        end.deals().transactions().forEach(transaction -> open.put(transaction.id(), transaction));
        putBack(transactions, open);
        Map<TransactionId, OpenPart> openParts = new TreeMap<>();
        end.deals().parts().forEach(part -> openParts.put(part.id(), part));
        putBack(parts, openParts);
        return new OpenDeals(List.copyOf(open.values()), List.copyOf(openParts.values()));
    }

    private static <K, V> void putBack(Map<K, @Nullable V> before, Map<K, V> end) {
        before.forEach((key, value) -> {
            if (value == null) {
                end.remove(key);
            } else {
                end.put(key, value);
            }
        });
    }

    // ---- what a frame says of before ----

    static @Nullable AvatarState avatarBefore(AvatarRecord after, FrameRecord frame) {
        long player = after.getPlayerId();
        if (frame.getNewPlayerIdsList().contains(player)) {
            return null;
        }
        long applied = frame.getInputsList().stream()
                .filter(input -> input.getPlayerId() == player)
                .count();
        AvatarRecord.Builder before =
                after.toBuilder().setLastAppliedSequence(after.getLastAppliedSequence() - applied);
        for (AvatarBefore changed : frame.getAvatarsBeforeList()) {
            if (changed.getPlayerId() == player) {
                before.clearInventory()
                        .addAllInventory(changed.getInventoryList())
                        .setLastStrikeTick(changed.getLastStrikeTick())
                        .clearOffer();
                if (changed.hasOffer()) {
                    before.setOffer(changed.getOffer());
                }
            }
        }
        return Records.avatar(before.build());
    }

    /** The ids that could be given out before a frame: what it made has ids from there on, maybe from two blocks. */
    private static EntityIds idsBefore(FrameRecord frame) {
        long blockBegin = blockBegin(frame);
        List<Long> made = madeIds(frame);
        if (made.isEmpty()) {
            return new EntityIds(frame.getNextEntityId(), limit(frame));
        }
        long least = made.stream().min(Long::compare).orElseThrow();
        if (least >= blockBegin) {
            return new EntityIds(least, limit(frame));
        }
        long greatest =
                made.stream().filter(id -> id < blockBegin).max(Long::compare).orElse(least);
        return new EntityIds(least, greatest + 1);
    }

    /** The ids that the frame has given out. What it does of what was set aside before it has its ids from then. */
    private static List<Long> madeIds(FrameRecord frame) {
        List<Long> made = new ArrayList<>();
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            if (frame.getNewPlayerIdsList().contains(avatar.getPlayerId())) {
                made.add(avatar.getEntityId());
            }
        }
        for (AppliedInput input : frame.getInputsList()) {
            for (int i = 0; i < input.getChangeCount(); i++) {
                EntityChange change = frame.getChanges(input.getFirstChange() + i);
                if (!change.hasBefore() && change.hasAfter()) {
                    made.add(change.getAfter().getId());
                }
            }
        }
        for (PartRecord part : frame.getPartsList()) {
            DealRecords.part(part).asides().forEach(aside -> addId(aside, made));
        }
        return made;
    }

    private static void addId(SetAside aside, List<Long> made) {
        if (aside instanceof SetAside.Blow blow && blow.dropId() != 0) {
            made.add(blow.dropId());
        } else if (aside instanceof SetAside.Site site) {
            made.add(site.entityId());
        }
    }

    static long limit(FrameRecord frame) {
        return frame.getEntityIdLimit() == 0 ? WorldStore.FIRST_ID_OF_BLOCKS : frame.getEntityIdLimit();
    }

    static long blockBegin(FrameRecord frame) {
        return limit(frame) == WorldStore.FIRST_ID_OF_BLOCKS ? 1 : limit(frame) - WorldStore.ID_BLOCK;
    }
}
