package org.vsekai.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;

/**
 * Shows that an engine is strictly serializable, or catches it. Threads run random transactions over few keys; then all that
 * committed are replayed one after another on a model, in the order that the engine claims (versionstamps; a transaction
 * that only read stands at its read version). Every value and every range that a transaction saw must be what the model
 * says, and no read version may be older than a commit that was acknowledged before the transaction began.
 *
 * <p>This is stronger than a search for cycles, because the engine names the order. The model's atomic operations are its
 * own. The store must be empty.
 */
public final class SerializabilityCheck {
    private static final int KEYS = 40;

    private static final int MAX_OPERATIONS = 6;

    private static final List<Kind> READS = List.of(Kind.GET, Kind.RANGE);

    private static final List<Kind> ALL = List.of(Kind.values());

    private final Database database;
    private final List<Executed> history = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicInteger conflicts = new AtomicInteger();
    private final AtomicInteger staleReads = new AtomicInteger();
    private final TreeMap<byte[], byte[]> model = new TreeMap<>(Keys.ORDER);
    private int readsChecked;
    private int wrongReads;

    private SerializabilityCheck(Database database) {
        this.database = database;
    }

    /**
     * @param conflicts transactions that did not commit
     * @param staleReads read versions older than what had been acknowledged before
     * @param state what the store must hold now and after it was opened again, as {@link #describe} puts it
     */
    public record Result(
            int committed, int conflicts, int readsChecked, int wrongReads, int staleReads, List<String> state) {}

    public static Result run(Database database, int threads, int transactionsPerThread, long seed) {
        var check = new SerializabilityCheck(database);
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            var random = new SplitMix64(SplitMix64.mix(seed + i));
            workers.add(
                    Thread.ofPlatform().name("checker-" + i).start(() -> check.work(random, transactionsPerThread)));
        }
        workers.forEach(SerializabilityCheck::join);
        check.replay();
        return new Result(
                check.history.size(),
                check.conflicts.get(),
                check.readsChecked,
                check.wrongReads,
                check.staleReads.get(),
                check.model.entrySet().stream()
                        .map(entry -> describe(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /** All that a store holds, to compare with {@link Result#state}. */
    public static List<String> stateOf(Database database) {
        return database.run(tx -> RetryLoop.await(tx.getRange(Keys.empty(), new byte[] {(byte) 0xFF})).stream()
                .map(pair -> describe(pair.key(), pair.value()))
                .toList());
    }

    private static String describe(byte[] key, byte[] value) {
        return Keys.printable(key) + "=" + Keys.printable(value);
    }

    private enum Kind {
        GET,
        RANGE,
        SET,
        ADD,
        MAX,
        CLEAR,
        CLEAR_RANGE,
        STAMP
    }

    /** One operation; {@code seen} is what a read returned, as text, to be compared with the model's answer. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Operation(
            Kind kind,
            byte[] key,
            byte[] end,
            byte[] operand,
            int limit,
            boolean reverse,
            @Nullable String seen) {
        Operation with(String observation) {
            return new Operation(kind, key, end, operand, limit, reverse, observation);
        }
    }

    /** A committed transaction; the stamp is its place in the order. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Executed(byte[] stamp, List<Operation> operations) {}

    private void work(SplitMix64 random, int transactions) {
        for (int i = 0; i < transactions; i++) {
            try (Transaction tx = database.begin(TransactionOptions.DEFAULT)) {
                execute(tx, random);
            } catch (StorageException failure) {
                if (failure.error() != StorageError.NOT_COMMITTED
                        && failure.error() != StorageError.TRANSACTION_TOO_OLD) {
                    throw failure;
                }
                conflicts.incrementAndGet();
            }
        }
    }

    private void execute(Transaction tx, SplitMix64 random) {
        long before = acknowledged.get();
        boolean readOnly = random.chance(0.2);
        var operations = new ArrayList<Operation>();
        boolean hasRead = false;
        int count = 1 + random.nextInt(MAX_OPERATIONS);
        for (int i = 0; i < count; i++) {
            Operation operation = random(random, readOnly);
            String seen = perform(tx, operation);
            operations.add(seen == null ? operation : operation.with(seen));
            hasRead |= seen != null;
        }
        long readVersion = hasRead || readOnly ? RetryLoop.await(tx.readVersion()) : Long.MAX_VALUE;
        if (readVersion < before) {
            staleReads.incrementAndGet();
        }
        RetryLoop.await(tx.commit());
        long version = tx.committedVersion();
        if (version >= 0) {
            acknowledged.accumulateAndGet(version, Math::max);
        }
        history.add(new Executed(version >= 0 ? tx.versionstamp() : afterAllOf(readVersion), operations));
    }

    private static byte[] afterAllOf(long version) {
        return ByteBuffer.allocate(11)
                .putLong(version)
                .putShort((short) -1)
                .put((byte) -1)
                .array();
    }

    private static Operation random(SplitMix64 random, boolean readOnly) {
        List<Kind> kinds = readOnly ? READS : ALL;
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        int from = random.nextInt(KEYS);
        int to = from + 1 + random.nextInt(kind == Kind.CLEAR_RANGE ? 4 : 12);
        byte[] operand = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(random.nextInt(1_000_000))
                .array();
        return new Operation(kind, key(from), key(to), operand, random.nextInt(4), random.chance(0.3), null);
    }

    private static byte[] key(int number) {
        return String.format("k%03d", number).getBytes(StandardCharsets.US_ASCII);
    }

    /** What a read returned, null for a write or for a read that the transaction's own stamps forbid. */
    private static @Nullable String perform(Transaction tx, Operation operation) {
        switch (operation.kind()) {
            case GET, RANGE -> {
                return read(tx, operation);
            }
            case SET -> tx.set(operation.key(), operation.operand());
            case ADD -> tx.mutate(MutationType.ADD, operation.key(), operation.operand());
            case MAX -> tx.mutate(MutationType.MAX, operation.key(), operation.operand());
            case CLEAR -> tx.clear(operation.key());
            case CLEAR_RANGE -> tx.clearRange(operation.key(), operation.end());
            case STAMP -> tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, operation.key(), new byte[14]);
        }
        return null;
    }

    private static @Nullable String read(Transaction tx, Operation operation) {
        try {
            if (operation.kind() == Kind.GET) {
                return answer(RetryLoop.await(tx.get(operation.key())));
            }
            return answer(RetryLoop.await(
                    tx.getRange(operation.key(), operation.end(), operation.limit(), operation.reverse())));
        } catch (StorageException failure) {
            if (failure.error() == StorageError.ACCESSED_UNREADABLE) {
                return null;
            }
            throw failure;
        }
    }

    private static String answer(byte @Nullable [] value) {
        return value == null ? "absent" : Keys.printable(value);
    }

    private static String answer(List<KeyValue> pairs) {
        return pairs.stream()
                .map(pair -> describe(pair.key(), pair.value()))
                .toList()
                .toString();
    }

    private void replay() {
        history.sort(Comparator.comparing(Executed::stamp, Keys.ORDER));
        for (Executed transaction : history) {
            for (Operation operation : transaction.operations()) {
                replay(operation, transaction.stamp());
            }
        }
    }

    private void replay(Operation operation, byte[] stamp) {
        byte[] key = operation.key();
        switch (operation.kind()) {
            case GET -> compare(operation, answer(model.get(key)));
            case RANGE -> compare(operation, answer(range(operation)));
            case SET -> model.put(key, operation.operand());
            case ADD -> model.merge(key, operation.operand(), SerializabilityCheck::sum);
            case MAX -> model.merge(key, operation.operand(), SerializabilityCheck::greater);
            case CLEAR -> model.remove(key);
            case CLEAR_RANGE -> model.subMap(key, operation.end()).clear();
            case STAMP -> model.put(key, stamp);
        }
    }

    private void compare(Operation operation, String expected) {
        if (operation.seen() != null) {
            readsChecked++;
            wrongReads += operation.seen().equals(expected) ? 0 : 1;
        }
    }

    private List<KeyValue> range(Operation operation) {
        var inside = model.subMap(operation.key(), true, operation.end(), false);
        return (operation.reverse() ? inside.descendingMap() : inside)
                .entrySet().stream()
                        .limit(operation.limit() == ReadTransaction.UNLIMITED ? Long.MAX_VALUE : operation.limit())
                        .map(entry -> new KeyValue(entry.getKey(), entry.getValue()))
                        .toList();
    }

    private static byte[] sum(byte[] value, byte[] operand) {
        return littleEndian(number(value) + number(operand));
    }

    private static byte[] greater(byte[] value, byte[] operand) {
        return littleEndian(
                Long.compareUnsigned(number(value), number(operand)) >= 0 ? number(value) : number(operand));
    }

    /** The first eight bytes: a versionstamp has ten, and operands have eight. */
    private static long number(byte[] value) {
        return ByteBuffer.wrap(Arrays.copyOf(value, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    private static byte[] littleEndian(long number) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
