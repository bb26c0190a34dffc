package org.vsekai.spec.trace;

import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.vsekai.game.EntityKind;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.PartyRecord;
import org.vsekai.world.v1.Receipt;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.TakenParcel;

/** Stored records as the specification sees them. */
final class Traced {
    private static final List<ItemKind> KINDS = List.of(ItemKind.values());

    private Traced() {}

    static TracedAvatar avatar(AvatarRecord record) {
        return new TracedAvatar(record.getPlayerId(), record.getLastAppliedSequence(), items(record));
    }

    static TracedThing thing(EntityRecord record) {
        return new TracedThing(record.getId(), digest(record), items(record));
    }

    static TracedFrame frame(String region, FrameRecord record) {
        List<TracedParcel> sent = new ArrayList<>();
        Set<Long> left = new HashSet<>();
        for (Parcel parcel : record.getSentList()) {
            sent.add(parcel(parcel));
            parcel.getCrossing().getAvatarsList().forEach(avatar -> left.add(avatar.getPlayerId()));
        }
        return new TracedFrame(
                record.getNumber(),
                record.getEpoch(),
                record.getTick(),
                record.getInputsList().stream()
                        .map(input -> new TracedInput(
                                input.getPlayerId(), input.getResult().getSequence()))
                        .toList(),
                record.getAvatarsList().stream()
                        .filter(avatar -> !left.contains(avatar.getPlayerId()))
                        .map(Traced::avatar)
                        .toList(),
                record.getChangesList().stream().map(Traced::change).toList(),
                List.copyOf(sent),
                record.getTakenList().stream().map(id -> key(region, id)).toList(),
                record.getTakenParcelsList().stream()
                        .map(TakenParcel::getParcel)
                        .map(parcel -> new TracedMessage(key(region, parcel.getId()), digest(parcel)))
                        .toList(),
                new TracedMembers(
                        record.getJoinedPlayerIdsList(),
                        record.getLeftPlayerIdsList(),
                        record.getArrivedPlayerIdsList()),
                DealReader.deals(record),
                made(record));
    }

    static TracedParcel parcel(Parcel parcel) {
        return new TracedParcel(
                region(parcel.getReceiver()),
                parcel.getId().getIndex(),
                digest(parcel),
                said(parcel),
                parcel.getCrossing().getAvatarsList().stream()
                        .map(Traced::avatar)
                        .toList(),
                parcel.getCrossing().getThingsList().stream().map(Traced::thing).toList(),
                DealReader.letter(parcel));
    }

    /** All that {@code TakenParcel.parcel} has of it. */
    private static String said(Parcel parcel) {
        Parcel.Builder said = parcel.toBuilder().clearReceiver();
        if (said.hasCrossing()) {
            said.getCrossingBuilder().clearAvatars();
        }
        return digest(said.build());
    }

    private static ParcelKey key(String receiver, ParcelId id) {
        return new ParcelKey(receiver, region(id.getSender()), id.getFrame(), id.getIndex());
    }

    private static TracedChange change(EntityChange change) {
        EntityRecord any = change.hasAfter() ? change.getAfter() : change.getBefore();
        return new TracedChange(
                any.getId(),
                change.hasBefore() ? digest(change.getBefore()) : TracedChange.NOTHING,
                change.hasAfter() ? digest(change.getAfter()) : TracedChange.NOTHING,
                change.hasAfter() ? items(change.getAfter()) : none());
    }

    /** What the rules of the game say that the frame's actions make and use up. */
    private static List<Long> made(FrameRecord record) {
        long[] made = new long[KINDS.size()];
        for (AppliedInput input : record.getInputsList()) {
            if (input.getResult().getReason() != Reason.OK.code()) {
                continue;
            }
            Optional<Receipt> agreed = receipt(record, input);
            if (agreed.isPresent()) {
                for (PartyRecord party : agreed.get().getPartiesList()) {
                    party.getAnswer().getYieldsList().forEach(stack -> add(made, stack.getItem(), stack.getCount()));
                }
            } else if (input.hasHarvest()) {
                boolean isTree = isTree(record, input.getHarvest().getTargetId());
                made[place(isTree ? ItemKind.WOOD : ItemKind.STONE)] +=
                        isTree ? Rules.WOOD_PER_STRIKE : Rules.STONE_PER_STRIKE;
            }
            if (input.hasBuild()) {
                made[place(ItemKind.WOOD)] -= Rules.WALL_WOOD_COST;
            }
        }
        for (EntityChange change : record.getChangesList()) {
            boolean falls = change.hasBefore()
                    && change.hasAfter()
                    && change.getAfter().getKind() == EntityKind.TREE.code()
                    && change.getBefore().getHp() > 0
                    && change.getAfter().getHp() == 0;
            made[place(ItemKind.WOOD)] += falls ? Rules.WOOD_FROM_FALL : 0;
        }
        return counts(made);
    }

    /** Of what others had a say in. */
    private static Optional<Receipt> receipt(FrameRecord record, AppliedInput input) {
        return record.getReceiptsList().stream()
                .filter(receipt -> receipt.getId().getPlayerId() == input.getPlayerId()
                        && receipt.getId().getSequence() == input.getResult().getSequence())
                .findFirst();
    }

    private static boolean isTree(FrameRecord record, long id) {
        return record.getChangesList().stream()
                .filter(EntityChange::hasBefore)
                .map(EntityChange::getBefore)
                .anyMatch(thing -> thing.getId() == id && thing.getKind() == EntityKind.TREE.code());
    }

    private static List<Long> items(AvatarRecord record) {
        return items(record.getInventoryList());
    }

    static List<Long> items(List<ItemCount> stacks) {
        long[] counts = new long[KINDS.size()];
        for (ItemCount stack : stacks) {
            add(counts, stack.getItem(), stack.getCount());
        }
        return counts(counts);
    }

    private static List<Long> items(EntityRecord record) {
        long[] counts = new long[KINDS.size()];
        if (record.getKind() == EntityKind.ITEM.code()) {
            add(counts, record.getVariant(), record.getCount());
        }
        return counts(counts);
    }

    private static List<Long> none() {
        return counts(new long[KINDS.size()]);
    }

    private static void add(long[] counts, int item, long count) {
        ItemKind.ofCode(item).ifPresent(kind -> counts[place(kind)] += count);
    }

    /** Of a kind's count among those of all kinds. */
    private static int place(ItemKind kind) {
        return KINDS.indexOf(kind);
    }

    private static List<Long> counts(long[] counts) {
        return Stream.iterate(0, i -> i < counts.length, i -> i + 1)
                .map(i -> counts[i])
                .toList();
    }

    static String region(RegionRecord record) {
        return CommitReader.region(record.getX(), record.getZ());
    }

    /** Differs when anything that is stored does: but for one time in four milliards. */
    private static String digest(MessageLite record) {
        return Integer.toHexString(Arrays.hashCode(record.toByteArray()));
    }
}
