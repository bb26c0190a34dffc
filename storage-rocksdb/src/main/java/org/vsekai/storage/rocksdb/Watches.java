package org.vsekai.storage.rocksdb;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Stamps;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.StorageLimits;

/**
 * The watches of a store. A watch is counted and found by its key from {@link #begin} until its stage is complete, however
 * that comes about.
 *
 * <p>No wake-up is lost: a watch is armed, so that the completion thread wakes it, and only then compared with the newest
 * value. A commit that was published before is seen by the comparison; one that is published later comes past in {@link
 * #wake}. The newest value is the newest published: who is woken must be able to read it.
 *
 * <p>Any thread may begin, arm and give up; only the completion thread wakes.
 */
final class Watches {
    /** Keys in order, watches of one key in the order they were begun. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by compareTo alone.
    private record Place(byte[] key, long id) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = Keys.compare(key, other.key);
            return order != 0 ? order : Long.compare(id, other.id);
        }
    }

    private final ConcurrentNavigableMap<Place, Watch> waiting = new ConcurrentSkipListMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong fired = new AtomicLong();
    private final Function<byte[], byte @Nullable []> newest;

    /** Why none waits any more, once the store has ended. */
    private volatile @Nullable StorageException ended;

    /** @param newest the newest published value of a key; fails where the store can't be read any more */
    Watches(Function<byte[], byte @Nullable []> newest) {
        this.newest = newest;
    }

    /** @throws StorageException {@link StorageError#TOO_MANY_WATCHES} */
    Watch begin(byte[] key) {
        if (count.incrementAndGet() > StorageLimits.MAX_WATCHES) {
            count.decrementAndGet();
            throw new StorageException(
                    StorageError.TOO_MANY_WATCHES, StorageLimits.MAX_WATCHES + " watches are waiting already");
        }
        var watch = new Watch(key, ids.incrementAndGet());
        waiting.put(new Place(watch.key, watch.id), watch);
        var _ = watch.changed.whenComplete((done, failure) -> forget(watch));
        StorageException end = ended;
        if (end != null) {
            watch.changed.completeExceptionally(end);
        }
        return watch;
    }

    /**
     * Their transaction has committed and is visible.
     *
     * @param firing where those are completed whose value is another one already
     */
    void arm(List<Watch> begun, Executor firing) {
        for (Watch watch : begun) {
            watch.arm();
            if (hasChanged(watch, new Newest())) {
                firing.execute(() -> fire(watch));
            }
        }
    }

    /** Before its stage is complete: who waited for that may begin another in its place. */
    private void fire(Watch watch) {
        forget(watch);
        if (watch.changed.complete(null)) {
            fired.incrementAndGet();
        }
    }

    private void forget(Watch watch) {
        if (waiting.remove(new Place(watch.key, watch.id)) != null) {
            count.decrementAndGet();
        }
    }

    /** Fires what waits for the commit's keys and finds another value there. */
    void wake(CommitRequest request) {
        CommitRequest.Committed place = request.committed;
        if (place == null || waiting.isEmpty()) {
            return;
        }
        Overlay writes = request.writes;
        writes.points.keySet().forEach(this::wakeKey);
        writes.cleared.forEach(this::wakeRange);
        byte[] stamp = Stamps.of(place.version(), place.order());
        for (Overlay.StampedKey stamped : writes.stampedKeys) {
            wakeKey(Stamps.complete(stamped.key(), stamped.stampOffset(), stamp));
        }
    }

    private void wakeKey(byte[] key) {
        wakeAll(waiting.subMap(new Place(key, 0), new Place(key, Long.MAX_VALUE)));
    }

    private void wakeRange(byte[] begin, byte[] end) {
        wakeAll(waiting.subMap(new Place(begin, 0), new Place(end, 0)));
    }

    private void wakeAll(Map<Place, Watch> candidates) {
        var values = new Newest();
        for (Watch watch : candidates.values()) {
            if (watch.isArmed() && hasChanged(watch, values)) {
                fire(watch);
            }
        }
    }

    /** The newest value of the key asked for last: many may watch one key. */
    private final class Newest {
        private byte @Nullable [] key;
        private byte @Nullable [] digest;

        byte @Nullable [] digest(byte[] asked) {
            if (!Arrays.equals(key, asked)) {
                digest = Watch.digest(newest.apply(asked));
                key = asked;
            }
            return digest;
        }
    }

    /** Where the store can't be read any more {@link #end} tells the watch. */
    private boolean hasChanged(Watch watch, Newest values) {
        try {
            return watch.differsFrom(values.digest(watch.key));
        } catch (StorageException unreadable) {
            return false;
        }
    }

    /** None waits any more, now or later. */
    void end(StorageException cause) {
        ended = cause;
        waiting.values().forEach(watch -> watch.changed.completeExceptionally(cause));
    }

    /** Watches that wait, or will once their transaction has committed. */
    int count() {
        return count.get();
    }

    long fired() {
        return fired.get();
    }
}
