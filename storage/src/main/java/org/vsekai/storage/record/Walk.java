package org.vsekai.storage.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.record.v1.WalkProgress;

/**
 * A walk over all records of a type in many transactions, each of which does something with some records and stores how far it
 * came. Whoever goes on, after a stop or at the same time, goes on from there.
 */
final class Walk<M extends Message> {
    private static final int MAX_BYTES = 1 << 20;

    private final RecordStore store;
    private final RecordType<M> type;

    /** What is built; null for writing old records anew. */
    private final @Nullable Indexed<M> index;

    Walk(RecordStore store, RecordType<M> type, @Nullable Indexed<M> index) {
        this.store = store;
        this.type = type;
        this.index = index;
    }

    /** What a stored progress says of where to go on: bytes behind the type's prefix. */
    static byte[] next(byte[] progress) {
        return parse(progress).getNext().toByteArray();
    }

    private static WalkProgress parse(byte[] progress) {
        try {
            return WalkProgress.parseFrom(progress);
        } catch (InvalidProtocolBufferException failure) {
            throw new RecordException(RecordError.DAMAGED, "the progress of a walk over records", failure);
        }
    }

    /**
     * Takes the next records, as many as the limit. Reading them conflicts with those who write them at the same time.
     *
     * @return whether anything may be left
     */
    boolean step(Transaction transaction, int limit) {
        Records records = store.in(transaction);
        if (index != null && !isBuilding(RetryLoop.await(records.state(index)))) {
            return false;
        }
        WalkProgress progress = progress(transaction);
        byte[] from = progress.getNext().toByteArray();
        List<Stored<M>> found = next(records, from, limit);
        if (found.isEmpty()) {
            end(transaction);
            return false;
        }
        for (Stored<M> record : found) {
            if (index != null || record.isOld()) {
                RetryLoop.await(records.refresh(record, index));
            }
        }
        byte[] next = StoreKeys.under(found.getLast().primaryKey().pack()).end();
        WalkProgress further = WalkProgress.newBuilder()
                .setNext(ByteString.copyFrom(next))
                .setRecords(progress.getRecords() + found.size())
                .build();
        transaction.set(progressKey(), further.toByteArray());
        excludeWriters(transaction, from, next);
        return true;
    }

    private boolean isBuilding(IndexState state) {
        if (state == IndexState.DISABLED) {
            throw new RecordException(
                    RecordError.NOT_READABLE, "the index " + index + " was disabled while it was built");
        }
        return state == IndexState.WRITE_ONLY; // Else somebody else has finished it.
    }

    private List<Stored<M>> next(Records records, byte[] from, int limit) {
        byte[] home = store.keys().records(type.name());
        var rest = new KeyRange(Keys.concat(home, from), StoreKeys.under(home).end());
        return RetryLoop.await(records.reader().scan(type, rest, false, limit, MAX_BYTES))
                .records();
    }

    private WalkProgress progress(Transaction transaction) {
        byte[] stored = RetryLoop.await(transaction.get(progressKey()));
        return stored == null ? WalkProgress.getDefaultInstance() : parse(stored);
    }

    /** Nothing was found, and who puts something there conflicts with this transaction. */
    private void end(Transaction transaction) {
        transaction.clear(progressKey());
        if (index != null) {
            RetryLoop.await(store.setState(transaction, index, IndexState.READABLE));
        }
    }

    /** See {@link IndexUpkeep}: for who writes a record in this part, and took it for one that isn't built yet. */
    private void excludeWriters(Transaction transaction, byte[] from, byte[] next) {
        if (index instanceof Total<M> total) {
            byte[] building = store.keys().building(type.name(), total.name());
            transaction.addWriteConflictRange(Keys.concat(building, from), Keys.concat(building, next));
        }
    }

    private byte[] progressKey() {
        return index == null ? store.keys().progress(type.name()) : store.keys().progress(type.name(), index.name());
    }
}
