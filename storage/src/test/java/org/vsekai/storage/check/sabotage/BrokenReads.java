package org.vsekai.storage.check.sabotage;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** Transactions that answer reads wrongly. */
final class BrokenReads {
    private BrokenReads() {}

    static final class Dirty extends WrappedTransaction {
        private final BrokenDatabase database;
        private final Set<byte[]> own = new TreeSet<>(Keys.ORDER);

        Dirty(BrokenDatabase database, Transaction sound) {
            super(sound);
            this.database = database;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            super.set(key, value);
            own.add(key.clone());
            database.uncommitted.put(key.clone(), value.clone());
        }

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            byte[] dirty = database.uncommitted.get(key);
            return dirty == null ? super.get(key) : CompletableFuture.completedFuture(dirty.clone());
        }

        @Override
        public void close() {
            own.forEach(database.uncommitted::remove);
            super.close();
        }
    }

    /** Takes a transaction that has had its read version for a while, and leaves the new one for the next. */
    static Transaction aged(BrokenDatabase database, Transaction sound) {
        RetryLoop.await(sound.readVersion());
        Transaction older = database.aged.getAndSet(sound);
        return older == null ? database.sound.begin(TransactionOptions.DEFAULT) : older;
    }

    static final class MovingSnapshot extends WrappedTransaction {
        private final BrokenDatabase database;

        MovingSnapshot(BrokenDatabase database, Transaction sound) {
            super(sound);
            this.database = database;
        }

        @Override
        public ReadTransaction snapshot() {
            return new ReadTransaction() {
                @Override
                public CompletionStage<byte @Nullable []> get(byte[] key) {
                    try (Transaction newest = database.sound.begin(TransactionOptions.DEFAULT)) {
                        return newest.get(key);
                    }
                }

                @Override
                public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
                    try (Transaction newest = database.sound.begin(TransactionOptions.DEFAULT)) {
                        return newest.getRange(begin, end, options);
                    }
                }

                @Override
                public CompletionStage<Long> readVersion() {
                    return sound.readVersion();
                }
            };
        }
    }

    static final class OwnWritesUnseen extends WrappedTransaction {
        private final BrokenDatabase database;
        private final Set<byte[]> own = new TreeSet<>(Keys.ORDER);

        OwnWritesUnseen(BrokenDatabase database, Transaction sound) {
            super(sound);
            this.database = database;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            super.set(key, value);
            own.add(key.clone());
        }

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            if (!own.contains(key)) {
                return super.get(key);
            }
            try (Transaction without = database.sound.begin(TransactionOptions.DEFAULT)) {
                return without.get(key);
            }
        }
    }

    static final class ReverseIgnored extends WrappedTransaction {
        ReverseIgnored(BrokenDatabase database, Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return super.getRange(begin, end, options)
                    .thenApply(found ->
                            options.reverse() ? new RangeResult(found.pairs().reversed(), found.more()) : found);
        }
    }

    static final class LimitOffByOne extends WrappedTransaction {
        LimitOffByOne(BrokenDatabase database, Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return super.getRange(
                    begin, end, options.limit() == UNLIMITED ? options : options.withLimit(options.limit() + 1));
        }
    }

    static final class MoreUntold extends WrappedTransaction {
        MoreUntold(BrokenDatabase database, Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return super.getRange(begin, end, options)
                    .thenApply(found -> new RangeResult(List.copyOf(found.pairs()), false));
        }
    }
}
