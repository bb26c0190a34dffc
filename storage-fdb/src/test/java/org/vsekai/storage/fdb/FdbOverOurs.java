package org.vsekai.storage.fdb;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.TransactionOptions;
import com.apple.foundationdb.async.AsyncIterable;
import com.apple.foundationdb.async.AsyncIterator;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;

/**
 * The other way round: a transaction of ours behind FoundationDB's interface, so that code which was written for FoundationDB,
 * its own directory layer, runs over our engines. As much of the interface as that code needs.
 */
final class FdbOverOurs {
    private static final int NEXT_WRITE_NO_WRITE_CONFLICT_RANGE = 30;

    private final org.vsekai.storage.Transaction ours;

    private FdbOverOurs(org.vsekai.storage.Transaction ours) {
        this.ours = ours;
    }

    static Transaction of(org.vsekai.storage.Transaction ours) {
        return new FdbOverOurs(ours).view(ours);
    }

    private Transaction view(ReadTransaction reader) {
        return (Transaction) Proxy.newProxyInstance(
                FdbOverOurs.class.getClassLoader(), new Class<?>[] {Transaction.class}, (proxy, method, arguments) -> {
                    Transaction itself = (Transaction) proxy;
                    return call(itself, reader, method, arguments == null ? new Object[0] : arguments);
                });
    }

    @SuppressWarnings("unchecked") // The interface's own types.
    private @Nullable Object call(Transaction itself, ReadTransaction reader, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "getExecutor" -> (Executor) Runnable::run;
            case "run", "read", "runAsync", "readAsync" -> ((Function<Transaction, Object>) arguments[0]).apply(itself);
            case "snapshot" -> view(ours.snapshot());
            case "options" -> new TransactionOptions((code, value) -> setOption(code));
            case "get" -> reader.get((byte[]) arguments[0]).toCompletableFuture();
            case "getRange" -> range(reader, arguments);
            default -> write(method, arguments);
        };
    }

    private void setOption(int code) {
        if (code != NEXT_WRITE_NO_WRITE_CONFLICT_RANGE) {
            throw new AssertionError("an option that was not expected: " + code);
        }
        ours.nextWriteNoWriteConflict();
    }

    private @Nullable Object write(Method method, Object[] arguments) {
        switch (method.getName()) {
            case "set" -> ours.set((byte[]) arguments[0], (byte[]) arguments[1]);
            case "clear" -> clear(arguments);
            case "mutate" ->
                ours.mutate(
                        org.vsekai.storage.MutationType.valueOf(((MutationType) arguments[0]).name()),
                        (byte[]) arguments[1],
                        (byte[]) arguments[2]);
            case "addWriteConflictKey" -> ours.addWriteConflictKey((byte[]) arguments[0]);
            default -> throw new AssertionError("a call that was not expected: " + method);
        }
        return null;
    }

    private void clear(Object[] arguments) {
        switch (arguments[0]) {
            case Range range -> ours.clearRange(range.begin, range.end);
            case byte[] key when arguments.length == 1 -> ours.clear(key);
            default -> ours.clearRange((byte[]) arguments[0], (byte[]) arguments[1]);
        }
    }

    /** {@code (Range | begin, end)[, limit[, reverse]]}. */
    private static AsyncIterable<KeyValue> range(ReadTransaction reader, Object[] arguments) {
        int options = arguments[0] instanceof Range ? 1 : 2;
        byte[] begin = arguments[0] instanceof Range range ? range.begin : (byte[]) arguments[0];
        byte[] end = arguments[0] instanceof Range range ? range.end : (byte[]) arguments[1];
        int limit = arguments.length > options ? (int) arguments[options] : 0;
        boolean isReverse = arguments.length > options + 1 && (boolean) arguments[options + 1];
        // Read when it is asked for, as FoundationDB's client does: what is cleared afterwards was still seen.
        List<KeyValue> pairs = RetryLoop.await(reader.getRange(begin, end, limit, isReverse)).stream()
                .map(pair -> new KeyValue(pair.key(), pair.value()))
                .toList();
        return new AsyncIterable<>() {
            @Override
            public AsyncIterator<KeyValue> iterator() {
                return over(pairs.iterator());
            }

            @Override
            public CompletableFuture<List<KeyValue>> asList() {
                return CompletableFuture.completedFuture(pairs);
            }
        };
    }

    private static AsyncIterator<KeyValue> over(Iterator<KeyValue> pairs) {
        return new AsyncIterator<>() {
            @Override
            public CompletableFuture<Boolean> onHasNext() {
                return CompletableFuture.completedFuture(pairs.hasNext());
            }

            @Override
            public boolean hasNext() {
                return pairs.hasNext();
            }

            @Override
            public KeyValue next() {
                return pairs.next();
            }

            @Override
            public void cancel() {}
        };
    }
}
