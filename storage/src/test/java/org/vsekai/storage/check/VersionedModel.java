package org.vsekai.storage.check;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;

/**
 * An ordered map that remembers what it held before: after the first, the second ... transaction in the order of commits. A
 * look into the past costs as much as there were later changes of the key; most reads look back a few transactions.
 */
final class VersionedModel {
    private final TreeMap<byte[], Cell> cells = new TreeMap<>(Keys.ORDER);

    /** What one key held: {@code values[i]} from after the transaction {@code positions[i]} on; valid below {@code count}. */
    private static final class Cell {
        int[] positions = new int[4];
        byte[] @Nullable [] values = new byte[4][];
        int count;

        void add(int position, byte @Nullable [] value) {
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, count * 2);
                values = Arrays.copyOf(values, count * 2);
            }
            positions[count] = position;
            values[count++] = value;
        }

        byte @Nullable [] at(int position) {
            for (int i = count - 1; i >= 0; i--) {
                if (positions[i] <= position) {
                    return values[i];
                }
            }
            return null;
        }
    }

    /** @param position the number of transactions up to and with the one that writes; it never falls */
    void put(int position, byte[] key, byte @Nullable [] value) {
        cells.computeIfAbsent(key, absent -> new Cell()).add(position, value);
    }

    /** The value after the first {@code position} transactions. */
    byte @Nullable [] get(int position, byte[] key) {
        Cell cell = cells.get(key);
        return cell == null ? null : cell.at(position);
    }

    /** The pairs of the range after the first {@code position} transactions, in order of keys. */
    void forEach(int position, KeyRange range, BiConsumer<byte[], byte[]> visitor) {
        cells.subMap(range.begin(), range.end()).forEach((key, cell) -> {
            byte[] value = cell.at(position);
            if (value != null) {
                visitor.accept(key, value);
            }
        });
    }
}
