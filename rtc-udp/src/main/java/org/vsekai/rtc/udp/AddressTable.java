package org.vsekai.rtc.udp;

import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.core.SplitMix64;

/**
 * What is known of remote addresses: a hash table with linear probing, since it is asked for each datagram. Confined to one thread; grows
 * with what is in it, at most half full.
 */
@HotPath
final class AddressTable<T> {
    private static final int FIRST_CAPACITY = 64;

    /** Makes it hard to choose addresses that fall together. */
    private final long salt;
    /** An entry is in one of the slots from its hash on, with none empty between; the length is a power of two. */
    private @Nullable Entry<T>[] slots = emptySlots(FIRST_CAPACITY);

    private int size;

    private record Entry<T>(RemoteAddress address, T value) {
        private boolean isAt(RemoteAddress other) {
            return address.isAt(other.high(), other.low(), other.port());
        }
    }

    AddressTable(long salt) {
        this.salt = salt;
    }

    int size() {
        return size;
    }

    /** Null if nothing is known. */
    @Nullable
    T find(long high, long low, int port) {
        int at = slotOf(high, low, port);
        for (Entry<T> entry = slots[at]; entry != null; entry = slots[at]) {
            if (entry.address.isAt(high, low, port)) {
                return entry.value;
            }
            at = next(at);
        }
        return null;
    }

    /** Replaces what was known. */
    void put(RemoteAddress address, T value) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        place(new Entry<>(address, value));
    }

    private void place(Entry<T> added) {
        int at = slotOf(added.address);
        for (Entry<T> entry = slots[at]; entry != null; entry = slots[at]) {
            if (entry.isAt(added.address)) {
                slots[at] = added;
                return;
            }
            at = next(at);
        }
        slots[at] = added;
        size++;
    }

    /** Forgets an address if it is this that is known of it. */
    void remove(RemoteAddress address, T value) {
        int at = slotOf(address);
        for (Entry<T> entry = slots[at]; entry != null; entry = slots[at]) {
            if (entry.isAt(address)) {
                if (entry.value.equals(value)) {
                    empty(at);
                }
                return;
            }
            at = next(at);
        }
    }

    /** Moves back what would no longer be found past the gap (Knuth, The Art of Computer Programming 3, §6.4, algorithm R). */
    private void empty(int hole) {
        size--;
        slots[hole] = null;
        int gap = hole;
        int at = next(hole);
        for (Entry<T> entry = slots[at]; entry != null; entry = slots[at]) {
            int home = slotOf(entry.address);
            boolean isFound = gap < at ? gap < home && home <= at : gap < home || home <= at;
            if (!isFound) {
                slots[gap] = entry;
                slots[at] = null;
                gap = at;
            }
            at = next(at);
        }
    }

    private void grow() {
        @Nullable Entry<T>[] old = slots;
        slots = emptySlots(2 * old.length);
        size = 0;
        for (Entry<T> entry : old) {
            if (entry != null) {
                place(entry);
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
    private static <T> @Nullable Entry<T>[] emptySlots(int count) {
        return new Entry[count];
    }

    private int slotOf(RemoteAddress address) {
        return slotOf(address.high(), address.low(), address.port());
    }

    private int slotOf(long high, long low, int port) {
        return (int) SplitMix64.mix(high * 31 + low ^ (long) port << 40 ^ salt) & slots.length - 1;
    }

    private int next(int slot) {
        return slot + 1 & slots.length - 1;
    }
}
