package org.vsekai.storage.record;

import com.google.protobuf.Message;
import org.vsekai.storage.Database;
import org.vsekai.storage.Priority;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * What takes long in a record store, in many small transactions while the world goes on: building indexes, and writing records
 * of older versions anew. Stop it at any time: it goes on where it was. Several at once do no harm. Blocks: for virtual threads
 * and start-up.
 */
public final class StoreUpkeep {
    /** Records of one transaction: the first time, and at most. */
    private static final int FIRST_BATCH = 50;

    private static final int MAX_BATCH = 500;

    /** How often a batch is tried before it is made smaller: writers have the right of way. */
    private static final int TRIES = 3;

    private static final TransactionOptions OPTIONS = TransactionOptions.DEFAULT.withPriority(Priority.BATCH);

    private final Database database;
    private final RecordStore store;

    public StoreUpkeep(Database database, RecordStore store) {
        this.database = database;
        this.store = store;
    }

    /** {@link RecordStore#upgrade} in a transaction of its own. */
    public void upgrade() {
        database.run(tx -> {
            RetryLoop.await(store.upgrade(tx));
            return true;
        });
    }

    /** Builds every index that isn't readable yet: after {@link #upgrade}. */
    public void buildIndexes() {
        store.schema().indexes().forEach(this::build);
    }

    /**
     * Makes an index readable, and leaves a readable one alone. Records of older versions are written anew on the way, so that
     * the index holds what they have become.
     *
     * @throws UniqueViolationException where two stored records have the same values in a unique index, which is disabled and
     *     empty afterwards
     */
    public <M extends Message> void build(Indexed<M> index) {
        try {
            database.run(OPTIONS, tx -> begin(tx, index));
            walk(new Walk<>(store, index.type(), index));
        } catch (UniqueViolationException violation) {
            if (violation.index() == index) {
                database.run(OPTIONS, tx -> {
                    RetryLoop.await(store.disable(tx, index));
                    return true;
                });
            }
            throw violation;
        }
    }

    /** Writes all records of older versions anew: their migrations, and fields that nothing reads any more, may go then. */
    public <M extends Message> void rewrite(RecordType<M> type) {
        walk(new Walk<>(store, type, null));
    }

    private boolean begin(Transaction transaction, Indexed<?> index) {
        IndexState state = RetryLoop.await(store.in(transaction).state(index));
        if (state == IndexState.DISABLED) {
            RetryLoop.await(store.setState(transaction, index, IndexState.WRITE_ONLY));
        }
        return true;
    }

    private void walk(Walk<?> walk) {
        int limit = FIRST_BATCH;
        boolean more = true;
        while (more) {
            int records = limit;
            try {
                more = database.run(
                        records == 1 ? OPTIONS : OPTIONS.withMaxRetries(TRIES), tx -> walk.step(tx, records));
                limit = Math.min(MAX_BATCH, limit + limit / 4 + 1);
            } catch (StorageException failure) {
                if (limit == 1 || !isHelpedByLess(failure.error())) {
                    throw failure;
                }
                limit = limit / 2;
            }
        }
    }

    private static boolean isHelpedByLess(StorageError error) {
        return error == StorageError.NOT_COMMITTED
                || error == StorageError.TRANSACTION_TOO_OLD
                || error == StorageError.TRANSACTION_TOO_LARGE;
    }
}
