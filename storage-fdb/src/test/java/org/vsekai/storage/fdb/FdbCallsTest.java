package org.vsekai.storage.fdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.KeyValue;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vsekai.storage.Database;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.Priority;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** Each method of the interface and the calls of FoundationDB's client that it becomes, in order. */
class FdbCallsTest {
    private static final List<Expectation> TRANSACTION = List.of(
            on("get(byte[])", tx -> tx.get(key("a")), "get(a)"),
            on("getAll(List)", tx -> tx.getAll(List.of(key("a"), key("b"))), "get(a)", "get(b)"),
            on(
                    "getRange(byte[], byte[], RangeOptions)",
                    tx -> tx.getRange(key("a"), key("z"), RangeOptions.ALL),
                    "getRange(a, z, 0, false, WANT_ALL)",
                    "  asList"),
            on(
                    "getRange(byte[], byte[], int, boolean)",
                    tx -> tx.getRange(key("a"), key("z"), 5, true),
                    "getRange(a, z, 5, true, EXACT)",
                    "  asList"),
            on(
                    "getRange(byte[], byte[])",
                    tx -> tx.getRange(key("a"), key("z")),
                    "getRange(a, z, 0, false, WANT_ALL)",
                    "  asList"),
            on(
                    "forEach(byte[], byte[], RangeOptions, Predicate)",
                    tx -> tx.forEach(key("a"), key("z"), RangeOptions.ALL, pair -> true),
                    "snapshot.getRange(a, z, 0, false, SERIAL)",
                    "  cancelled after 0",
                    "addReadConflictRange(a, z)"),
            on("readVersion()", Transaction::readVersion, "getReadVersion()"),
            on("snapshot()", tx -> tx.snapshot().get(key("a")), "snapshot.get(a)"),
            on("set(byte[], byte[])", tx -> tx.set(key("a"), key("1")), "set(a, 1)"),
            on("clear(byte[])", tx -> tx.clear(key("a")), "clear(a)"),
            on("clearRange(byte[], byte[])", tx -> tx.clearRange(key("a"), key("b")), "clear(a, b)"),
            on(
                    "mutate(MutationType, byte[], byte[])",
                    tx -> tx.mutate(MutationType.ADD, key("a"), key("1")),
                    "mutate(ADD, a, 1)"),
            on(
                    "addReadConflictRange(byte[], byte[])",
                    tx -> tx.addReadConflictRange(key("a"), key("b")),
                    "getReadVersion()",
                    "addReadConflictRange(a, b)"),
            on(
                    "addReadConflictKey(byte[])",
                    tx -> tx.addReadConflictKey(key("a")),
                    "getReadVersion()",
                    "addReadConflictRange(a, a\\x00)"),
            on(
                    "addWriteConflictRange(byte[], byte[])",
                    tx -> tx.addWriteConflictRange(key("a"), key("b")),
                    "addWriteConflictRange(a, b)"),
            on(
                    "addWriteConflictKey(byte[])",
                    tx -> tx.addWriteConflictKey(key("a")),
                    "addWriteConflictRange(a, a\\x00)"),
            on(
                    "nextWriteNoWriteConflict()",
                    tx -> {
                        tx.nextWriteNoWriteConflict();
                        tx.addWriteConflictRange(key("a"), key("b")); // No write.
                        tx.clear(key("a"));
                        tx.clear(key("b"));
                    },
                    "addWriteConflictRange(a, b)",
                    "option next_write_no_write_conflict_range",
                    "clear(a)",
                    "clear(b)"),
            on("watch(byte[])", tx -> tx.watch(key("a")), "watch(a)"),
            on("approximateSize()", Transaction::approximateSize, "getApproximateSize()"),
            on("commit()", Transaction::commit, "getVersionstamp()", "commit()", "getCommittedVersion()"),
            on(
                    "committedVersion()",
                    tx -> {
                        tx.commit();
                        assertThat(tx.committedVersion()).isEqualTo(RecordingFdb.COMMITTED_VERSION);
                    },
                    "getVersionstamp()",
                    "commit()",
                    "getCommittedVersion()"),
            on(
                    "versionstamp()",
                    tx -> {
                        tx.commit();
                        assertThat(tx.versionstamp()).isEqualTo(RecordingFdb.STAMP);
                    },
                    "getVersionstamp()",
                    "commit()",
                    "getCommittedVersion()"),
            on(
                    "onError(Throwable)",
                    tx -> tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as told")),
                    "onError(NOT_COMMITTED 1020)"),
            on("close()", Transaction::close, "close()"));

    private static final List<Expectation> SNAPSHOT = List.of(
            on("get(byte[])", tx -> tx.snapshot().get(key("a")), "snapshot.get(a)"),
            on(
                    "getAll(List)",
                    tx -> tx.snapshot().getAll(List.of(key("a"), key("b"))),
                    "snapshot.get(a)",
                    "snapshot.get(b)"),
            on(
                    "getRange(byte[], byte[], RangeOptions)",
                    tx -> tx.snapshot().getRange(key("a"), key("z"), RangeOptions.ALL.withTargetBytes(1)),
                    "snapshot.getRange(a, z, 0, false, SMALL)",
                    "  cancelled after 0"),
            on(
                    "getRange(byte[], byte[], int, boolean)",
                    tx -> tx.snapshot().getRange(key("a"), key("z"), 5, true),
                    "snapshot.getRange(a, z, 5, true, EXACT)",
                    "  asList"),
            on(
                    "getRange(byte[], byte[])",
                    tx -> tx.snapshot().getRange(key("a"), key("z")),
                    "snapshot.getRange(a, z, 0, false, WANT_ALL)",
                    "  asList"),
            on(
                    "forEach(byte[], byte[], RangeOptions, Predicate)",
                    tx -> tx.snapshot().forEach(key("a"), key("z"), RangeOptions.ALL, pair -> true),
                    "snapshot.getRange(a, z, 0, false, SERIAL)",
                    "  cancelled after 0"),
            on("readVersion()", tx -> tx.snapshot().readVersion(), "getReadVersion()"));

    private static final List<DatabaseExpectation> DATABASE = List.of(
            onDatabase(
                    "begin(TransactionOptions)",
                    database -> database.begin(TransactionOptions.DEFAULT),
                    "database.createTransaction()",
                    "option timeout=30000"),
            onDatabase(
                    "run(TransactionOptions, Function)",
                    database -> database.run(TransactionOptions.DEFAULT, FdbCallsTest::write),
                    "database.createTransaction()",
                    "option timeout=30000",
                    "set(a, 1)",
                    "getVersionstamp()",
                    "commit()",
                    "getCommittedVersion()",
                    "close()"),
            onDatabase(
                    "run(Function)",
                    database -> database.run(FdbCallsTest::write),
                    "database.createTransaction()",
                    "option timeout=30000",
                    "set(a, 1)",
                    "getVersionstamp()",
                    "commit()",
                    "getCommittedVersion()",
                    "close()"),
            onDatabase(
                    "runAsync(TransactionOptions, Function)",
                    database -> database.runAsync(
                            TransactionOptions.DEFAULT, tx -> tx.get(key("a")).thenApply(value -> true)),
                    "database.createTransaction()",
                    "option timeout=30000",
                    "get(a)",
                    "getVersionstamp()",
                    "commit()",
                    "getCommittedVersion()",
                    "close()"),
            onDatabase("close()", Database::close, "database.close()"));

    private record Expectation(String method, Consumer<Transaction> use, List<String> calls) {
        @Override
        public String toString() {
            return method;
        }
    }

    private record DatabaseExpectation(String method, Consumer<Database> use, List<String> calls) {
        @Override
        public String toString() {
            return method;
        }
    }

    static Stream<Expectation> transaction() {
        return TRANSACTION.stream();
    }

    static Stream<Expectation> snapshot() {
        return SNAPSHOT.stream();
    }

    static Stream<DatabaseExpectation> database() {
        return DATABASE.stream();
    }

    @ParameterizedTest
    @MethodSource({"transaction", "snapshot"})
    void eachMethodBecomesTheseCalls(Expectation expectation) {
        var fdb = new RecordingFdb();
        try (var database = open(fdb)) {
            Transaction tx = database.begin(TransactionOptions.DEFAULT);
            fdb.calls();
            expectation.use().accept(tx);
            assertThat(fdb.calls()).isEqualTo(expectation.calls());
        }
    }

    @ParameterizedTest
    @MethodSource("database")
    void eachMethodOfTheDatabaseBecomesTheseCalls(DatabaseExpectation expectation) {
        var fdb = new RecordingFdb();
        try (var database = open(fdb)) {
            fdb.calls();
            expectation.use().accept(database);
            assertThat(fdb.calls()).isEqualTo(expectation.calls());
        }
    }

    @Test
    void noMethodOfTheInterfaceIsWithoutAnExpectation() {
        assertThat(signatures(Transaction.class))
                .containsExactlyInAnyOrderElementsOf(
                        TRANSACTION.stream().map(Expectation::method).toList());
        assertThat(signatures(ReadTransaction.class))
                .containsExactlyInAnyOrderElementsOf(
                        SNAPSHOT.stream().map(Expectation::method).toList());
        assertThat(signatures(Database.class))
                .containsExactlyInAnyOrderElementsOf(
                        DATABASE.stream().map(DatabaseExpectation::method).toList());
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void eachMutationIsFoundationDbsOfThatName(MutationType type, byte[] key, byte[] operand, String call) {
        var fdb = new RecordingFdb();
        try (var database = open(fdb)) {
            Transaction tx = database.begin(TransactionOptions.DEFAULT);
            fdb.calls();
            tx.mutate(type, key, operand);
            assertThat(fdb.calls()).containsExactly(call);
        }
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> mutations() {
        byte[] stamped = key("p0123456789\1\0\0\0");
        String printed = "p0123456789\\x01\\x00\\x00\\x00";
        return Arrays.stream(MutationType.values()).map(type -> {
            byte[] key = type == MutationType.SET_VERSIONSTAMPED_KEY ? stamped : key("k");
            byte[] operand = type == MutationType.SET_VERSIONSTAMPED_VALUE ? stamped : key("v");
            String call = "mutate(" + type + ", " + (key == stamped ? printed : "k") + ", "
                    + (operand == stamped ? printed : "v") + ")";
            return org.junit.jupiter.params.provider.Arguments.of(type, key, operand, call);
        });
    }

    @Test
    void minIsTheOneThatTakesTheOperandWhereThereIsNoValue() {
        // FoundationDB's C library makes this code MIN_V2 for every API version from 510 on.
        assertThat(com.apple.foundationdb.MutationType.MIN.code()).isEqualTo(13);
        assertThat(NativeFdbClient.API_VERSION).isGreaterThanOrEqualTo(510);
    }

    @Test
    void optionsOfTheTransactionAreSetWhenItBegins() {
        var fdb = new RecordingFdb();
        var options = TransactionOptions.DEFAULT.withTimeout(Duration.ofMillis(1_500));
        try (var database = open(fdb)) {
            assertThat(fdb.calls()).containsExactly("database.option max_watches=10000");
            database.begin(options.withPriority(Priority.BATCH));
            assertThat(fdb.calls())
                    .containsExactly("database.createTransaction()", "option timeout=1500", "option priority_batch");
            database.begin(options.withPriority(Priority.IMMEDIATE));
            assertThat(fdb.calls())
                    .containsExactly(
                            "database.createTransaction()", "option timeout=1500", "option priority_system_immediate");
            // 0 would be no limit, and FoundationDB takes at most an int.
            database.begin(options.withTimeout(Duration.ofNanos(1)));
            assertThat(fdb.calls()).contains("option timeout=1");
            database.begin(options.withTimeout(Duration.ofDays(365)));
            assertThat(fdb.calls()).contains("option timeout=2147483647");
        }
    }

    @Test
    void thePriorityIsSetAgainForARetryWhichWouldLoseIt() {
        var fdb = new RecordingFdb();
        try (var database = open(fdb)) {
            Transaction tx = database.begin(TransactionOptions.DEFAULT.withPriority(Priority.BATCH));
            fdb.calls();
            RetryLoop.await(tx.onError(new StorageException(StorageError.TRANSACTION_TOO_OLD, "as told")));
            assertThat(fdb.calls()).containsExactly("onError(TRANSACTION_TOO_OLD 1007)", "option priority_batch");
        }
    }

    @Test
    void aWriteThatIsNotPassedOnUsesUpItsMissingConflict() {
        var fdb = new RecordingFdb();
        try (var database = open(fdb)) {
            Transaction tx = database.begin(TransactionOptions.DEFAULT);
            fdb.calls();
            tx.nextWriteNoWriteConflict();
            tx.clearRange(key("a"), key("a"));
            tx.set(key("a"), key("1"));
            tx.nextWriteNoWriteConflict();
            RetryLoop.await(tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as told")));
            tx.set(key("a"), key("1"));
            assertThat(fdb.calls()).containsExactly("set(a, 1)", "onError(NOT_COMMITTED 1020)", "set(a, 1)");
        }
    }

    @Test
    void aTargetInBytesStopsBetweenPairsAndConflictsWithWhatWasReturned() {
        var fdb = new RecordingFdb().holding(pair("c", "11"), pair("e", "22"), pair("g", "33"));
        try (var database = open(fdb)) {
            Transaction tx = database.begin(TransactionOptions.DEFAULT);
            fdb.calls();
            var found = RetryLoop.await(tx.getRange(key("a"), key("z"), RangeOptions.ALL.withTargetBytes(4)));
            assertThat(found.pairs()).hasSize(2);
            assertThat(found.more()).isTrue();
            assertThat(fdb.calls())
                    .containsExactly(
                            "snapshot.getRange(a, z, 0, false, SMALL)",
                            "  cancelled after 2",
                            "addReadConflictRange(a, e\\x00)");
            // Backwards: from the last pair that was returned.
            var backwards = RetryLoop.await(tx.getRange(
                    key("a"),
                    key("z"),
                    RangeOptions.ALL.reversed().withTargetBytes(1_000).withLimit(1)));
            assertThat(backwards.more()).isTrue();
            assertThat(fdb.calls())
                    .containsExactly(
                            "snapshot.getRange(a, z, 1, true, MEDIUM)",
                            "  cancelled after 1",
                            "addReadConflictRange(c, z)");
            var all = RetryLoop.await(tx.getRange(key("a"), key("z"), RangeOptions.ALL.withTargetBytes(4_096)));
            assertThat(all.pairs()).hasSize(3);
            assertThat(all.more()).isFalse();
            assertThat(fdb.calls())
                    .containsExactly(
                            "snapshot.getRange(a, z, 0, false, LARGE)",
                            "  cancelled after 3",
                            "addReadConflictRange(a, z)");
        }
    }

    @Test
    void aLimitThatWasReachedMayHaveMoreBeyond() {
        var fdb = new RecordingFdb().holding(pair("c", "1"), pair("e", "2"));
        try (var database = open(fdb)) {
            Transaction tx = database.begin(TransactionOptions.DEFAULT);
            assertThat(RetryLoop.await(tx.getRange(key("a"), key("z"), RangeOptions.ALL.withLimit(2)))
                            .more())
                    .isTrue();
            assertThat(RetryLoop.await(tx.getRange(key("a"), key("z"), RangeOptions.ALL.withLimit(3)))
                            .more())
                    .isFalse();
        }
    }

    private static FdbDatabase open(RecordingFdb fdb) {
        return new FdbDatabase(fdb.database(), () -> 0);
    }

    private static boolean write(Transaction tx) {
        tx.set(key("a"), key("1"));
        return true;
    }

    /** Every method, inherited ones too, as {@code name(types)}. */
    private static List<String> signatures(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                .map(FdbCallsTest::signature)
                .distinct()
                .toList();
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static Expectation on(String method, Consumer<Transaction> use, String... calls) {
        return new Expectation(method, use, List.of(calls));
    }

    private static DatabaseExpectation onDatabase(String method, Consumer<Database> use, String... calls) {
        return new DatabaseExpectation(method, use, List.of(calls));
    }

    private static KeyValue pair(String key, String value) {
        return new KeyValue(key(key), key(value));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
