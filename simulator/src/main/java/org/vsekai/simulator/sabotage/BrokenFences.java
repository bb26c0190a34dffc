package org.vsekai.simulator.sabotage;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.check.sabotage.WrappedTransaction;

/** Commits that don't look whether they may. */
final class BrokenFences {
    private BrokenFences() {}

    /** Values by key, of one life. */
    static final class Remembered {
        private final Map<String, byte[]> values = new HashMap<>();

        byte @Nullable [] get(byte[] key) {
            return values.get(Keys.printable(key));
        }

        void put(byte[] key, byte[] value) {
            values.put(Keys.printable(key), value);
        }
    }

    /** Believes of a key what it has written there itself, and reads no further. */
    static final class OwnBelief extends WrappedTransaction {
        private final KeyKind kind;
        private final Remembered believed;
        private final Remembered written = new Remembered();
        private byte @Nullable [] writtenKey;
        private final boolean believesBeforeCommit;

        OwnBelief(Transaction sound, KeyKind kind, Remembered believed, boolean believesBeforeCommit) {
            super(sound);
            this.kind = kind;
            this.believed = believed;
            this.believesBeforeCommit = believesBeforeCommit;
        }

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            byte[] own = KeyKind.of(key) == kind ? believed.get(key) : null;
            return own == null ? sound.get(key) : CompletableFuture.completedFuture(own);
        }

        @Override
        public void set(byte[] key, byte[] value) {
            super.set(key, value);
            if (KeyKind.of(key) == kind) {
                writtenKey = key;
                written.put(key, value);
                if (believesBeforeCommit) {
                    believed.put(key, value);
                }
            }
        }

        @Override
        public CompletionStage<Void> commit() {
            return super.commit().thenAccept(done -> {
                byte[] key = writtenKey;
                byte[] value = key == null ? null : written.get(key);
                if (key != null && value != null) {
                    believed.put(key, value);
                }
            });
        }
    }

    /** Reads nothing that conflicts. */
    static final class Unconflicting extends WrappedTransaction {
        Unconflicting(Transaction sound) {
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

    /** Takes a region without raising its epoch. */
    static final class EpochKept extends WrappedTransaction {
        EpochKept(Transaction sound) {
            super(sound);
        }

        @Override
        public void set(byte[] key, byte[] value) {
            if (KeyKind.of(key) != KeyKind.EPOCH) {
                super.set(key, value);
                return;
            }
            byte[] same = Arrays.copyOf(value, value.length);
            // The last byte of the record is the number's, below 128.
            if (same[same.length - 1] > 1) {
                same[same.length - 1]--;
            }
            super.set(key, same);
        }
    }
}
