package org.vsekai.simulator.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.StorageLimits;

/**
 * The store of a run. A commit is on its way for a while, then checked and written, then synced with all that was written
 * meanwhile; durable, and seen by readers, only then. What is written and not synced survives the death of a process, but no
 * power cut. A version is a microsecond of virtual time.
 */
public final class SimulatedStore {
    private static final long VERSIONS_PER_SECOND = 1_000_000;

    /** Readers are a little older than their limit at most. */
    private static final long KEPT_VERSIONS = 6 * VERSIONS_PER_SECOND;

    /** Commits that are on their way, in all; more is a fault of the server. */
    private static final int MOST_UNDER_WAY = 4_096;

    private static final double UNKNOWN_CHANCE = 0.15;
    private static final double CONFLICT_CHANCE = 0.2;
    private static final double ERROR_CHANCE = 0.01;
    private static final double SLOW_CHANCE = 0.05;
    private static final double HOT_CHANCE = 0.05;
    private static final double READ_FAULT_CHANCE = 0.1;

    /** What has been written and awaits its sync. */
    private record Written(CommitRequest request, long version, Map<byte[], byte @Nullable []> changes, Reply reply) {}

    /** Where an outcome goes; a sender that has been told otherwise already, or is dead, doesn't hear it. */
    private record Reply(Life life, CompletableFuture<Void> future, boolean isLost) {}

    private final VirtualTime time;
    private final Swarm swarm;
    private final SplitMix64 random;
    private final StoreNature nature;
    private final Consumer<CommittedTransaction> durable;
    private final Consumer<Life> commitSent;
    private final VersionedCells cells = new VersionedCells();
    private final ArrayDeque<Written> unsynced = new ArrayDeque<>();
    private long writtenVersion;
    private long durableVersion;
    private long newestRead;
    private boolean isSyncing;
    private int underWay;
    private long fullUntilNanos;
    private long arrivedNanos;
    private boolean skipsSync;

    /**
     * @param durable told of each transaction in the order of their versions
     * @param commitSent told who has sent a commit, each time
     */
    public SimulatedStore(
            VirtualTime time,
            Swarm swarm,
            SplitMix64 random,
            StoreNature nature,
            Consumer<CommittedTransaction> durable,
            Consumer<Life> commitSent) {
        this.time = time;
        this.swarm = swarm;
        this.random = random;
        this.nature = nature;
        this.durable = durable;
        this.commitSent = commitSent;
    }

    /** Sabotage: outcomes are told when they are written, before they are synced. */
    public void skipSync() {
        skipsSync = true;
    }

    /** The store as one life of the server sees it. */
    public Database openFor(Life life) {
        return new StoreDatabase(this, life, false);
    }

    /** The store without latency and faults: for looking at it when all is over. */
    public Database openAtOnce(Life life) {
        return new StoreDatabase(this, life, true);
    }

    /** When the last of the commits that are under way arrives, however slow or late it was made. */
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** What is durable. */
    public List<KeyValue> durable(byte[] begin, byte[] end) {
        List<KeyValue> pairs = new ArrayList<>();
        cells.range(begin, end, durableVersion).forEach((key, value) -> pairs.add(new KeyValue(key, value)));
        return pairs;
    }

    public byte @Nullable [] durable(byte[] key) {
        return cells.get(key, durableVersion);
    }

    // ---- what goes wrong ----

    /** The machine loses its power: what is not synced is gone. */
    public void cutPower() {
        TreeMap<byte[], Boolean> keys = new TreeMap<>(Keys.ORDER);
        unsynced.forEach(written -> written.changes.keySet().forEach(key -> keys.put(key, true)));
        cells.takeBack(durableVersion, keys.keySet());
        unsynced.clear();
        time.log().tell(time.nowNanos(), "power cut: " + keys.size() + " keys were not synced");
    }

    // ---- for transactions ----

    VirtualTime time() {
        return time;
    }

    VersionedCells cells() {
        return cells;
    }

    /** The version of this moment; while something awaits its sync, the one before that. */
    long readVersion() {
        if (!unsynced.isEmpty() && !skipsSync) {
            return unsynced.getFirst().version - 1;
        }
        newestRead = Math.max(Math.max(newestRead, writtenVersion), nowVersion());
        return newestRead;
    }

    private long nowVersion() {
        return time.nowNanos() / (VirtualTime.NANOS_PER_SECOND / VERSIONS_PER_SECOND);
    }

    long nextSeed() {
        return random.nextLong();
    }

    /** What goes wrong with a read, or null. */
    @Nullable
    StorageError readFault() {
        if (!nature.isCluster()) {
            return null;
        }
        if (swarm.strikes(Fault.STORE_TOO_OLD, READ_FAULT_CHANCE)) {
            return StorageError.TRANSACTION_TOO_OLD;
        }
        return swarm.strikes(Fault.STORE_FUTURE_VERSION, READ_FAULT_CHANCE) ? StorageError.FUTURE_VERSION : null;
    }

    long readNanos() {
        return StoreNature.around(random, nature.readMicros());
    }

    /** Commits at once, whatever the weather: for what blocks. */
    void commitNow(CommitRequest request, Life life) {
        StorageError refusal = write(request, new Reply(life, new CompletableFuture<>(), true));
        if (refusal != null) {
            throw new StorageException(refusal, "nothing was in the way of a blocking transaction");
        }
        sync();
    }

    /** Begins a commit. */
    CompletableFuture<Void> commit(CommitRequest request, Life life) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (++underWay > MOST_UNDER_WAY) {
            throw new IllegalStateException("too many commits are under way");
        }
        commitSent.accept(life);
        if (swarm.strikes(Fault.STORE_TOO_LARGE, ERROR_CHANCE)) {
            underWay--;
            answer(new Reply(life, future, false), StorageError.TRANSACTION_TOO_LARGE);
            return future;
        }
        long delay = StoreNature.around(random, nature.commitMicros()) + trouble();
        arrivedNanos = Math.max(arrivedNanos, time.nowNanos() + delay);
        if (nature.isCluster()) {
            send(request, life, future, delay);
        } else {
            time.after(delay, () -> arriveEmbedded(request, new Reply(life, future, false)));
        }
        return future;
    }

    private long trouble() {
        long delay = 0;
        if (swarm.strikes(Fault.DISK_SLOW, SLOW_CHANCE)) {
            delay += 100 * (nature.commitMicros() + nature.syncMicros()) * VirtualTime.NANOS_PER_MILLI / 1_000;
        }
        if (swarm.strikes(Fault.STORE_HOT_KEY, HOT_CHANCE)) {
            delay += swarm.between(Fault.STORE_HOT_KEY, 1, 2_000) * VirtualTime.NANOS_PER_MILLI;
        }
        return delay;
    }

    private void send(CommitRequest request, Life life, CompletableFuture<Void> future, long delay) {
        Reply reply = new Reply(life, future, false);
        Reply nobody = new Reply(life, future, true);
        if (swarm.strikes(Fault.STORE_UNKNOWN_LOST, UNKNOWN_CHANCE)) {
            time.after(delay, () -> {
                underWay--;
                answer(reply, StorageError.COMMIT_UNKNOWN_RESULT);
            });
        } else if (swarm.strikes(Fault.STORE_UNKNOWN_APPLIED, UNKNOWN_CHANCE)) {
            time.after(delay, () -> {
                arrive(request, nobody);
                answer(reply, StorageError.COMMIT_UNKNOWN_RESULT);
            });
        } else if (swarm.strikes(Fault.STORE_UNKNOWN_LATE, UNKNOWN_CHANCE)) {
            time.after(delay, () -> answer(reply, StorageError.COMMIT_UNKNOWN_RESULT));
            long late = swarm.between(Fault.STORE_UNKNOWN_LATE, 1, 4_000) * VirtualTime.NANOS_PER_MILLI;
            arrivedNanos = Math.max(arrivedNanos, time.nowNanos() + delay + late);
            time.after(delay + late, () -> arrive(request, nobody));
        } else if (swarm.strikes(Fault.STORE_CONFLICT, CONFLICT_CHANCE)) {
            time.after(delay, () -> {
                underWay--;
                answer(reply, StorageError.NOT_COMMITTED);
            });
        } else {
            time.after(delay, () -> arrive(request, reply));
        }
    }

    /** A request of a process that has died never leaves it. */
    private void arriveEmbedded(CommitRequest request, Reply reply) {
        if (reply.life.isOver()) {
            underWay--;
            return;
        }
        if (swarm.strikes(Fault.DISK_FULL, ERROR_CHANCE)) {
            fullUntilNanos = time.nowNanos() + swarm.between(Fault.DISK_FULL, 100, 3_000) * VirtualTime.NANOS_PER_MILLI;
        }
        boolean isFull = time.nowNanos() < fullUntilNanos && !swarm.isHealed();
        if (isFull || swarm.strikes(Fault.DISK_ERROR, ERROR_CHANCE)) {
            underWay--;
            answer(reply, StorageError.IO_ERROR);
        } else {
            arrive(request, reply);
        }
    }

    private void arrive(CommitRequest request, Reply reply) {
        underWay--;
        StorageError refusal = write(request, reply);
        if (refusal != null) {
            answer(reply, refusal);
            return;
        }
        if (skipsSync) {
            answer(reply, null);
        }
        if (!isSyncing) {
            isSyncing = true;
            time.after(StoreNature.around(random, nature.syncMicros()), this::sync);
        }
    }

    /** Null when it was written. */
    private @Nullable StorageError write(CommitRequest request, Reply reply) {
        long now = nowVersion();
        cells.forgetBefore(now - KEPT_VERSIONS);
        if (request.hasRead() && (request.readVersion() < cells.oldest() || isTooOld(request.readSinceNanos()))) {
            return StorageError.TRANSACTION_TOO_OLD;
        }
        if (request.conflicts(cells)) {
            return StorageError.NOT_COMMITTED;
        }
        writtenVersion = Math.max(Math.max(writtenVersion, newestRead) + 1, now);
        Map<byte[], byte @Nullable []> changes = request.writes().apply(cells, writtenVersion);
        unsynced.addLast(new Written(request, writtenVersion, changes, reply));
        return null;
    }

    private void sync() {
        isSyncing = false;
        while (!unsynced.isEmpty()) {
            Written written = unsynced.removeFirst();
            durableVersion = written.version;
            written.request.sender().committedAt(written.version);
            time.log().note("durable", written.version);
            written.changes.forEach((key, value) -> {
                time.log().note("key", key);
                time.log().note("value", value == null ? Keys.empty() : value);
            });
            durable.accept(new CommittedTransaction(written.version, written.reply.life.number(), written.changes));
            if (!skipsSync) {
                answer(written.reply, null);
            }
        }
    }

    private void answer(Reply reply, @Nullable StorageError error) {
        if (reply.isLost) {
            return;
        }
        time.after(readNanos(), reply.life, () -> {
            if (error == null) {
                reply.future.complete(null);
            } else {
                reply.future.completeExceptionally(new StorageException(error, "as the seed would have it"));
            }
        });
    }

    /** Whether a read version is older than a transaction may be. */
    boolean isTooOld(long sinceNanos) {
        return time.nowNanos() - sinceNanos > StorageLimits.MAX_TRANSACTION_AGE_NANOS;
    }
}
