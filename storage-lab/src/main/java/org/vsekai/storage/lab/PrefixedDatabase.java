package org.vsekai.storage.lab;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * The keys of a store that begin with a prefix, as a store of their own: for tests that clear everything, in a cluster that
 * others use. Keys have that much less room. Closing it clears them and leaves the store open.
 */
final class PrefixedDatabase implements Database {
    /** What a check writes in a cluster begins with this. */
    static final String CHECK = "sekai/contract/";

    private final Database store;
    private final byte[] prefix;

    PrefixedDatabase(Database store, String prefix) {
        this.store = store;
        this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        return RetryLoop.run(this, options, body);
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return RetryLoop.runAsync(this, options, body);
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return new PrefixedTransaction(store.begin(options), prefix);
    }

    @Override
    public void close() {
        run(tx -> {
            tx.clearRange(new byte[0], new byte[] {(byte) 0xFF});
            return true;
        });
    }
}
