package org.vsekai.archive;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.FrameParts;
import org.vsekai.world.PlayedDeals;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.history.HistoryPolicy;
import org.vsekai.world.history.HistoryUpkeep;
import org.vsekai.world.v1.FrameRecord;

/** A store with a world of several regions whose people have given and traded over borders, servers having died meanwhile. */
public final class StoredDeals implements AutoCloseable {
    public static final long BEGINNING = 1_795_000_000_000L;
    private static final int LIVES = 4;
    private static final int TICKS = 800;
    private static final int RECORDS = 100;

    public final RocksDatabase database;
    public final WorldKeys keys = WorldKeys.of(PlayedWorld.NAME);
    public final long endMillis;
    private List<KeyValue> whole = List.of();

    /** @param isCut whether the newest life ended in the middle of everything too, so that transactions are open and parcels wait */
    public StoredDeals(Path folder, boolean isCut) {
        database = RocksDatabase.open(folder, RocksOptions.DEFAULT);
        PlayedDeals play = new PlayedDeals(11, BEGINNING);
        for (int life = 0; life < LIVES; life++) {
            play.play(TICKS);
            play.crash();
        }
        play.play(TICKS);
        if (isCut) {
            play.playUntilSomethingIsOpen();
        } else {
            play.drain();
        }
        endMillis = play.unixMillis();
        write(play.pairs());
    }

    /** Has the upkeep put older frames into blocks. */
    public StoredDeals compressed() {
        HistoryPolicy policy = new HistoryPolicy(Duration.ofDays(30), Long.MAX_VALUE, RECORDS, Long.MAX_VALUE);
        new HistoryUpkeep(database, PlayedWorld.NAME, policy).pass(endMillis);
        whole = pairs(keys.everything());
        return this;
    }

    private void write(List<KeyValue> pairs) {
        for (int from = 0; from < pairs.size(); from += 500) {
            List<KeyValue> some = pairs.subList(from, Math.min(pairs.size(), from + 500));
            database.run(transaction -> {
                some.forEach(pair -> transaction.set(pair.key(), pair.value()));
                return true;
            });
        }
        whole = pairs(keys.everything());
    }

    public List<KeyValue> pairs(KeyRange range) {
        return database.run(tx -> RetryLoop.await(tx.getRange(range.begin(), range.end())));
    }

    public void makeWhole() {
        KeyRange all = keys.everything();
        database.run(transaction -> {
            transaction.clearRange(all.begin(), all.end());
            return true;
        });
        List<KeyValue> before = whole;
        write(before);
    }

    /** The frames that lie as records. */
    public List<FrameRecord> frames(RegionId region) {
        List<FrameRecord> frames = new ArrayList<>();
        FrameParts parts = new FrameParts(
                keys.in(region), (number, record) -> frames.add(Stored.parse(FrameRecord.parser(), record, "frame")));
        pairs(keys.in(region).frames(0, Long.MAX_VALUE)).forEach(parts::add);
        parts.end();
        return frames;
    }

    public void editFrame(RegionId region, long number, UnaryOperator<FrameRecord> change) {
        FrameRecord frame = frames(region).stream()
                .filter(stored -> stored.getNumber() == number)
                .findFirst()
                .orElseThrow();
        set(keys.in(region).framePart(number, 0), change.apply(frame).toByteArray());
    }

    public void set(byte[] key, byte[] value) {
        database.run(transaction -> {
            transaction.set(key, value);
            return true;
        });
    }

    public void clear(byte[] key) {
        database.run(transaction -> {
            transaction.clear(key);
            return true;
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
