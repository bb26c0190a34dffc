package org.vsekai.storage.check.lists;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a history says about one list: who appended what, and who saw what. Transactions by their place in the history. */
final class ListVersions {
    final String name;
    final int number;
    final List<Reading> readings = new ArrayList<>();

    private final Map<Integer, Integer> writers = new HashMap<>();

    /** The last value that a transaction appended. */
    private final Map<Integer, Integer> lastValues = new HashMap<>();

    private int[] longest = {};

    /** @param seen how many of the values are others' */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Reading(int transaction, int[] values, int seen) {}

    ListVersions(String name, int number) {
        this.name = name;
        this.number = number;
    }

    void appended(int value, int transaction) {
        if (writers.putIfAbsent(value, transaction) != null) {
            throw new IllegalArgumentException(value + " is appended twice to " + name);
        }
        lastValues.put(transaction, value);
    }

    void read(int transaction, int[] values, int seen) {
        readings.add(new Reading(transaction, values, seen));
        if (values.length > longest.length) {
            longest = values;
        }
    }

    /** The list as far as anybody has seen it. */
    int[] longest() {
        return longest;
    }

    @Nullable
    Integer writer(int value) {
        return writers.get(value);
    }

    boolean hasAppended(int transaction) {
        return lastValues.containsKey(transaction);
    }

    int lastOf(int transaction) {
        Integer last = lastValues.get(transaction);
        if (last == null) {
            throw new IllegalArgumentException(transaction + " has appended nothing to " + name);
        }
        return last;
    }

    /** Those of whose appends the order shows none. */
    Set<Integer> appendersBeyond(int[] order) {
        var beyond = new LinkedHashSet<>(lastValues.keySet());
        Arrays.stream(order).mapToObj(writers::get).forEach(beyond::remove);
        return beyond;
    }
}
