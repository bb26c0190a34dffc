package org.vsekai.storage.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Stamps;

/** A transaction on the model: what it would see and write if it ran alone on the state after the first so many others. */
final class ModelTransaction {
    private final VersionedModel base;
    private final int position;
    private final byte[] stamp;

    /** Its writes; null for a key that it cleared. */
    private final TreeMap<byte[], byte @Nullable []> writes = new TreeMap<>(Keys.ORDER);

    /** Where it must not read before it is committed. */
    private final List<KeyRange> stamped = new ArrayList<>();

    ModelTransaction(VersionedModel base, int position, byte[] stamp) {
        this.base = base;
        this.position = position;
        this.stamp = stamp;
    }

    byte @Nullable [] get(byte[] key) {
        return writes.containsKey(key) ? writes.get(key) : base.get(position, key);
    }

    /** The pairs that the options' limit allows. Its byte target is the store's business. */
    List<KeyValue> range(KeyRange range, RangeOptions options) {
        TreeMap<byte[], byte[]> state = new TreeMap<>(Keys.ORDER);
        base.forEach(position, range, state::put);
        writes.subMap(range.begin(), range.end()).forEach((key, value) -> {
            if (value == null) {
                state.remove(key);
            } else {
                state.put(key, value);
            }
        });
        NavigableMap<byte[], byte[]> directed = options.reverse() ? state.descendingMap() : state;
        var pairs = new ArrayList<KeyValue>();
        for (Map.Entry<byte[], byte[]> entry : directed.entrySet()) {
            if (options.limit() != ReadTransaction.UNLIMITED && pairs.size() == options.limit()) {
                break;
            }
            pairs.add(new KeyValue(entry.getKey(), entry.getValue()));
        }
        return pairs;
    }

    /** Whether one of its own versionstamps may lie in the range. */
    boolean isStamped(KeyRange range) {
        return stamped.stream()
                .anyMatch(own ->
                        Keys.compare(own.begin(), range.end()) < 0 && Keys.compare(range.begin(), own.end()) < 0);
    }

    /** What the operation writes, if it writes. */
    void apply(Operation operation) {
        switch (operation) {
            case Operation.Write write -> writes.put(write.key(), write.value());
            case Operation.Clear clear -> writes.put(clear.key(), null);
            case Operation.ClearRange clear -> clearRange(clear.range());
            case Operation.Mutate mutation -> mutate(mutation);
            case Operation.Get _,
                    Operation.GetAll _,
                    Operation.Range _,
                    Operation.ReadConflict _,
                    Operation.WriteConflict _,
                    Operation.Watch _ -> {}
        }
    }

    /** Makes its writes those of the transaction with this number in the order, counted from 1. */
    void commit(int number) {
        writes.forEach((key, value) -> base.put(number, key, value));
    }

    private void clearRange(KeyRange range) {
        writes.subMap(range.begin(), range.end()).replaceAll((key, value) -> null);
        base.forEach(position, range, (key, value) -> writes.put(key, null));
    }

    private void mutate(Operation.Mutate mutation) {
        byte[] key = mutation.key();
        byte[] operand = mutation.operand();
        switch (mutation.type()) {
            case SET_VERSIONSTAMPED_KEY -> {
                int offset = Stamps.offsetIn(key);
                byte[] template = Stamps.content(key);
                stamped.add(
                        new KeyRange(Stamps.lowest(template, offset), Keys.after(Stamps.highest(template, offset))));
                writes.put(Stamps.complete(template, offset, stamp), operand);
            }
            case SET_VERSIONSTAMPED_VALUE -> {
                stamped.add(new KeyRange(key, Keys.after(key)));
                writes.put(key, Stamps.complete(Stamps.content(operand), Stamps.offsetIn(operand), stamp));
            }
            case ADD, MAX, MIN, BYTE_MAX, COMPARE_AND_CLEAR ->
                writes.put(key, AtomicModel.apply(mutation.type(), get(key), operand));
        }
    }
}
