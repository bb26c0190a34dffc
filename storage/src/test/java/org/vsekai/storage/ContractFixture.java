package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** The steps that {@link DatabaseContractTest} is written in: keys and values as text, and transactions that interleave. */
abstract class ContractFixture {
    /** The tag of tests that count the bytes of keys, and so don't hold where each key is longer: below a prefix. */
    public static final String COUNTS_KEY_BYTES = "counts-key-bytes";

    /** An open database, which may hold what earlier tests left. */
    protected abstract Database database();

    @BeforeEach
    void startEmpty() {
        database().run(tx -> {
            tx.clearRange(Keys.empty(), bytes(0xFF));
            return true;
        });
    }

    interface Step {
        void on(Transaction tx);
    }

    void assertConflict(Step step, Step meddling) {
        assertFails(StorageError.NOT_COMMITTED, () -> interleaved(step, meddling));
    }

    void assertNoConflict(Step step, Step meddling) {
        interleaved(step, meddling);
    }

    /** The step, then a whole other transaction, then the commit with a write of its own. */
    void interleaved(Step step, Step meddling) {
        try (Transaction tx = begin()) {
            await(tx.readVersion());
            step.on(tx);
            database().run(other -> {
                meddling.on(other);
                return true;
            });
            tx.set(key("~own"), key("1"));
            await(tx.commit());
        }
    }

    byte @Nullable [] after(MutationType type, byte @Nullable [] stored, byte[] operand) {
        database().run(tx -> {
            if (stored == null) {
                tx.clear(key("op"));
            } else {
                tx.set(key("op"), stored);
            }
            return true;
        });
        try (Transaction tx = begin()) {
            tx.mutate(type, key("op"), operand);
            byte[] seen = get(tx, "op");
            await(tx.commit());
            try (Transaction later = begin()) {
                assertThat(get(later, "op")).as("as seen before the commit").isEqualTo(seen);
                return seen;
            }
        }
    }

    long sum() {
        return database().run(tx -> number(get(tx, "sum")));
    }

    Transaction begin() {
        return database().begin(TransactionOptions.DEFAULT);
    }

    void set(String key, String value) {
        database().run(tx -> {
            tx.set(key(key), key(value));
            return true;
        });
    }

    void clear(String key) {
        database().run(tx -> {
            tx.clear(key(key));
            return true;
        });
    }

    @Nullable
    String value(String key) {
        try (Transaction tx = begin()) {
            return text(get(tx, key));
        }
    }

    static byte @Nullable [] get(ReadTransaction tx, String key) {
        return await(tx.get(key(key)));
    }

    static List<KeyValue> range(ReadTransaction tx, String begin, String end, int limit, boolean reverse) {
        return await(tx.getRange(key(begin), key(end), limit, reverse));
    }

    static List<String> keysOf(List<KeyValue> pairs) {
        return pairs.stream().map(pair -> text(pair.key()) + "").toList();
    }

    static List<String> pairsOf(List<KeyValue> pairs) {
        return pairs.stream()
                .map(pair -> text(pair.key()) + "=" + text(pair.value()))
                .toList();
    }

    static void assertFails(StorageError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.error()).isEqualTo(error));
    }

    static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return RetryLoop.await(stage);
    }

    static byte[] stamped(String prefix, int offset) {
        byte[] operand = new byte[prefix.length() + 10 + 4];
        System.arraycopy(key(prefix), 0, operand, 0, prefix.length());
        ByteBuffer.wrap(operand).order(ByteOrder.LITTLE_ENDIAN).putInt(operand.length - 4, offset);
        return operand;
    }

    static byte[] littleEndian(long number) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    static long number(byte @Nullable [] littleEndian) {
        assertThat(littleEndian).isNotNull();
        return ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
