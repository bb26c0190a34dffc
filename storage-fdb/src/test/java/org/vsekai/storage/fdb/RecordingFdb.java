package org.vsekai.storage.fdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.DatabaseOptions;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.TransactionOptions;
import com.apple.foundationdb.async.AsyncIterable;
import com.apple.foundationdb.async.AsyncIterator;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Keys;

/**
 * FoundationDB's client without FoundationDB: writes down each call with its arguments, in order, as a line of text, and answers
 * as it was told to or else plainly. What it was not taught is an error.
 */
final class RecordingFdb {
    static final byte[] STAMP = {0, 0, 0, 0, 0, 0, 0, 42, 0, 1};
    static final long COMMITTED_VERSION = 42;

    private static final Map<Integer, String> TRANSACTION_OPTIONS = Map.of(
            30, "next_write_no_write_conflict_range",
            200, "priority_system_immediate",
            201, "priority_batch",
            500, "timeout");
    private static final Map<Integer, String> DATABASE_OPTIONS = Map.of(20, "max_watches");

    private final List<String> calls = new ArrayList<>();
    private final Map<String, Deque<Supplier<?>>> answers = new HashMap<>();

    /** Pairs that every range holds, in the order in which they are asked for. */
    private List<KeyValue> pairs = List.of();

    /** The calls since the last time that they were asked for. */
    List<String> calls() {
        List<String> seen = List.copyOf(calls);
        calls.clear();
        return seen;
    }

    /** The next call of the method has this answer. */
    RecordingFdb answer(String method, Supplier<?> answer) {
        answers.computeIfAbsent(method, name -> new ArrayDeque<>()).add(answer);
        return this;
    }

    /** The stage that the next call of the method returns fails. */
    RecordingFdb fail(String method, int code) {
        return answer(method, () -> CompletableFuture.failedFuture(new FDBException("as told", code)));
    }

    RecordingFdb holding(KeyValue... held) {
        pairs = List.of(held);
        return this;
    }

    Database database() {
        return (Database) Proxy.newProxyInstance(
                RecordingFdb.class.getClassLoader(), new Class<?>[] {Database.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("options")) {
                        return new DatabaseOptions((code, value) -> option("database.", DATABASE_OPTIONS, code, value));
                    }
                    record("database.", method, arguments);
                    return switch (method.getName()) {
                        case "createTransaction" -> transaction("");
                        case "close" -> null;
                        default -> throw unknown(method);
                    };
                });
    }

    private Transaction transaction(String view) {
        return (Transaction) Proxy.newProxyInstance(
                RecordingFdb.class.getClassLoader(),
                new Class<?>[] {Transaction.class},
                (proxy, method, arguments) -> invoked(view, method, arguments));
    }

    private @Nullable Object invoked(String view, Method method, Object @Nullable [] arguments) {
        if (method.getName().equals("options")) {
            return new TransactionOptions((code, value) -> option(view, TRANSACTION_OPTIONS, code, value));
        }
        if (method.getName().equals("snapshot")) {
            return transaction("snapshot.");
        }
        record(view, method, arguments);
        Deque<Supplier<?>> told = answers.get(method.getName());
        return told == null || told.isEmpty()
                ? plainAnswer(method)
                : told.remove().get();
    }

    private @Nullable Object plainAnswer(Method method) {
        return switch (method.getName()) {
            case "get" -> CompletableFuture.completedFuture(null);
            case "getRange" -> new Range();
            case "getReadVersion" -> CompletableFuture.completedFuture(7L);
            case "getApproximateSize" -> CompletableFuture.completedFuture(99L);
            case "getCommittedVersion" -> COMMITTED_VERSION;
            case "getVersionstamp" -> CompletableFuture.completedFuture(STAMP.clone());
            case "commit" -> CompletableFuture.completedFuture(null);
            case "watch" -> new CompletableFuture<Void>();
            case "onError" -> CompletableFuture.completedFuture(transaction(""));
            case "set", "clear", "mutate", "addReadConflictRange", "addWriteConflictRange", "close" -> null;
            default -> throw unknown(method);
        };
    }

    private void record(String view, Method method, Object @Nullable [] arguments) {
        String list = arguments == null
                ? ""
                : Arrays.stream(arguments).map(RecordingFdb::text).collect(Collectors.joining(", "));
        calls.add(view + method.getName() + "(" + list + ")");
    }

    private void option(String view, Map<Integer, String> names, int code, byte @Nullable [] value) {
        String name = names.getOrDefault(code, "option " + code);
        calls.add(view + "option " + name + (value == null ? "" : "=" + number(value)));
    }

    private static long number(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static String text(Object argument) {
        return switch (argument) {
            case byte[] bytes -> Keys.printable(bytes);
            case FDBException failure -> failure.getMessage() + " " + failure.getCode();
            default -> argument.toString();
        };
    }

    private static AssertionError unknown(Method method) {
        return new AssertionError("a call that the adapter was not known to make: " + method);
    }

    /** A range whose pairs have come already. Pairs that were handed over count; a cancellation is written down. */
    private final class Range implements AsyncIterable<KeyValue> {
        @Override
        public CompletableFuture<List<KeyValue>> asList() {
            calls.add("  asList");
            return CompletableFuture.completedFuture(pairs);
        }

        @Override
        public AsyncIterator<KeyValue> iterator() {
            return new AsyncIterator<>() {
                private int next;

                @Override
                public CompletableFuture<Boolean> onHasNext() {
                    return CompletableFuture.completedFuture(hasNext());
                }

                @Override
                public boolean hasNext() {
                    return next < pairs.size();
                }

                @Override
                public KeyValue next() {
                    return pairs.get(next++);
                }

                @Override
                public void cancel() {
                    calls.add("  cancelled after " + next);
                }
            };
        }
    }
}
