package org.vsekai.simulator.oracle;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.EntityKind;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.Receipt;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;

/** One region as its frames tell it, and its pages beside them. */
final class RegionAudit {
    private final RegionId id;
    private final WorldAudit world;
    private final Verdict verdict;
    private final ReplayAudit replay;
    private final Map<Long, EntityRecord> things = new TreeMap<>();
    private final Map<Long, FrameRecord> frames = new HashMap<>();
    private final Map<Long, TreeMap<Long, List<EntityRecord>>> pages = new HashMap<>();
    private final Set<Long> changedChunks = new TreeSet<>();

    /** Things that the frame at hand has taken from a parcel. */
    private final Set<Long> arriving = new TreeSet<>();

    /** What the region has open of transactions. */
    private final Map<TransactionId, TransactionRecord> transactions = new HashMap<>();

    /** Items that were lifted for a transaction: they come back under their ids, or never. */
    private final Set<Long> lifted = new HashSet<>();

    private long epoch;
    private long frame;
    private long commit;
    private long tick;
    private long checkpointFrame = -1;
    private long checkpointTick;
    private long nextEntityId;
    private long entityIdLimit;

    RegionAudit(RegionId id, WorldAudit world, Verdict verdict) {
        this.id = id;
        this.world = world;
        this.verdict = verdict;
        replay = new ReplayAudit(id, ids -> world.realm(id, ids), verdict, world.reached());
    }

    Map<Long, EntityRecord> things() {
        return things;
    }

    @Nullable
    FrameRecord frame(long number) {
        return frames.get(number);
    }

    long newestFrame() {
        return frame;
    }

    void onCommit(StoredChange.OfRegion change) throws InvalidProtocolBufferException {
        byte[] newEpoch = change.epoch;
        if (newEpoch != null) {
            long raised = EpochRecord.parseFrom(newEpoch).getEpoch();
            verdict.require(raised == epoch + 1, "region " + id + ": an epoch is the one before and one");
            epoch = raised;
        }
        for (Map.Entry<Long, ByteArrayOutputStream> each : change.frames.entrySet()) {
            onFrame(each.getKey(), FrameRecord.parseFrom(each.getValue().toByteArray()));
        }
        onCleared(change);
        onHead(change);
        onPages(change);
        byte[] checkpoint = change.checkpoint;
        if (checkpoint != null) {
            onCheckpoint(CheckpointRecord.parseFrom(checkpoint));
        } else {
            verdict.require(change.pages.isEmpty(), "region " + id + ": pages are written by checkpoints");
        }
    }

    private void onCleared(StoredChange.OfRegion change) {
        if (change.framesCleared.isEmpty()) {
            return;
        }
        verdict.require(!change.isOwners(), "region " + id + ": whoever owns a region leaves its history where it is");
        verdict.require(
                change.framesCleared.last() < checkpointFrame,
                "region " + id + ": the upkeep leaves frames from the checkpoint's on where they are: "
                        + change.framesCleared.last() + ", not below " + checkpointFrame);
        world.reached().add(Reached.FRAMES_MOVED, change.framesCleared.size());
    }

    /** @param kept what is left of the region's history */
    void requireHistory(List<FrameRecord> kept, boolean isWhole) {
        long first = frame - kept.size() + 1;
        verdict.require(
                (first == 1 || !isWhole)
                        && IntStream.range(0, kept.size())
                                .allMatch(i -> kept.get(i).equals(frames.get(first + i))),
                "region " + id + ": what is kept of the history is what was made, without a gap, up to frame " + frame);
    }

    private void onHead(StoredChange.OfRegion change) throws InvalidProtocolBufferException {
        byte[] stored = change.head;
        if (stored == null) {
            verdict.require(change.frames.isEmpty(), "region " + id + ": frames come with a head");
            return;
        }
        HeadRecord head = HeadRecord.parseFrom(stored);
        verdict.require(
                head.getFrame() == frame,
                "region " + id + ": the head names the newest frame: " + head.getFrame() + ", not " + frame);
        verdict.require(head.getCommit() == commit + 1, "region " + id + ": commits are dense: " + head.getCommit());
        commit = head.getCommit();
    }

    // ---- frames ----

    private void onFrame(long number, FrameRecord record) {
        verdict.require(number == frame + 1, "region " + id + ": frames are dense: " + number + " after " + frame);
        verdict.require(record.getNumber() == number, "a frame lies under its number");
        verdict.require(
                record.getEpoch() == epoch,
                "region " + id + ": a frame is of the owner's epoch " + epoch + ", not " + record.getEpoch());
        verdict.require(record.getTick() > tick, "region " + id + ": time goes on: " + record.getTick());
        tick = record.getTick();
        world.counters().reached(id, tick);
        nextEntityId = record.getNextEntityId();
        entityIdLimit = record.getEntityIdLimit();
        world.counters().gives(id, nextEntityId, entityIdLimit);
        frame = number;
        frames.put(number, record);
        ItemCensus was = new ItemCensus();
        ItemCensus is = new ItemCensus();
        ItemCensus made = new ItemCensus();
        List<Parcel> taken = new ArrayList<>();
        for (ParcelId parcelId : record.getTakenList()) {
            onTaken(parcelId, was, taken);
        }
        world.deals().onFrame(id, record, taken);
        for (AppliedInput input : record.getInputsList()) {
            world.apply(input);
            count(input, record, made);
        }
        onTransactions(record, was, is);
        record.getReceiptsList().forEach(this::count);
        for (EntityChange change : record.getChangesList()) {
            onChange(change, was, is, made);
        }
        for (AvatarRecord avatar : record.getAvatarsList()) {
            onAvatar(avatar, was, is);
        }
        for (Parcel parcel : record.getSentList()) {
            world.parcels().sent(id, parcel);
            parcel.getCrossing()
                    .getAvatarsList()
                    .forEach(avatar -> verdict.require(
                            world.isAsTold(avatar),
                            "who crosses a border is what the frames say: player " + avatar.getPlayerId()));
            parcel.getCrossing().getThingsList().forEach(thing -> is.add(thing, 1));
            is.addOf(parcel);
        }
        made.addAll(was);
        verdict.require(
                is.isSame(made),
                "region " + id + ", frame " + number + ": items are made and spent by actions alone: " + is
                        + " where there should be " + made);
        replay.onFrame(record);
    }

    /** The things in it come into being here, but they were there before. */
    private void onTaken(ParcelId parcelId, ItemCensus was, List<Parcel> taken) {
        Parcel parcel = world.parcels().taken(id, parcelId);
        if (parcel != null) {
            world.reached().count(Reached.PARCELS_TAKEN);
            if (parcel.hasCrossing()) {
                world.reached().count(Reached.CROSSINGS);
            }
            taken.add(parcel);
            was.addOf(parcel);
            parcel.getCrossing().getThingsList().forEach(thing -> {
                was.add(thing, 1);
                arriving.add(thing.getId());
            });
        }
    }

    /** What was handed over for a decision is nobody's until then; what was lifted may come back. */
    private void onTransactions(FrameRecord record, ItemCensus was, ItemCensus is) {
        for (TransactionRecord open : record.getTransactionsList()) {
            TransactionRecord before = transactions.put(open.getId(), open);
            if (before != null) {
                was.add(before);
            }
            is.add(open);
        }
        for (TransactionId decided : record.getDecidedTransactionsList()) {
            TransactionRecord before = transactions.remove(decided);
            if (before != null) {
                was.add(before);
            }
        }
        for (PartRecord part : record.getPartsList()) {
            part.getSetAsideList().stream()
                    .filter(SetAsideRecord::hasLifted)
                    .forEach(aside -> lifted.add(aside.getLifted().getId()));
        }
    }

    private void count(AppliedInput input, FrameRecord record, ItemCensus made) {
        if (input.getResult().getReason() != Reason.OK.code()) {
            return;
        }
        if (input.hasHarvest()) {
            EntityRecord target = things.get(input.getHarvest().getTargetId());
            if (target == null) {
                countYield(input, record, made);
                return;
            }
            boolean isTree = target.getKind() == EntityKind.TREE.code();
            made.add(
                    isTree ? ItemKind.WOOD.code() : ItemKind.STONE.code(),
                    isTree ? Rules.WOOD_PER_STRIKE : Rules.STONE_PER_STRIKE);
        } else if (input.hasBuild()) {
            made.add(ItemKind.WOOD.code(), -Rules.WALL_WOOD_COST);
        }
    }

    private void count(Receipt receipt) {
        if (receipt.getPartiesList().stream()
                .anyMatch(party -> !ParcelAudit.region(party.getRegion()).equals(id))) {
            world.reached().count(receipt.getReason() == Reason.OK.code() ? Reached.DEALS_DONE : Reached.DEALS_UNDONE);
        }
    }

    /** What a blow beyond the border has yielded. */
    private static void countYield(AppliedInput input, FrameRecord record, ItemCensus made) {
        for (Receipt receipt : record.getReceiptsList()) {
            if (receipt.getId().getPlayerId() == input.getPlayerId()
                    && receipt.getId().getSequence() == input.getResult().getSequence()) {
                receipt.getPartiesList()
                        .forEach(party -> made.add(party.getAnswer().getYieldsList()));
            }
        }
    }

    private void onChange(EntityChange change, ItemCensus was, ItemCensus is, ItemCensus made) {
        if (change.hasBefore()) {
            EntityRecord before = change.getBefore();
            verdict.require(
                    before.equals(things.get(before.getId())),
                    "region " + id + ", frame " + frame + ": a change begins with what was there: " + before.getId());
            was.add(before, 1);
            things.remove(before.getId());
            changedChunks.add(chunk(before));
        }
        if (!change.hasAfter()) {
            return;
        }
        EntityRecord after = change.getAfter();
        if (!change.hasBefore()) {
            if (!arriving.remove(after.getId()) && !lifted.remove(after.getId())) {
                world.isNew(after.getId());
            }
        } else if (after.getHp() > 0 && change.getBefore().getHp() == 0) {
            world.reached().count(Reached.REGROWN);
        } else if (after.getHp() == 0 && change.getBefore().getHp() > 0) {
            world.reached().count(Reached.FELLED);
            if (after.getKind() == EntityKind.TREE.code()) {
                made.add(ItemKind.WOOD.code(), Rules.WOOD_FROM_FALL);
            }
        }
        is.add(after, 1);
        verdict.require(things.put(after.getId(), after) == null, "a thing is there once: " + after.getId());
        changedChunks.add(chunk(after));
        world.version(after);
    }

    private void onAvatar(AvatarRecord avatar, ItemCensus was, ItemCensus is) {
        world.parcels().touched(id, avatar.getPlayerId());
        AvatarRecord before = world.avatar(avatar.getPlayerId());
        if (before != null) {
            was.add(before, 1);
            verdict.require(
                    avatar.getEntityId() == before.getEntityId(), "an avatar keeps its id: " + avatar.getPlayerId());
        } else {
            world.isNew(avatar.getEntityId());
        }
        verdict.require(
                avatar.getLastAppliedSequence() == world.cursor(avatar.getPlayerId()),
                "an avatar's cursor is its newest action: " + avatar.getPlayerId());
        is.add(avatar, 1);
        world.put(avatar);
    }

    // ---- pages ----

    private void onPages(StoredChange.OfRegion change) throws InvalidProtocolBufferException {
        for (Map.Entry<Tuple, byte @Nullable []> each : change.pages.entrySet()) {
            Tuple key = each.getKey();
            long chunk = ChunkKey.of((int) key.getLong(0), (int) key.getLong(1));
            TreeMap<Long, List<EntityRecord>> ofChunk = pages.computeIfAbsent(chunk, c -> new TreeMap<>());
            byte[] value = each.getValue();
            ChunkPage page = value == null ? null : ChunkPage.parseFrom(value);
            if (page == null) {
                ofChunk.remove(key.getLong(2));
            } else {
                ofChunk.put(key.getLong(2), page.getEntitiesList());
            }
            replay.onPage(key, page);
        }
    }

    private void onCheckpoint(CheckpointRecord checkpoint) {
        verdict.require(
                checkpoint.getFrame() == frame,
                "region " + id + ": a checkpoint shows the newest frame " + frame + ", not " + checkpoint.getFrame());
        verdict.require(
                checkpoint.getOldestFrame() <= frame + 1, "region " + id + ": what is newer than a checkpoint is kept");
        if (checkpointFrame < 0 && frame == 0) {
            begin(checkpoint);
            replay.begin(checkpoint, world.atHome(id));
        } else {
            changedChunks.forEach(this::comparePages);
        }
        compareOpen(checkpoint);
        verdict.require(
                checkpoint.getNextEntityId() == nextEntityId && checkpoint.getEntityIdLimit() == entityIdLimit,
                "region " + id + ", frame " + frame + ": a checkpoint has the ids that the frames leave");
        verdict.require(
                checkpoint.getTick() >= Math.max(tick, checkpointTick),
                "region " + id + ", frame " + frame + ": a checkpoint is not of an earlier time than what it shows");
        world.counters().reached(id, checkpoint.getTick());
        changedChunks.clear();
        checkpointTick = checkpoint.getTick();
        checkpointFrame = checkpoint.getFrame();
    }

    /** Somebody lives here before anything happens. */
    void settle(AvatarRecord avatar) {
        replay.settle(avatar);
    }

    /** When everything that came with a checkpoint has been looked at. */
    void afterCheckpoint(byte[] checkpoint, Collection<AvatarRecord> atHome) throws InvalidProtocolBufferException {
        replay.onCheckpoint(CheckpointRecord.parseFrom(checkpoint), atHome);
    }

    /** A region that has just been made: its pages are where everything begins. */
    private void begin(CheckpointRecord checkpoint) {
        nextEntityId = checkpoint.getNextEntityId();
        entityIdLimit = checkpoint.getEntityIdLimit();
        world.counters().gives(id, nextEntityId, entityIdLimit);
        pages.values()
                .forEach(ofChunk -> ofChunk.values()
                        .forEach(page -> page.forEach(thing -> {
                            world.isNew(thing.getId());
                            world.version(thing);
                            things.put(thing.getId(), thing);
                        })));
    }

    private void compareOpen(CheckpointRecord checkpoint) {
        verdict.require(
                isSame(checkpoint.getTransactionsList(), transactions.values()),
                "region " + id + ", frame " + frame + ": a checkpoint has the transactions that are open");
        verdict.require(
                isSame(checkpoint.getPartsList(), world.deals().parts(id)),
                "region " + id + ", frame " + frame + ": a checkpoint has what is set aside");
    }

    private static <T> boolean isSame(List<T> stored, Collection<T> told) {
        return stored.size() == told.size() && Set.copyOf(stored).equals(Set.copyOf(told));
    }

    private void comparePages(long chunk) {
        List<EntityRecord> stored = new ArrayList<>();
        pages.getOrDefault(chunk, new TreeMap<>()).values().forEach(stored::addAll);
        List<EntityRecord> told =
                things.values().stream().filter(thing -> chunk(thing) == chunk).toList();
        verdict.require(
                stored.equals(told),
                "region " + id + ", frame " + frame + ": the pages of chunk (" + ChunkKey.x(chunk) + ", "
                        + ChunkKey.z(chunk) + ") hold what the frames say");
    }

    static long chunk(EntityRecord thing) {
        return ChunkKey.at(thing.getXMicros(), thing.getZMicros());
    }

    /** Whether it has begun an action that others have a say in, and not decided it. */
    boolean hasOpen(TransactionId transaction) {
        return transactions.containsKey(transaction);
    }
}
