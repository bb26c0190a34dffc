package org.vsekai.simulator.sabotage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.vsekai.storage.Database;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.check.sabotage.WrappedTransaction;

/** Commits that tell something else than what became of them, or do something else than they were told. */
final class BrokenCommits {
    private BrokenCommits() {}

    /** Tells of success at once. */
    static final class ToldEarly extends WrappedTransaction {
        ToldEarly(Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<Void> commit() {
            super.commit();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            // The commit is under way.
        }
    }

    /** Takes some failures for successes. */
    static final class Hopeful extends WrappedTransaction {
        private final StorageError ignored;

        Hopeful(Transaction sound, StorageError ignored) {
            super(sound);
            this.ignored = ignored;
        }

        @Override
        public CompletionStage<Void> commit() {
            CompletableFuture<Void> told = new CompletableFuture<>();
            super.commit().whenComplete((done, failure) -> {
                if (failure == null || isIgnored(failure)) {
                    told.complete(null);
                } else {
                    told.completeExceptionally(RetryLoop.cause(failure));
                }
            });
            return told;
        }

        private boolean isIgnored(Throwable failure) {
            return RetryLoop.cause(failure) instanceof StorageException known && known.error() == ignored;
        }
    }

    /** Never hears of a failure, and so never tries again. */
    static final class Deaf extends WrappedTransaction {
        Deaf(Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<Void> commit() {
            CompletableFuture<Void> told = new CompletableFuture<>();
            super.commit().thenAccept(told::complete);
            return told;
        }
    }

    /** Does some of the writes of a commit in a second transaction, after or before the first. */
    static final class Torn extends WrappedTransaction {
        private final Database database;
        private final Set<KeyKind> apart;
        private final boolean before;
        private final List<Consumer<Transaction>> secondWrites = new ArrayList<>();
        private boolean hasHead;

        Torn(Transaction sound, Database database, Set<KeyKind> apart, boolean before) {
            super(sound);
            this.database = database;
            this.apart = apart;
            this.before = before;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            if (apart.contains(KeyKind.of(key))) {
                secondWrites.add(second -> second.set(key, value));
            } else {
                super.set(key, value);
                hasHead |= KeyKind.of(key) == KeyKind.HEAD;
            }
        }

        @Override
        public CompletionStage<Void> commit() {
            if (!hasHead) {
                secondWrites.forEach(write -> write.accept(sound));
                return super.commit();
            }
            if (secondWrites.isEmpty()) {
                return super.commit();
            }
            return before
                    ? commitSecond().thenCompose(done -> super.commit())
                    : super.commit().thenCompose(done -> commitSecond());
        }

        private CompletionStage<Void> commitSecond() {
            Transaction second = database.begin(TransactionOptions.DEFAULT);
            secondWrites.forEach(write -> write.accept(second));
            return second.commit();
        }
    }

    /** Tells that a checkpoint is durable when the frames in its commit are, and writes its pages then. */
    static final class PagesLate extends WrappedTransaction {
        private final Database database;
        private final List<Consumer<Transaction>> late = new ArrayList<>();

        PagesLate(Transaction sound, Database database) {
            super(sound);
            this.database = database;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            if (isLate(key)) {
                late.add(second -> second.set(key, value));
            } else {
                super.set(key, value);
            }
        }

        @Override
        public void clear(byte[] key) {
            if (isLate(key)) {
                late.add(second -> second.clear(key));
            } else {
                super.clear(key);
            }
        }

        private static boolean isLate(byte[] key) {
            return KeyKind.of(key) == KeyKind.PAGE || KeyKind.of(key) == KeyKind.CHECKPOINT;
        }

        @Override
        public CompletionStage<Void> commit() {
            return super.commit().thenAccept(done -> {
                Transaction second = database.begin(TransactionOptions.DEFAULT);
                late.forEach(write -> write.accept(second));
                second.commit();
            });
        }
    }

    /** Leaves out one write of a kind in so many. */
    static final class Forgetful extends WrappedTransaction {
        private final KeyKind kind;
        private final Turn turn;

        Forgetful(Transaction sound, KeyKind kind, Turn turn) {
            super(sound);
            this.kind = kind;
            this.turn = turn;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            if (KeyKind.of(key) != kind || !turn.comes()) {
                super.set(key, value);
            }
        }
    }

    /** Leaves keys of a kind where they are. */
    static final class Uncleared extends WrappedTransaction {
        private final KeyKind kind;

        Uncleared(Transaction sound, KeyKind kind) {
            super(sound);
            this.kind = kind;
        }

        @Override
        public void clear(byte[] key) {
            if (KeyKind.of(key) != kind) {
                super.clear(key);
            }
        }
    }

    /** Stores no time. */
    static final class Timeless extends WrappedTransaction {
        Timeless(Transaction sound) {
            super(sound);
        }

        @Override
        public void mutate(MutationType type, byte[] key, byte[] operand) {
            if (KeyKind.of(key) != KeyKind.CLOCK) {
                super.mutate(type, key, operand);
            }
        }
    }

    /** Clears the frame after a range of them too. */
    static final class ClearingTooFar extends WrappedTransaction {
        ClearingTooFar(Transaction sound) {
            super(sound);
        }

        @Override
        public void clearRange(byte[] begin, byte[] end) {
            super.clearRange(begin, KeyKind.of(begin) == KeyKind.FRAME ? KeyKind.frameAfter(end) : end);
        }
    }
}
