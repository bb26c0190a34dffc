package org.vsekai.archive.move;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.vsekai.storage.Database;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** A store whose user is killed before or after a transaction. */
final class CuttingDatabase implements Database {
    private final Database database;
    private final int cutAt;
    private int transactions;
    private final boolean isAfterwards;

    /** @param cutAt the first is 1 */
    CuttingDatabase(Database database, int cutAt, boolean isAfterwards) {
        this.database = database;
        this.cutAt = cutAt;
        this.isAfterwards = isAfterwards;
    }

    int transactions() {
        return transactions;
    }

    @Override
    public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        transactions++;
        if (transactions == cutAt && !isAfterwards) {
            throw new Interrupting.CutShort();
        }
        T result = database.run(options, body);
        if (transactions == cutAt) {
            throw new Interrupting.CutShort();
        }
        return result;
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return database.runAsync(options, body);
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return database.begin(options);
    }

    @Override
    public void close() {}
}
