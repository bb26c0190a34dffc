package org.vsekai.storage.check.sabotage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;

/** Transactions that write something else than they were told, or tell something else than they did. */
final class BrokenCommits {
    /** How rare it is where it is rare. */
    private static final int RARELY = 20;

    private BrokenCommits() {}

    private abstract static class Counted extends WrappedTransaction {
        final BrokenDatabase database;

        Counted(BrokenDatabase database, Transaction sound) {
            super(sound);
            this.database = database;
        }
    }

    static final class ConflictSwallowed extends WrappedTransaction {
        private boolean isSwallowed;

        ConflictSwallowed(BrokenDatabase database, Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<Void> commit() {
            return super.commit().exceptionally(failure -> {
                if (RetryLoop.cause(failure) instanceof StorageException known
                        && known.error() == StorageError.NOT_COMMITTED) {
                    isSwallowed = true;
                    return null;
                }
                throw RetryLoop.cause(failure) instanceof RuntimeException unchecked
                        ? unchecked
                        : new IllegalStateException(failure);
            });
        }

        @Override
        public long committedVersion() {
            return isSwallowed ? -1 : super.committedVersion();
        }
    }

    static final class CommitDenied extends Counted {
        CommitDenied(BrokenDatabase database, Transaction sound) {
            super(database, sound);
        }

        @Override
        public CompletionStage<Void> commit() {
            return super.commit().thenAccept(done -> {
                if (sound.committedVersion() >= 0 && database.itIsTime(RARELY)) {
                    throw new StorageException(StorageError.NOT_COMMITTED, "a lie");
                }
            });
        }
    }

    static final class HalfCommit extends Counted {
        HalfCommit(BrokenDatabase database, Transaction sound) {
            super(database, sound);
        }

        @Override
        public void set(byte[] key, byte[] value) {
            super.set(key, value);
            if (database.itIsTime(RARELY)) {
                database.sound.run(tx -> {
                    tx.set(key, value);
                    return true;
                });
            }
        }
    }

    static final class AtomicLost extends Counted {
        AtomicLost(BrokenDatabase database, Transaction sound) {
            super(database, sound);
        }

        @Override
        public void mutate(MutationType type, byte[] key, byte[] operand) {
            if (type != MutationType.ADD || !database.itIsTime(RARELY)) {
                super.mutate(type, key, operand);
            }
        }
    }

    static final class ClearLost extends Counted {
        ClearLost(BrokenDatabase database, Transaction sound) {
            super(database, sound);
        }

        @Override
        public void clearRange(byte[] begin, byte[] end) {
            if (!database.itIsTime(RARELY)) {
                super.clearRange(begin, end);
            }
        }
    }

    static final class StampTwice extends Counted {
        StampTwice(BrokenDatabase database, Transaction sound) {
            super(database, sound);
        }

        @Override
        public byte[] versionstamp() {
            byte[] stamp = super.versionstamp();
            byte[] last = database.lastStamp.getAndSet(stamp);
            return last != null && database.itIsTime(RARELY) ? last : stamp;
        }
    }

    static final class WatchLost extends Counted {
        WatchLost(BrokenDatabase database, Transaction sound) {
            super(database, sound);
        }

        @Override
        public CompletionStage<Void> watch(byte[] key) {
            CompletionStage<Void> watch = super.watch(key);
            return database.itIsTime(RARELY) ? new CompletableFuture<>() : watch;
        }
    }

    static final class WatchBeforeCommit extends WrappedTransaction {
        WatchBeforeCommit(BrokenDatabase database, Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<Void> watch(byte[] key) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
