package org.vsekai.storage.check.sabotage;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;

/** Transactions that commit although they shouldn't. */
final class BrokenConflicts {
    private BrokenConflicts() {}

    static class ReadsUntracked extends WrappedTransaction {
        ReadsUntracked(BrokenDatabase database, Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            return sound.snapshot().get(key);
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return sound.snapshot().getRange(begin, end, options);
        }
    }

    static final class WriteSkew extends ReadsUntracked {
        WriteSkew(BrokenDatabase database, Transaction sound) {
            super(database, sound);
        }

        @Override
        public void set(byte[] key, byte[] value) {
            sound.addReadConflictKey(key);
            super.set(key, value);
        }
    }

    static final class Phantoms extends WrappedTransaction {
        Phantoms(BrokenDatabase database, Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            RangeResult found = RetryLoop.await(sound.snapshot().getRange(begin, end, options));
            found.pairs().forEach(pair -> sound.addReadConflictKey(pair.key()));
            return sound.snapshot().getRange(begin, end, options);
        }
    }

    static final class AddedIgnored extends WrappedTransaction {
        AddedIgnored(BrokenDatabase database, Transaction sound) {
            super(sound);
        }

        @Override
        public void addReadConflictRange(byte[] begin, byte[] end) {
            // As said.
        }
    }
}
