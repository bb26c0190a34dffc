package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.tuple.Tuple;

/**
 * Keeps indexes in step with the records, in one transaction. A change is planned with reads alone, and written only when
 * all of its plan is known to be right: so a refused put has written nothing.
 */
final class IndexUpkeep {
    private static final byte[] NOTHING = {};

    private final StoreKeys keys;
    private final Transaction transaction;

    IndexUpkeep(StoreKeys keys, Transaction transaction) {
        this.keys = keys;
        this.transaction = transaction;
    }

    /** A record before and after: null where there is none. */
    record Change(
            RecordType<?> type,
            Tuple primaryKey,
            @Nullable Stored<?> before,
            @Nullable Message after) {}

    /** The writes of a change for one index, once its reads have been made. */
    CompletionStage<Runnable> plan(Indexed<?> index, IndexState state, Change change) {
        return switch (index) {
            case Index<?> ordered -> planIndex(ordered, change);
            case Total<?> total -> planTotal(total, state, change);
        };
    }

    private CompletionStage<Runnable> planIndex(Index<?> index, Change change) {
        Stored<?> before = change.before;
        Message after = change.after;
        Set<Tuple> old = before == null ? Set.of() : index.entries(before.version(), before.form());
        Set<Tuple> fresh = after == null ? Set.of() : index.entries(index.type().version(), after);
        List<byte[]> cleared = new ArrayList<>();
        List<byte[]> set = new ArrayList<>();
        List<CompletableFuture<Void>> checks = new ArrayList<>();
        for (Tuple values : old) {
            if (!fresh.contains(values)) {
                cleared.add(keys.entry(index, values, change.primaryKey));
            }
        }
        for (Tuple values : fresh) {
            if (!old.contains(values)) {
                set.add(RecordWriter.checkedKey(keys.entry(index, values, change.primaryKey), index.toString()));
                if (index.isUnique() && !Columns.hasNull(values)) {
                    checks.add(checkFree(index, values, change.primaryKey).toCompletableFuture());
                }
            }
        }
        return CompletableFuture.allOf(checks.toArray(CompletableFuture[]::new)).thenApply(ignored -> () -> {
            cleared.forEach(transaction::clear);
            set.forEach(key -> transaction.set(key, NOTHING));
        });
    }

    /** Reading the range conflicts with whoever puts the same values there at the same time. */
    private CompletionStage<Void> checkFree(Index<?> index, Tuple values, Tuple primaryKey) {
        byte[] home = keys.index(index.type().name(), index.name());
        KeyRange taken = StoreKeys.under(values.pack(home));
        return transaction
                .getRange(taken.begin(), taken.end(), 2, false)
                .thenAccept(pairs -> pairs.forEach(pair -> {
                    Tuple entry = Tuple.fromBytes(pair.key(), home.length);
                    Tuple owner = StoreKeys.slice(entry, values.size(), entry.size());
                    if (!owner.equals(primaryKey)) {
                        throw new UniqueViolationException(index, values, primaryKey, owner);
                    }
                }));
    }

    private CompletionStage<Runnable> planTotal(Total<?> total, IndexState state, Change change) {
        Map<Tuple, Long> amounts = amounts(total, change);
        List<Runnable> additions = new ArrayList<>();
        amounts.forEach((group, amount) -> {
            byte[] key = RecordWriter.checkedKey(keys.total(total, group), total.toString());
            if (amount != 0) {
                additions.add(() -> add(key, amount, amount < 0 || total.isSum()));
            }
        });
        Runnable all = () -> additions.forEach(Runnable::run);
        return state == IndexState.READABLE
                ? CompletableFuture.completedFuture(all)
                : isCounted(total, change.primaryKey).thenApply(counted -> counted ? all : () -> {});
    }

    /**
     * Whether the builder of a total has been at this record. The progress only grows: what is counted stays so, and reading
     * that is no conflict. A record that isn't counted yet may be within what the builder commits just now, and so this
     * transaction and that one must exclude each other.
     */
    private CompletionStage<Boolean> isCounted(Total<?> total, Tuple primaryKey) {
        String type = total.type().name();
        byte[] place = primaryKey.pack();
        return transaction.snapshot().get(keys.progress(type, total.name())).thenApply(progress -> {
            boolean counted = progress != null && Keys.compare(place, Walk.next(progress)) < 0;
            if (!counted) {
                transaction.addReadConflictKey(Keys.concat(keys.building(type, total.name()), place));
            }
            return counted;
        });
    }

    private static Map<Tuple, Long> amounts(Total<?> total, Change change) {
        Map<Tuple, Long> amounts = new HashMap<>();
        Stored<?> before = change.before;
        if (before != null) {
            total.amounts(before.version(), before.form())
                    .forEach((group, amount) -> amounts.merge(group, -amount, Long::sum));
        }
        Message after = change.after;
        if (after != null) {
            total.amounts(total.type().version(), after)
                    .forEach((group, amount) -> amounts.merge(group, amount, Long::sum));
        }
        return amounts;
    }

    private void add(byte[] key, long amount, boolean mayBecomeNothing) {
        transaction.mutate(MutationType.ADD, key, littleEndian(amount));
        if (mayBecomeNothing) {
            // A group that has come to nothing leaves nothing behind.
            transaction.mutate(MutationType.COMPARE_AND_CLEAR, key, littleEndian(0));
        }
    }

    private static byte[] littleEndian(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    /** Adds a record that is new to an index under construction. */
    CompletionStage<Runnable> planBuilt(Indexed<?> index, Tuple primaryKey, Message record) {
        Change change = new Change(index.type(), primaryKey, null, record);
        return plan(index, IndexState.READABLE, change);
    }
}
