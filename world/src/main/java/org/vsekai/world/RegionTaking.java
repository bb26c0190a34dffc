package org.vsekai.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.EntityIds;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.WorldGenerator;
import org.vsekai.sim.ChunkColumns;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.Parcel;

/**
 * Takes a region: raises its epoch, after which no earlier owner can commit anything, and loads what is then fixed: the pages of
 * the checkpoint, the frames after it, and the avatars that those have touched. A region that was never there is made in the
 * transaction that raises its epoch. Loading may take several transactions, each of which checks that the epoch is still ours.
 * Doesn't block.
 */
final class RegionTaking {
    /** Pairs read by one transaction: with values up to 90 kB, well within five seconds. */
    private static final int PAIRS_PER_READ = 256;

    private final Database database;
    private final WorldKeys keys;
    private final WorldShape shape;
    private final Map<Long, Integer> pageCounts = new HashMap<>();
    private final List<FrameRecord> frames = new ArrayList<>();
    private final Set<RegionId> receivers = new TreeSet<>();

    /** What the first transaction finds, at one version. */
    private record Found(long epoch, HeadRecord head, CheckpointRecord checkpoint, List<Parcel> inbox) {}

    private RegionTaking(Database database, WorldKeys keys, WorldShape shape) {
        this.database = database;
        this.keys = keys;
        this.shape = shape;
    }

    /** @param keys of the region; the stage may fail with {@link DamagedRecordException} and {@link RegionLostException} */
    static CompletionStage<RecoveredRegion> take(Database database, WorldKeys keys, WorldShape shape) {
        RegionTaking taking = new RegionTaking(database, keys, shape);
        return taking.run(taking::raiseEpoch).thenCompose(taking::load);
    }

    private <T> CompletionStage<T> run(Function<Transaction, CompletionStage<T>> body) {
        return database.runAsync(TransactionOptions.DEFAULT, body);
    }

    // ---- the first transaction ----

    private CompletionStage<Found> raiseEpoch(Transaction transaction) {
        return transaction
                .getAll(List.of(keys.epoch(), keys.head(), keys.checkpoint()))
                .thenCompose(values -> {
                    long epoch = StoreJournal.epoch(values.get(0)) + 1;
                    HeadRecord head = StoreJournal.head(values.get(1));
                    transaction.set(
                            keys.epoch(),
                            EpochRecord.newBuilder().setEpoch(epoch).build().toByteArray());
                    return checkpoint(transaction, values.get(2), epoch, head)
                            .thenCombine(
                                    WorldStore.parcels(transaction, keys),
                                    (checkpoint, inbox) -> new Found(epoch, head, checkpoint, inbox));
                });
    }

    private CompletionStage<CheckpointRecord> checkpoint(
            Transaction transaction, byte @Nullable [] value, long epoch, HeadRecord head) {
        if (value != null) {
            return CompletableFuture.completedStage(Records.parse(CheckpointRecord.parser(), value, "checkpoint"));
        }
        if (epoch > 1 || head.getCommit() > 0) {
            throw new DamagedRecordException("region " + keys.regionId() + " has no checkpoint", null);
        }
        return WorldStore.takeBlock(transaction, keys)
                .thenApply(firstId -> generate(transaction, keys, shape.seed(), firstId));
    }

    /** Writes a new region's things, with ids from a block. */
    static CheckpointRecord generate(Transaction transaction, WorldKeys keys, long seed, long firstId) {
        List<EntityState> things = WorldGenerator.generate(seed, keys.regionId(), firstId);
        Map<Long, List<EntityRecord>> chunks = new HashMap<>();
        for (EntityState thing : things) {
            chunks.computeIfAbsent(ChunkKey.at(thing.xMicros(), thing.zMicros()), chunk -> new ArrayList<>())
                    .add(Records.entity(thing));
        }
        chunks.forEach((chunk, records) -> {
            List<byte[]> pages = Checkpointer.pages(records);
            for (int page = 0; page < pages.size(); page++) {
                transaction.set(keys.page(ChunkKey.x(chunk), ChunkKey.z(chunk), page), pages.get(page));
            }
        });
        CheckpointRecord checkpoint = CheckpointRecord.newBuilder()
                .setNextEntityId(firstId + things.size())
                .setEntityIdLimit(firstId + WorldStore.ID_BLOCK)
                .setOldestFrame(1)
                .build();
        transaction.set(keys.checkpoint(), checkpoint.toByteArray());
        return checkpoint;
    }

    // ---- loading ----

    private CompletionStage<RecoveredRegion> load(Found found) {
        RegionImage image = new RegionImage(found.checkpoint);
        FrameParts parts = new FrameParts(
                keys, (number, record) -> frames.add(Records.parse(FrameRecord.parser(), record, "frame " + number)));
        return read(found.epoch, keys.frames(found.checkpoint.getFrame() + 1, Long.MAX_VALUE), parts::add)
                .thenCompose(ignored -> {
                    parts.end();
                    return loadChunks(found.epoch, image, touchedChunks().iterator());
                })
                .thenCompose(ignored -> loadAvatars(found, image))
                .thenCompose(ignored -> findReceivers(found.epoch, keys.inboxes()))
                .thenApply(ignored -> recovered(found, image));
    }

    /** The chunks that the frames after the checkpoint have changed: all others are as their pages say. */
    private Set<Long> touchedChunks() {
        Set<Long> touched = new TreeSet<>();
        for (FrameRecord frame : frames) {
            for (EntityChange change : frame.getChangesList()) {
                if (change.hasBefore()) {
                    touched.add(RegionImage.chunkOf(change.getBefore()));
                }
                if (change.hasAfter()) {
                    touched.add(RegionImage.chunkOf(change.getAfter()));
                }
            }
        }
        return touched;
    }

    private CompletionStage<Boolean> loadChunks(long epoch, RegionImage image, Iterator<Long> chunks) {
        if (!chunks.hasNext()) {
            return CompletableFuture.completedStage(true);
        }
        long chunk = chunks.next();
        return read(epoch, keys.chunk(ChunkKey.x(chunk), ChunkKey.z(chunk)), pair -> loadPage(image, pair))
                .thenCompose(ignored -> loadChunks(epoch, image, chunks));
    }

    private void loadPage(RegionImage image, KeyValue pair) {
        Tuple key = keys.pageOf(pair.key());
        long chunk = ChunkKey.of((int) key.getLong(1), (int) key.getLong(2));
        pageCounts.merge(chunk, (int) key.getLong(3) + 1, Math::max);
        image.addPage(pair.value());
    }

    /**
     * Those that the frames tell of, each of which continues the results that are stored with the avatar; and those whose
     * items are set aside, who can't be elsewhere.
     */
    private CompletionStage<Boolean> loadAvatars(Found found, RegionImage image) {
        DealImage deals = new DealImage(found.checkpoint);
        frames.forEach(deals::apply);
        Set<Long> playerIds = new TreeSet<>(deals.playerIds());
        frames.forEach(frame -> frame.getAvatarsList().forEach(avatar -> playerIds.add(avatar.getPlayerId())));
        List<byte[]> avatarKeys = playerIds.stream().map(keys::avatar).toList();
        return owned(found.epoch, transaction -> transaction.snapshot().getAll(avatarKeys))
                .thenApply(values -> {
                    values.forEach(value -> {
                        if (value != null) {
                            image.addAvatar(value);
                        }
                    });
                    return true;
                });
    }

    /** Once no owner before can send anything any more. What one read brings of an inbox is enough of it. */
    private CompletionStage<Boolean> findReceivers(long epoch, KeyRange inboxes) {
        return owned(
                        epoch,
                        transaction ->
                                transaction.snapshot().getRange(inboxes.begin(), inboxes.end(), PAIRS_PER_READ, false))
                .thenCompose(pairs -> {
                    pairs.forEach(pair -> receivers.add(keys.receiverOf(pair.key())));
                    if (pairs.size() < PAIRS_PER_READ) {
                        receivers.remove(keys.regionId());
                        return CompletableFuture.completedStage(true);
                    }
                    KeyRange last =
                            keys.in(keys.receiverOf(pairs.getLast().key())).inbox();
                    return findReceivers(epoch, new KeyRange(last.end(), inboxes.end()));
                });
    }

    private RecoveredRegion recovered(Found found, RegionImage image) {
        frames.forEach(frame -> image.apply(frame.getNumber(), frame));
        if (image.frame() != found.head.getFrame()) {
            throw new DamagedRecordException(
                    "the newest frame record of region " + keys.regionId() + " is " + image.frame() + ", the head says "
                            + found.head.getFrame(),
                    null);
        }
        Realm realm = new Realm(
                keys.regionId(),
                shape.bounds(),
                shape.terrain(),
                new EntityIds(image.nextEntityId(), image.entityIdLimit()));
        touchedChunks().forEach(chunk -> realm.things().attach(new ChunkColumns(chunk, 0)));
        image.things().forEach(realm::add);
        realm.things().forgetChanges();
        return new RecoveredRegion(
                keys.regionId(),
                found.epoch,
                found.head.getFrame(),
                found.head.getCommit(),
                image.tick(),
                Math.max(1, found.checkpoint.getOldestFrame()),
                realm,
                image.avatars().stream()
                        .filter(avatar -> image.changedPlayers().contains(avatar.playerId())
                                || image.playersOfDeals().contains(avatar.playerId()))
                        .toList(),
                Map.copyOf(pageCounts),
                touchedChunks(),
                image.deals(),
                found.inbox,
                found.inbox.size() == Inbox.CAPACITY,
                Collections.unmodifiableSet(receivers));
    }

    private CompletionStage<Boolean> read(long epoch, KeyRange range, Consumer<KeyValue> visitor) {
        return owned(
                        epoch,
                        transaction ->
                                transaction.snapshot().getRange(range.begin(), range.end(), PAIRS_PER_READ, false))
                .thenCompose(pairs -> {
                    pairs.forEach(visitor);
                    return pairs.size() < PAIRS_PER_READ
                            ? CompletableFuture.completedStage(true)
                            : read(
                                    epoch,
                                    new KeyRange(Keys.after(pairs.getLast().key()), range.end()),
                                    visitor);
                });
    }

    /** Reads in a transaction that fails when the region has been taken from us. */
    private <T> CompletionStage<T> owned(long epoch, Function<Transaction, CompletionStage<T>> body) {
        return run(transaction -> transaction.get(keys.epoch()).thenCompose(value -> {
            long stored = StoreJournal.epoch(value);
            return stored == epoch
                    ? body.apply(transaction)
                    : CompletableFuture.failedStage(new RegionLostException(epoch, stored));
        }));
    }
}
