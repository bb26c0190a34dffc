package org.vsekai.world;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vsekai.game.Bounds;
import org.vsekai.game.Realm;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.EpochRecord;
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
    private final Map<Long, Integer> pageCounts = new HashMap<>();
    private long epoch;

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
        RegionImage image = new RegionImage(checkpoint);
        read(keys.pages(), pair -> loadPage(image, pair));
        read(keys.avatars(), pair -> image.addAvatar(pair.value()));
        loadFrames(image);
        if (image.frame() != head.getFrame()) {
            throw new DamagedRecordException(
                    "the newest frame record is " + image.frame() + ", the head says " + head.getFrame(), null);
        }
        Realm realm = new Realm(
                org.vsekai.sim.RegionId.SPAWN,
                bounds,
                terrain,
                new org.vsekai.game.EntityIds(image.nextEntityId(), 1L << 40));
        image.things().forEach(realm::add);
        realm.things().forgetChanges();
        return new RecoveredRegion(
                keys.regionId(),
                epoch,
                head.getFrame(),
                head.getCommit(),
                image.tick(),
                Math.max(1, checkpoint.getOldestFrame()),
                realm,
                List.copyOf(image.avatars()),
                Map.copyOf(pageCounts),
                Set.copyOf(image.changedChunks()),
                Set.copyOf(image.changedPlayers()));
    }

    private CheckpointRecord checkpoint(Transaction transaction) {
        byte[] value = Reads.value(transaction, keys.checkpoint());
        if (value == null) {
            throw new DamagedRecordException("the region has no checkpoint", null);
        }
        return Records.parse(CheckpointRecord.parser(), value, "checkpoint");
    }

    private void loadPage(RegionImage image, KeyValue pair) {
        Tuple key = keys.pageOf(pair.key());
        long chunk = ChunkKey.of((int) key.getLong(1), (int) key.getLong(2));
        pageCounts.merge(chunk, (int) key.getLong(3) + 1, Math::max);
        image.addPage(pair.value());
    }

    private void loadFrames(RegionImage image) {
        FrameParts parts = new FrameParts(keys, image::apply);
        read(keys.frames(image.frame() + 1, Long.MAX_VALUE), parts::add);
        parts.end();
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
