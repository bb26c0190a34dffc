package org.vsekai.storage.check.sabotage;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Database;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** A database that breaks its transactions in one way, and what these share. */
final class BrokenDatabase extends WrappedDatabase {
    private final BiFunction<BrokenDatabase, Transaction, Transaction> breaking;

    /** Counts whatever is broken only now and then. */
    final AtomicLong turn = new AtomicLong();

    /** Values that transactions have set and not committed. */
    final ConcurrentSkipListMap<byte[], byte[]> uncommitted = new ConcurrentSkipListMap<>(Keys.ORDER);

    /** The versionstamp that was given out last. */
    final AtomicReference<byte @Nullable []> lastStamp = new AtomicReference<>();

    /** A transaction that has its read version already and waits for somebody to read at it. */
    final AtomicReference<@Nullable Transaction> aged = new AtomicReference<>();

    BrokenDatabase(Database sound, BiFunction<BrokenDatabase, Transaction, Transaction> breaking) {
        super(sound);
        this.breaking = breaking;
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return breaking.apply(this, sound.begin(options));
    }

    /** One time in so many. */
    boolean itIsTime(int period) {
        return turn.incrementAndGet() % period == 0;
    }

    @Override
    public void close() {
        Transaction waiting = aged.getAndSet(null);
        if (waiting != null) {
            waiting.close();
        }
        super.close();
    }
}
