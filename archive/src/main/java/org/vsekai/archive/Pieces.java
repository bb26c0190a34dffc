package org.vsekai.archive;

import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Priority;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.TransactionOptions;

/**
 * Reads large ranges beside somebody who works in the store: in pieces, each a snapshot read in a transaction of its own, which
 * conflicts with nobody and goes last. One piece is in memory. Blocks.
 */
public final class Pieces {
    /** Of keys and values in one transaction: some milliseconds of reading, in any store. */
    public static final int PIECE_BYTES = 512 * 1024;

    private static final TransactionOptions LAST = TransactionOptions.DEFAULT.withPriority(Priority.BATCH);

    private final Database database;
    private final RangeOptions piece;

    public Pieces(Database database, int pieceBytes) {
        this.database = database;
        piece = RangeOptions.ALL.withTargetBytes(pieceBytes);
    }

    /** One transaction. The body may run several times. */
    public <T> T read(Function<ReadTransaction, T> body) {
        return database.run(LAST, transaction -> body.apply(transaction.snapshot()));
    }

    /** Hands over a range in order, each piece as of a moment of its own. */
    public void each(KeyRange range, Consumer<KeyValue> visitor) {
        each(range, this::next, visitor, () -> {});
    }

    /** The next piece of a range. */
    public RangeResult next(ReadTransaction transaction, KeyRange rest) {
        return RetryLoop.await(transaction.getRange(rest.begin(), rest.end(), piece));
    }

    /**
     * As {@link #each(KeyRange, Consumer)}, with pieces of the caller's own making.
     *
     * @param next reads the next piece of what is left
     * @param afterPiece is called outside of a transaction
     */
    public void each(
            KeyRange range,
            BiFunction<ReadTransaction, KeyRange, RangeResult> next,
            Consumer<KeyValue> visitor,
            Runnable afterPiece) {
        KeyRange rest = range;
        while (true) {
            KeyRange asked = rest;
            RangeResult found = read(transaction -> next.apply(transaction, asked));
            found.pairs().forEach(visitor);
            afterPiece.run();
            if (!found.more() || found.pairs().isEmpty()) {
                return;
            }
            rest = new KeyRange(Keys.after(found.pairs().getLast().key()), range.end());
        }
    }
}
