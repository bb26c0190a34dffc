package org.vsekai.world;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Bounds;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Transaction;
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

/**
 * Takes a region: raises its epoch, after which no earlier owner can commit anything, and loads what is then fixed: the pages
 * and avatars of the checkpoint, and the frames after it. Loading may take several transactions, each of which checks that the
 * epoch is still ours. Blocks.
 */
final class RegionRecovery {
    /** Pairs read by one transaction: with values up to 90 kB, well within five seconds. */
    private static final int PAIRS_PER_READ = 256;

    private final Database database;
    private final WorldKeys keys;
    private final Map<Long, EntityState> things = new TreeMap<>();
    private final Map<Long, AvatarState> avatars = new TreeMap<>();
    private final Map<Long, Integer> pageCounts = new HashMap<>();
    private final Set<Long> dirtyChunks = new HashSet<>();
    private final Set<Long> dirtyPlayers = new HashSet<>();
    private long epoch;
    private long tick;
    private long nextEntityId;
    private long newestFrame;

    private RegionRecovery(Database database, WorldKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    static RecoveredRegion take(Database database, WorldKeys keys, Bounds bounds, Terrain terrain) {
        return new RegionRecovery(database, keys).take(bounds, terrain);
    }

    private RecoveredRegion take(Bounds bounds, Terrain terrain) {
        epoch = database.run(transaction -> {
            long next = StoreJournal.epoch(Reads.value(transaction, keys.epoch())) + 1;
            transaction.set(
                    keys.epoch(),
                    EpochRecord.newBuilder().setEpoch(next).build().toByteArray());
            return next;
        });
        HeadRecord head = owned(transaction -> StoreJournal.head(Reads.value(transaction, keys.head())));
        CheckpointRecord checkpoint = owned(this::checkpoint);
        tick = checkpoint.getTick();
        nextEntityId = checkpoint.getNextEntityId();
        newestFrame = checkpoint.getFrame();
        read(keys.pages(), this::loadPage);
        read(keys.avatars(), pair -> {
            AvatarState avatar = Records.avatar(Records.parse(AvatarRecord.parser(), pair.value(), "avatar"));
            avatars.put(avatar.playerId(), avatar);
        });
        loadFrames(checkpoint.getFrame() + 1);
        if (newestFrame != head.getFrame()) {
            throw new DamagedRecordException(
                    "the newest frame record is " + newestFrame + ", the head says " + head.getFrame(), null);
        }
        Realm realm = new Realm(bounds, terrain, nextEntityId);
        things.values().forEach(realm::add);
        realm.things().forgetChanges();
        return new RecoveredRegion(
                epoch,
                head.getFrame(),
                head.getCommit(),
                tick,
                Math.max(1, checkpoint.getOldestFrame()),
                realm,
                List.copyOf(avatars.values()),
                Map.copyOf(pageCounts),
                Set.copyOf(dirtyChunks),
                Set.copyOf(dirtyPlayers));
    }

    private CheckpointRecord checkpoint(Transaction transaction) {
        byte[] value = Reads.value(transaction, keys.checkpoint());
        if (value == null) {
            throw new DamagedRecordException("the region has no checkpoint", null);
        }
        return Records.parse(CheckpointRecord.parser(), value, "checkpoint");
    }

    private void loadPage(KeyValue pair) {
        Tuple key = keys.pageOf(pair.key());
        long chunk = ChunkKey.of((int) key.getLong(1), (int) key.getLong(2));
        pageCounts.merge(chunk, (int) key.getLong(3) + 1, Math::max);
        ChunkPage page = Records.parse(ChunkPage.parser(), pair.value(), "chunk page");
        page.getEntitiesList().forEach(record -> things.put(record.getId(), Records.entity(record)));
    }

    private void loadFrames(long from) {
        Map<Long, ByteArrayOutputStream> unfinished = new LinkedHashMap<>();
        read(keys.frames(from, Long.MAX_VALUE), pair -> {
            long number = keys.frameOf(pair.key());
            unfinished.computeIfAbsent(number, n -> new ByteArrayOutputStream()).writeBytes(pair.value());
            if (unfinished.size() > 1) {
                long complete = unfinished.keySet().iterator().next();
                applyFrame(complete, unfinished.remove(complete));
            }
        });
        unfinished.forEach(this::applyFrame);
    }

    private void applyFrame(long number, @Nullable ByteArrayOutputStream bytes) {
        if (bytes == null || number != newestFrame + 1) {
            throw new DamagedRecordException("frame " + (newestFrame + 1) + " is missing", null);
        }
        FrameRecord frame = Records.parse(FrameRecord.parser(), bytes.toByteArray(), "frame " + number);
        frame.getChangesList().forEach(this::applyChange);
        for (AvatarRecord record : frame.getAvatarsList()) {
            List<ActionResult> results = recentResults(record, frame);
            avatars.put(record.getPlayerId(), Records.avatar(record, results));
            dirtyPlayers.add(record.getPlayerId());
        }
        newestFrame = number;
        tick = Math.max(tick, frame.getTick());
        nextEntityId = frame.getNextEntityId();
    }

    private void applyChange(EntityChange change) {
        if (change.hasBefore()) {
            markDirty(change.getBefore());
            things.remove(change.getBefore().getId());
        }
        if (change.hasAfter()) {
            markDirty(change.getAfter());
            things.put(change.getAfter().getId(), Records.entity(change.getAfter()));
        }
    }

    private void markDirty(EntityRecord record) {
        dirtyChunks.add(ChunkKey.at(record.getXMicros(), record.getZMicros()));
    }

    /** The results before the frame, and then those of the frame. */
    private List<ActionResult> recentResults(AvatarRecord record, FrameRecord frame) {
        AvatarState before = avatars.get(record.getPlayerId());
        List<ActionResult> results = new ArrayList<>(before == null ? List.of() : before.recentResults());
        for (AppliedInput input : frame.getInputsList()) {
            if (input.getPlayerId() == record.getPlayerId()) {
                results.add(Records.result(input.getResult()));
            }
        }
        int surplus = Math.max(0, results.size() - AvatarState.RECENT_RESULTS);
        return List.copyOf(results.subList(surplus, results.size()));
    }

    private void read(KeyRange range, Consumer<KeyValue> visitor) {
        byte[] begin = range.begin();
        List<KeyValue> pairs;
        do {
            byte[] from = begin;
            pairs = owned(transaction -> Reads.pairs(transaction.snapshot(), from, range.end(), PAIRS_PER_READ));
            pairs.forEach(visitor);
            if (!pairs.isEmpty()) {
                begin = Keys.after(pairs.getLast().key());
            }
        } while (pairs.size() == PAIRS_PER_READ);
    }

    /** Reads in a transaction that fails when the region has been taken from us. */
    private <T> T owned(Function<Transaction, T> body) {
        return database.run(transaction -> {
            long stored = StoreJournal.epoch(Reads.value(transaction, keys.epoch()));
            if (stored != epoch) {
                throw new RegionLostException(epoch, stored);
            }
            return body.apply(transaction);
        });
    }
}
