package org.vsekai.archive.move;

import java.io.IOException;
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

/** Reads a range in pieces, each in a transaction of its own: no piece is near the store's five seconds. Blocks. */
final class RangeScan {
    /** What a move does gives way to players. */
    static final TransactionOptions PATIENT = TransactionOptions.DEFAULT.withPriority(Priority.BATCH);

    private static final RangeOptions PIECE = RangeOptions.ALL.withTargetBytes(ReadTransaction.STREAM_BYTES);

    private final Database database;
    private final KeyRange range;

    RangeScan(Database database, KeyRange range) {
        this.database = database;
        this.range = range;
    }

    /** @param afterPiece called when a piece has been handed over */
    void read(PairVisitor visitor, Runnable afterPiece) throws IOException {
        byte[] begin = range.begin();
        while (true) {
            byte[] from = begin;
            RangeResult piece = database.run(
                    PATIENT,
                    transaction -> RetryLoop.await(transaction.snapshot().getRange(from, range.end(), PIECE)));
            for (KeyValue pair : piece.pairs()) {
                visitor.visit(pair.key(), pair.value());
            }
            afterPiece.run();
            if (!piece.more() || piece.pairs().isEmpty()) {
                return;
            }
            begin = Keys.after(piece.pairs().getLast().key());
        }
    }
}
