package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.tuple.Tuple;

/** One page of a query by an index: entries window by window, and the records of each window at once. */
final class IndexScan<M extends Message> {
    private static final int FIRST_WINDOW = 16;

    private static final int MAX_WINDOW = 64;

    private final RecordReader reader;
    private final ReadTransaction reads;
    private final Query<M> query;
    private final Index<M> index;

    /** The prefix of the index. */
    private final byte[] home;

    private final List<M> records = new ArrayList<>();
    private long bytes;

    IndexScan(RecordReader reader, ReadTransaction reads, StoreKeys keys, Query<M> query, Index<M> index) {
        this.reader = reader;
        this.reads = reads;
        this.query = query;
        this.index = index;
        home = keys.index(index.type().name(), index.name());
    }

    CompletionStage<Page<M>> page() {
        return page(query.rest(home));
    }

    private CompletionStage<Page<M>> page(KeyRange rest) {
        if (Keys.compare(rest.begin(), rest.end()) >= 0) {
            return CompletableFuture.completedFuture(new Page<>(records, Optional.empty()));
        }
        var options = new RangeOptions(window(), query.isReverse(), ReadTransaction.UNLIMITED);
        return reads.getRange(rest.begin(), rest.end(), options)
                .thenCompose(found -> load(found.pairs()).thenCompose(ignored -> goOn(found, rest)));
    }

    /** How many entries to take next: as many as fill the page if their records are as large as those before. */
    private int window() {
        int missing = query.limit() - records.size();
        if (records.isEmpty()) {
            return Math.min(FIRST_WINDOW, missing);
        }
        long averageBytes = bytes / records.size() + 1;
        long fitting = (RecordReader.PAGE_BYTES - bytes) / averageBytes + 1;
        return (int) Math.min(Math.min(MAX_WINDOW, missing), fitting);
    }

    private CompletionStage<Page<M>> goOn(RangeResult found, KeyRange rest) {
        if (!found.more()) {
            return CompletableFuture.completedFuture(new Page<>(records, Optional.empty()));
        }
        byte[] last = found.pairs().getLast().key();
        if (records.size() >= query.limit() || bytes >= RecordReader.PAGE_BYTES) {
            return CompletableFuture.completedFuture(new Page<>(records, Optional.of(query.continuation(home, last))));
        }
        return page(query.after(last, rest));
    }

    private CompletionStage<Void> load(List<KeyValue> entries) {
        List<CompletableFuture<Stored<M>>> loading = entries.stream()
                .map(entry -> load(entry.key()).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(loading.toArray(CompletableFuture[]::new))
                .thenRun(() -> {
                    for (CompletableFuture<Stored<M>> loaded : loading) {
                        Stored<M> stored = loaded.join();
                        bytes += stored.size();
                        records.add(stored.newest());
                    }
                });
    }

    private CompletionStage<Stored<M>> load(byte[] entryKey) {
        Tuple entry = Tuple.fromBytes(entryKey, home.length);
        int columns = index.columns().size();
        if (entry.size() != columns + index.type().key().size()) {
            throw RecordFormat.damaged("an entry of the index " + index + " with " + entry.size() + " elements");
        }
        Tuple values = StoreKeys.slice(entry, 0, columns);
        Tuple primaryKey = StoreKeys.slice(entry, columns, entry.size());
        return reader.load(index.type(), primaryKey).thenApply(found -> {
            Stored<M> stored = found.orElseThrow(() -> RecordFormat.damaged(
                    "the index " + index + " has " + values + " for " + primaryKey + ", which is not stored"));
            if (stored.isOld()) {
                checkMigrated(stored, values);
            }
            return stored;
        });
    }

    /** A migration that changes what was indexed would make the index lie. */
    private void checkMigrated(Stored<M> stored, Tuple values) {
        if (!index.entries(index.type().version(), stored.newest()).contains(values)) {
            throw new RecordException(
                    RecordError.BAD_MIGRATION,
                    "the record " + stored.primaryKey() + " of version " + stored.version() + " is in the index "
                            + index + " with " + values
                            + ", and its migration changes that: the index needs a new version");
        }
    }
}
