package org.vsekai.simulator.sabotage;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.check.sabotage.WrappedTransaction;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityRecord;

/** Chunks that come from the store otherwise than they went there. */
final class BrokenPages {
    private BrokenPages() {}

    /** Changes pages that a snapshot brings, as chunks are loaded from one. */
    private abstract static class Changed extends WrappedTransaction {
        Changed(Transaction sound) {
            super(sound);
        }

        /** What is read in the place of a page. */
        abstract byte[] page(byte[] key, byte[] value);

        @Override
        public ReadTransaction snapshot() {
            ReadTransaction snapshot = sound.snapshot();
            return new ReadTransaction() {
                @Override
                public CompletionStage<byte @Nullable []> get(byte[] key) {
                    return snapshot.get(key);
                }

                @Override
                public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
                    return snapshot.getRange(begin, end, options).thenApply(Changed.this::pages);
                }

                @Override
                public CompletionStage<Long> readVersion() {
                    return snapshot.readVersion();
                }
            };
        }

        private RangeResult pages(RangeResult found) {
            List<KeyValue> pairs = found.pairs().stream().map(this::changed).toList();
            return new RangeResult(pairs, found.more());
        }

        private KeyValue changed(KeyValue pair) {
            return KeyKind.of(pair.key()) == KeyKind.PAGE
                    ? new KeyValue(pair.key(), page(pair.key(), pair.value()))
                    : pair;
        }
    }

    /** What each page was before it was last written. */
    static final class Earlier {
        private final Map<String, byte[]> newest = new HashMap<>();
        private final Map<String, byte[]> before = new HashMap<>();

        void written(byte[] key, byte[] value) {
            byte[] last = newest.put(Keys.printable(key), value);
            if (last != null && !Arrays.equals(last, value)) {
                before.put(Keys.printable(key), last);
            }
        }

        byte[] before(byte[] key, byte[] now) {
            return before.getOrDefault(Keys.printable(key), now);
        }
    }

    /** As if a chunk were let go of, and loaded, before the checkpoint that saves it is durable. */
    static final class OneBehind extends Changed {
        private final Earlier earlier;

        OneBehind(Transaction sound, Earlier earlier) {
            super(sound);
            this.earlier = earlier;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            super.set(key, value);
            if (KeyKind.of(key) == KeyKind.PAGE) {
                earlier.written(key, value);
            }
        }

        @Override
        byte[] page(byte[] key, byte[] value) {
            return earlier.before(key, value);
        }
    }

    /** What is to happen with time has come nearer by as much again as it should. */
    static final class Aged extends Changed {
        private static final long TICKS = 60;

        Aged(Transaction sound) {
            super(sound);
        }

        @Override
        byte[] page(byte[] key, byte[] value) {
            try {
                ChunkPage.Builder page = ChunkPage.parseFrom(value).toBuilder();
                for (EntityRecord.Builder thing : page.getEntitiesBuilderList()) {
                    if (thing.getReadyAtTick() > TICKS) {
                        thing.setReadyAtTick(thing.getReadyAtTick() - TICKS);
                    }
                }
                return page.build().toByteArray();
            } catch (InvalidProtocolBufferException damaged) {
                throw new IllegalArgumentException("a page can be read", damaged);
            }
        }
    }
}
