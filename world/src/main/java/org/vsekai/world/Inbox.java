package org.vsekai.world;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.Parcel;

/**
 * The parcels that wait for one region, in memory. They come from two sides, the store and their senders, which may bring the
 * same ones; so what is not newer than the newest of its sender that was taken is dropped, as it has been taken.
 *
 * <ul>
 *   <li>Parcels are taken in the order of their sender's frames. So while the store is asked, what senders bring waits: older
 *       ones may come with the answer.
 *   <li>What senders bring is hearsay: another owner may have taken it before this one came. What then contradicts the region is
 *       forgotten, and the store is asked.
 *   <li>Bounded: what there is no room for stays in the store, which is asked again once the rest is taken.
 * </ul>
 *
 * Confined to the region's thread.
 */
final class Inbox {
    /** How many parcels wait in memory; as many are read at a time. */
    static final int CAPACITY = 1_024;

    private final Tally<WorldCounter> counters;
    private final TreeMap<ParcelOrder, Parcel> waiting = new TreeMap<>();
    /** What only senders have brought so far. */
    private final Set<ParcelOrder> hearsay = new HashSet<>();

    private final Map<RegionId, ParcelOrder> newestTaken = new HashMap<>();
    private boolean isReading;
    private boolean hasMoreInStore;
    private boolean mustRead;

    /**
     * @param stored the oldest of what the store holds
     * @param hasMore whether that is not all
     */
    Inbox(List<Parcel> stored, boolean hasMore, Tally<WorldCounter> counters) {
        this.counters = counters;
        hasMoreInStore = hasMore;
        stored.forEach(this::add);
    }

    /** A sender says that a parcel is durable. True if it waits here now. */
    boolean onDelivered(Parcel parcel) {
        if (hasMoreInStore || waiting.size() >= CAPACITY) {
            hasMoreInStore = true;
            counters.count(WorldCounter.PARCELS_LEFT_IN_STORE);
            return false;
        }
        ParcelOrder order = order(parcel);
        boolean isNews = !waiting.containsKey(order);
        boolean waits = add(parcel);
        if (isNews && waits) {
            hearsay.add(order);
        }
        return waits;
    }

    /** The store may hold parcels that nobody has told of. */
    void onParcelsWait() {
        mustRead = true;
    }

    /** Whether the store is to be asked now; counts as asked from here. */
    boolean startsReading() {
        if (isReading || !(mustRead || (hasMoreInStore && waiting.isEmpty()))) {
            return false;
        }
        mustRead = false;
        hasMoreInStore = false;
        isReading = true;
        return true;
    }

    /** The store's answer. */
    void onRead(List<Parcel> stored, boolean hasMore) {
        isReading = false;
        hasMoreInStore |= hasMore;
        if (hasMore && !stored.isEmpty()) {
            // Only what is before the first that is missing may be taken: the rest comes with the next reading.
            waiting.tailMap(order(stored.getLast()), false).clear();
        }
        stored.forEach(parcel -> {
            hearsay.remove(order(parcel));
            add(parcel);
        });
    }

    /** Whether the next parcel has only been heard of. */
    boolean isHearsay() {
        return !waiting.isEmpty() && hearsay.contains(waiting.firstKey());
    }

    /** The next parcel can't be true: what was only heard of is forgotten, and the store is asked. */
    void onContradiction() {
        waiting.keySet().removeAll(hearsay);
        hearsay.clear();
        mustRead = true;
    }

    /** The next parcel to take, or null. */
    @Nullable
    Parcel peek() {
        return isReading || mustRead || waiting.isEmpty()
                ? null
                : waiting.firstEntry().getValue();
    }

    /** Takes the next parcel. */
    void take() {
        ParcelOrder taken = waiting.pollFirstEntry().getKey();
        hearsay.remove(taken);
        newestTaken.put(taken.sender(), taken);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && !isReading && !mustRead && !hasMoreInStore;
    }

    private boolean add(Parcel parcel) {
        ParcelOrder order = order(parcel);
        ParcelOrder newest = newestTaken.get(order.sender());
        if (newest != null && order.compareTo(newest) <= 0) {
            counters.count(WorldCounter.PARCELS_KNOWN);
            return false;
        }
        if (waiting.putIfAbsent(order, parcel) != null) {
            counters.count(WorldCounter.PARCELS_KNOWN);
        }
        return true;
    }

    private static ParcelOrder order(Parcel parcel) {
        return ParcelOrder.of(parcel.getId());
    }
}
