package org.vsekai.simulator.sabotage;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.check.sabotage.WrappedTransaction;
import org.vsekai.world.v1.Parcel;

/** Reads that answer something else than what is stored. */
final class BrokenReads {
    private BrokenReads() {}

    /** What was read once is never read again: a cache that nobody tells of changes. */
    static final class Cached extends WrappedTransaction {
        private final KeyKind kind;
        private final Map<String, byte[]> cache;

        Cached(Transaction sound, KeyKind kind, Map<String, byte[]> cache) {
            super(sound);
            this.kind = kind;
            this.cache = cache;
        }

        static Map<String, byte[]> newCache() {
            return new HashMap<>();
        }

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            return sound.get(key).thenApply(value -> value == null ? null : cached(key, value));
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return sound.getRange(begin, end, options).thenApply(this::cached);
        }

        @Override
        public ReadTransaction snapshot() {
            ReadTransaction snapshot = sound.snapshot();
            return new ReadTransaction() {
                @Override
                public CompletionStage<byte @Nullable []> get(byte[] key) {
                    return snapshot.get(key).thenApply(value -> value == null ? null : cached(key, value));
                }

                @Override
                public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
                    return snapshot.getRange(begin, end, options).thenApply(Cached.this::cached);
                }

                @Override
                public CompletionStage<Long> readVersion() {
                    return snapshot.readVersion();
                }
            };
        }

        private RangeResult cached(RangeResult found) {
            List<KeyValue> pairs = found.pairs().stream()
                    .map(pair -> new KeyValue(pair.key(), cached(pair.key(), pair.value())))
                    .toList();
            return new RangeResult(pairs, found.more());
        }

        private byte[] cached(byte[] key, byte[] value) {
            return KeyKind.of(key) == kind ? cache.computeIfAbsent(Keys.printable(key), first -> value) : value;
        }
    }

    /** Reads inboxes, and passes over some of what is there. */
    static final class Inboxes extends WrappedTransaction {
        private final UnaryOperator<List<KeyValue>> kept;

        /** @param kept what is found of what is there */
        Inboxes(Transaction sound, UnaryOperator<List<KeyValue>> kept) {
            super(sound);
            this.kept = kept;
        }

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
                    CompletionStage<RangeResult> found = snapshot.getRange(begin, end, options);
                    return KeyKind.of(begin) != KeyKind.INBOX
                            ? found
                            : found.thenApply(all -> new RangeResult(kept.apply(all.pairs()), all.more()));
                }

                @Override
                public CompletionStage<Long> readVersion() {
                    return snapshot.readVersion();
                }
            };
        }
    }

    /** An inbox begins with its second parcel. */
    static List<KeyValue> withoutFirst(List<KeyValue> parcels) {
        return parcels.stream().skip(1).toList();
    }

    /** An inbox has no decisions. */
    static List<KeyValue> withoutDecisions(List<KeyValue> parcels) {
        return parcels.stream().filter(pair -> !isDecision(pair.value())).toList();
    }

    private static boolean isDecision(byte[] parcel) {
        try {
            return Parcel.parseFrom(parcel).hasDecision();
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalArgumentException("an inbox holds parcels", damaged);
        }
    }
}
