package org.vsekai.core;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ObjLongConsumer;

/**
 * One counter for each constant of an enum: the place where drops and refusals are counted by reason. Counting is wait-free
 * and allocates nothing; any thread may count and read.
 */
public final class Tally<E extends Enum<E>> {
    private final E[] constants;
    private final AtomicLongArray counts;

    public Tally(Class<E> type) {
        constants = type.getEnumConstants();
        counts = new AtomicLongArray(constants.length);
    }

    public void count(E reason) {
        counts.getAndIncrement(reason.ordinal());
    }

    public void add(E reason, long amount) {
        counts.getAndAdd(reason.ordinal(), amount);
    }

    public long get(E reason) {
        return counts.get(reason.ordinal());
    }

    public void forEach(ObjLongConsumer<E> visitor) {
        for (E constant : constants) {
            visitor.accept(constant, get(constant));
        }
    }
}
