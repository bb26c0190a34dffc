package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.tuple.Tuple;

/** Reads records through one transaction, or through its snapshot. */
final class RecordReader implements RecordReads {
    /** A page ends with the record that reaches this size. */
    static final int PAGE_BYTES = 1 << 20;

    private final Schema schema;
    private final StoreKeys keys;
    private final ReadTransaction reads;
    private final CompletionStage<StoreState> state;
    private final Turns turns;

    RecordReader(Schema schema, StoreKeys keys, ReadTransaction reads, CompletionStage<StoreState> state, Turns turns) {
        this.schema = schema;
        this.keys = keys;
        this.reads = reads;
        this.state = state;
        this.turns = turns;
    }

    /** Records in order of a scan, and whether there may be more behind them. */
    record Scan<M extends Message>(List<Stored<M>> records, boolean more) {}

    @Override
    public <M extends Message> CompletionStage<Optional<M>> get(RecordType<M> type, @Nullable Object... primaryKey) {
        return checked(
                        known -> schema.indexesOf(type),
                        () -> load(type, type.key().whole(primaryKey)))
                .thenApply(found -> found.map(Stored::newest));
    }

    @Override
    public <M extends Message> CompletionStage<Page<M>> query(Query<M> query) {
        Index<M> index = query.index();
        return index == null
                ? checked(known -> schema.indexesOf(query.type()), () -> queryRecords(query))
                : checked(
                        known -> checkReadable(known, index),
                        () -> new IndexScan<>(this, reads, keys, query, index).page());
    }

    @Override
    public CompletionStage<Long> total(Total<?> total, @Nullable Object... group) {
        return checked(
                        known -> checkReadable(known, total),
                        () -> reads.get(keys.total(total, total.groups().whole(group))))
                .thenApply(RecordReader::number);
    }

    @Override
    public CompletionStage<IndexState> state(Indexed<?> index) {
        return state.thenApply(known -> {
            schema.checkHas(index);
            return known.of(index);
        });
    }

    /** Reads at the same time as the header, which has the first say about what comes of it. */
    private <T extends @Nullable Object> CompletionStage<T> checked(
            Consumer<StoreState> check, Supplier<CompletionStage<T>> read) {
        CompletionStage<T> reading = turns.read(read);
        return state.thenCompose(known -> {
            check.accept(known);
            return reading;
        });
    }

    private void checkReadable(StoreState known, Indexed<?> index) {
        schema.checkHas(index);
        known.checkReadable(index);
    }

    /** A record as it is stored. */
    <M extends Message> CompletionStage<Optional<Stored<M>>> load(RecordType<M> type, Tuple primaryKey) {
        byte[] key = keys.record(type, primaryKey);
        return reads.get(key).thenCompose(value -> {
            if (value == null) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            RecordFormat.Head head = RecordFormat.decodeHead(value);
            if (head.furtherParts() == 0) {
                Stored<M> whole = Stored.of(type, primaryKey, head, head.bytes());
                return CompletableFuture.completedFuture(Optional.of(whole));
            }
            KeyRange parts = new KeyRange(Keys.after(key), StoreKeys.under(key).end());
            return reads.getRange(parts.begin(), parts.end()).thenApply(pairs -> {
                List<byte[]> further = pairs.stream().map(KeyValue::value).toList();
                return Optional.of(Stored.of(type, primaryKey, head, RecordFormat.join(head, further)));
            });
        });
    }

    /** The records of a range of keys. */
    <M extends Message> CompletionStage<Scan<M>> scan(
            RecordType<M> type, KeyRange range, boolean reverse, int limit, int maxBytes) {
        int prefixSize = keys.records(type.name()).length;
        return scan(new RecordAssembly<>(type, prefixSize, reverse, limit, maxBytes), range, reverse);
    }

    private <M extends Message> CompletionStage<Scan<M>> scan(
            RecordAssembly<M> assembly, KeyRange rest, boolean reverse) {
        if (Keys.compare(rest.begin(), rest.end()) >= 0) {
            return CompletableFuture.completedFuture(new Scan<>(assembly.records(), false));
        }
        var options = new RangeOptions(assembly.missingPairs(), reverse, ReadTransaction.STREAM_BYTES);
        return reads.getRange(rest.begin(), rest.end(), options).thenCompose(found -> {
            int used = 0;
            while (used < found.pairs().size() && !assembly.isFull()) {
                assembly.add(found.pairs().get(used++));
            }
            boolean more = found.more() || used < found.pairs().size();
            if (more && !assembly.isFull()) {
                byte[] last = found.pairs().getLast().key();
                KeyRange further =
                        reverse ? new KeyRange(rest.begin(), last) : new KeyRange(Keys.after(last), rest.end());
                return scan(assembly, further, reverse);
            }
            if (assembly.isInside()) {
                throw RecordFormat.damaged("a record without some of its parts at the end of a range");
            }
            return CompletableFuture.completedFuture(new Scan<>(assembly.records(), more));
        });
    }

    private <M extends Message> CompletionStage<Page<M>> queryRecords(Query<M> query) {
        byte[] home = keys.records(query.type().name());
        return scan(query.type(), query.rest(home), query.isReverse(), query.limit(), PAGE_BYTES)
                .thenApply(scan -> {
                    List<M> records =
                            scan.records().stream().map(Stored::newest).toList();
                    if (!scan.more()) {
                        return new Page<>(records, Optional.empty());
                    }
                    byte[] last =
                            keys.record(query.type(), scan.records().getLast().primaryKey());
                    return new Page<>(records, Optional.of(query.continuation(home, last)));
                });
    }

    static long number(byte @Nullable [] value) {
        if (value == null) {
            return 0;
        }
        if (value.length != Long.BYTES) {
            throw RecordFormat.damaged("a total of " + value.length + " bytes");
        }
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
