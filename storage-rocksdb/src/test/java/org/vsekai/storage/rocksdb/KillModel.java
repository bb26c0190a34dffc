package org.vsekai.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.vsekai.storage.Keys;

/** What one writer's keys must be after its first so many transactions. Versionstamps are known only by their order. */
final class KillModel {
    private final int writer;
    private final TreeMap<byte[], byte[]> pairs = new TreeMap<>(Keys.ORDER);
    private final List<Long> log = new ArrayList<>();
    private long committed;

    KillModel(int writer) {
        this.writer = writer;
    }

    /** How many transactions it has. */
    long committed() {
        return committed;
    }

    void advanceTo(long number) {
        while (committed < number) {
            committed++;
            KillStep.of(writer, committed).forEach(this::apply);
        }
    }

    private void apply(KillStep step) {
        switch (step) {
            case KillStep.Put put -> pairs.put(put.key(), put.value());
            case KillStep.Clear clear -> pairs.remove(clear.key());
            case KillStep.ClearRange clear -> {
                pairs.subMap(clear.range().begin(), clear.range().end()).clear();
                if (clear.range().contains(KillStep.log(writer))) {
                    log.clear();
                }
            }
            case KillStep.Add add -> pairs.merge(add.key(), KillStep.littleEndian(add.number()), KillModel::sum);
            case KillStep.Log entry -> log.add(entry.number());
            case KillStep.Stamp _ -> {}
        }
    }

    private static byte[] sum(byte[] a, byte[] b) {
        return KillStep.littleEndian(littleEndian(a) + littleEndian(b));
    }

    private static long littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Whether the keys of the writer that were found in the store, without the stamp, are just these. */
    boolean matches(NavigableMap<byte[], byte[]> found) {
        var plain = new TreeMap<>(found);
        var logged = new ArrayList<Long>();
        // In the order of keys, which is that of the stamps: numbers that don't grow there don't equal the log.
        found.forEach((key, value) -> {
            if (KillStep.isLog(key, writer)) {
                plain.remove(key);
                logged.add(KillWriter.number(value));
            }
        });
        return logged.equals(log)
                && plain.size() == pairs.size()
                && plain.entrySet().stream().allMatch(pair -> Arrays.equals(pair.getValue(), pairs.get(pair.getKey())));
    }
}
