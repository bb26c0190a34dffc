package org.vsekai.archive.backup;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.InterleavedDatabase;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.Stored;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.history.HistoryPolicy;
import org.vsekai.world.history.HistoryUpkeep;
import org.vsekai.world.v1.FrameRecord;

/** A world in play over a real store, everything that it ever was, and a set of its backups. */
final class BackupFixture implements AutoCloseable {
    static final long SEED = 42;
    static final long BEGINNING = Instant.parse("2026-11-27T12:00:00Z").toEpochMilli();

    final Path folder;
    final BackupSet set;
    final RocksDatabase database;
    final PlayedWorld world;

    /** The world after each tick, by the wall clock. */
    final NavigableMap<Long, PlayedWorld.State> states = new TreeMap<>();

    BackupFixture(Path folder) {
        this.folder = folder;
        set = new BackupSet(Disk.real(), folder.resolve("set"));
        database = RocksDatabase.open(folder.resolve("store"), RocksOptions.DEFAULT);
        world = new PlayedWorld(database, SEED, BEGINNING);
        note();
    }

    void play(int ticks) {
        for (int i = 0; i < ticks; i++) {
            world.play(1);
            note();
        }
    }

    long join() {
        long id = world.join();
        note();
        return id;
    }

    private void note() {
        states.put(world.unixMillis(), world.state());
    }

    /** Compresses all history but the newest hundred frames. */
    void compressHistory() {
        HistoryPolicy policy = new HistoryPolicy(Duration.ofDays(30), Long.MAX_VALUE, 100, Long.MAX_VALUE);
        new HistoryUpkeep(database, PlayedWorld.NAME, policy).pass(world.unixMillis());
    }

    /** A backup while nothing happens. */
    Backup create() {
        return creation(database, Pieces.PIECE_BYTES).create(false);
    }

    /** A backup in small pieces, with ticks between them. */
    Backup createWhilePlaying(int ticksBetween) {
        Database interleaved = new InterleavedDatabase(database, () -> play(ticksBetween));
        return creation(interleaved, 2_000).create(false);
    }

    BackupCreation creation(Database store, int pieceBytes) {
        return new BackupCreation(
                new LiveWorld(new Pieces(store, pieceBytes), WorldKeys.of(PlayedWorld.NAME)),
                PlayedWorld.NAME,
                set,
                new SecureRandom(),
                world::unixMillis);
    }

    /** Makes frames look as builds wrote them that didn't note the wall clock. */
    void forgetTimesOfFramesFrom(long first) {
        WorldKeys keys = WorldKeys.of(PlayedWorld.NAME);
        for (long number = first; number <= world.newestFrame(); number++) {
            byte[] key = keys.framePart(number, 0);
            database.run(transaction -> {
                byte[] value = RetryLoop.await(transaction.get(key));
                FrameRecord frame = Stored.parse(FrameRecord.parser(), Objects.requireNonNull(value), "frame");
                transaction.set(key, frame.toBuilder().clearUnixMillis().build().toByteArray());
                return true;
            });
        }
    }

    /** What a server finds after restoring into a new folder. */
    Restored restore(String name, @Nullable Instant at) {
        try (RocksDatabase store = RocksDatabase.open(folder.resolve(name), RocksOptions.DEFAULT)) {
            new Restore(set).run(at, store);
            PlayedWorld restored = new PlayedWorld(store, SEED, world.unixMillis());
            return new Restored(restored.state(), restored.places());
        }
    }

    record Restored(PlayedWorld.State state, PlayedWorld.Places places) {}

    @Override
    public void close() {
        database.close();
    }
}
