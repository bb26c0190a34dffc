package org.vsekai.storage.lab;

import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRules;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;

/** Reads below a prefix. What isn't a legal key without the prefix is refused here: with it, it would be one. */
class PrefixedReads implements ReadTransaction {
    private final ReadTransaction reads;
    private final byte[] prefix;

    PrefixedReads(ReadTransaction reads, byte[] prefix) {
        this.reads = reads;
        this.prefix = prefix;
    }

    byte[] below(byte[] key) {
        return Keys.concat(prefix, key);
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        KeyRules.checkLegal(key);
        return reads.get(below(key));
    }

    @Override
    public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
        KeyRules.checkRange(begin, end);
        return reads.getRange(below(begin), below(end), options)
                .thenApply(result -> new RangeResult(
                        result.pairs().stream()
                                .map(pair -> new KeyValue(
                                        Arrays.copyOfRange(pair.key(), prefix.length, pair.key().length), pair.value()))
                                .toList(),
                        result.more()));
    }

    @Override
    public CompletionStage<Long> readVersion() {
        return reads.readVersion();
    }
}
