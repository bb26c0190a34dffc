package org.vsekai.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.Stamps;
import org.vsekai.storage.Transaction;

/**
 * What the transactions of a {@link KillWriter} are made of. A writer's n-th transaction is a function of the writer and n, so
 * that whoever knows how many were committed knows every key that the store must hold.
 */
sealed interface KillStep {
    int SLOTS = 12;

    /** Values are at most this long; most are much shorter. */
    int MAX_VALUE = 1_500;

    /** Counts the transactions of all writers, with ADD. */
    byte[] TOTAL = {'t'};

    /** Every so many transactions the writer's log is cleared. */
    int LOG_SPAN = 16;

    void writeTo(Transaction tx);

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Put(byte[] key, byte[] value) implements KillStep {
        @Override
        public void writeTo(Transaction tx) {
            tx.set(key, value);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Clear(byte[] key) implements KillStep {
        @Override
        public void writeTo(Transaction tx) {
            tx.clear(key);
        }
    }

    record ClearRange(KeyRange range) implements KillStep {
        @Override
        public void writeTo(Transaction tx) {
            tx.clearRange(range.begin(), range.end());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Add(byte[] key, long number) implements KillStep {
        @Override
        public void writeTo(Transaction tx) {
            tx.mutate(MutationType.ADD, key, littleEndian(number));
        }
    }

    /** A key with the versionstamp behind the prefix. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Log(byte[] prefix, long number) implements KillStep {
        @Override
        public void writeTo(Transaction tx) {
            byte[] operand = new byte[prefix.length + Stamps.SIZE + Stamps.OFFSET_SIZE];
            ByteBuffer.wrap(operand)
                    .put(prefix)
                    .put(new byte[Stamps.SIZE])
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(prefix.length);
            tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, operand, bigEndian(number));
        }
    }

    /** The versionstamp as a value. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Stamp(byte[] key) implements KillStep {
        @Override
        public void writeTo(Transaction tx) {
            tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key, new byte[Stamps.SIZE + Stamps.OFFSET_SIZE]);
        }
    }

    /** The writer's transaction of that number, from 1; what comes later counts over what comes before. */
    static List<KillStep> of(int writer, long number) {
        var random = new SplitMix64(SplitMix64.mix(writer * 1_000_003L + number));
        var steps = new ArrayList<KillStep>();
        if (random.chance(0.1)) {
            int from = random.nextInt(SLOTS);
            int to = from + 1 + random.nextInt(SLOTS - from);
            steps.add(new ClearRange(new KeyRange(slot(writer, from), slot(writer, to))));
        }
        int touched = 1 + random.nextInt(3);
        for (int i = 0; i < touched; i++) {
            byte[] key = slot(writer, random.nextInt(SLOTS));
            steps.add(random.chance(0.2) ? new Clear(key) : new Put(key, value(random)));
        }
        steps.add(new Add(sum(writer), number));
        if (number % LOG_SPAN == 0) {
            steps.add(new ClearRange(KeyRange.startingWith(log(writer))));
        }
        if (random.chance(0.5)) {
            steps.add(new Log(log(writer), number));
        }
        steps.add(new Stamp(stamp(writer)));
        steps.add(new Put(head(writer), bigEndian(number)));
        return steps;
    }

    private static byte[] value(SplitMix64 random) {
        return random.nextBytes(random.nextInt(random.chance(0.05) ? MAX_VALUE : 100));
    }

    static KeyRange all(int writer) {
        return KeyRange.startingWith(key(writer));
    }

    /** The number of the writer's last transaction. */
    static byte[] head(int writer) {
        return key(writer, 'h');
    }

    static byte[] stamp(int writer) {
        return key(writer, 'v');
    }

    static byte[] log(int writer) {
        return key(writer, 'l');
    }

    private static byte[] sum(int writer) {
        return key(writer, 'a');
    }

    private static byte[] slot(int writer, int index) {
        return key(writer, 's', index);
    }

    private static byte[] key(int writer, int... rest) {
        byte[] key = new byte[3 + rest.length];
        ByteBuffer.wrap(key).put((byte) 'w').putShort((short) writer);
        for (int i = 0; i < rest.length; i++) {
            key[3 + i] = (byte) rest[i];
        }
        return key;
    }

    static byte[] bigEndian(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] littleEndian(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    static boolean isLog(byte[] key, int writer) {
        byte[] prefix = log(writer);
        return key.length == prefix.length + Stamps.SIZE && Keys.compare(prefix, key) < 0 && key[3] == 'l';
    }
}
