package org.vsekai.storage;

import java.util.function.LongSupplier;
import org.vsekai.core.SplitMix64;

/**
 * Decides whether a failed transaction is tried again and how long it waits before: exponential back-off with jitter,
 * within the options' retries and time. One for each transaction, kept over its resets; confined to the transaction's thread.
 */
public final class RetryBudget {
    static final long FIRST_WAIT_NANOS = 1_000_000;

    static final long LONGEST_WAIT_NANOS = 250_000_000;

    private final TransactionOptions options;
    private final LongSupplier nanoTime;
    private final SplitMix64 jitter;
    private final long startNanos;
    private int retries;

    /**
     * @param nanoTime the clock, as {@link System#nanoTime}
     * @param seed differs between transactions, so that two that conflict don't wait equally long
     */
    public RetryBudget(TransactionOptions options, LongSupplier nanoTime, long seed) {
        this.options = options;
        this.nanoTime = nanoTime;
        jitter = new SplitMix64(seed);
        startNanos = nanoTime.getAsLong();
    }

    /**
     * Takes one retry from the budget.
     *
     * @return the nanoseconds to wait before the next try
     * @throws StorageException the failure itself where it is not retryable or the retries are used up, {@link
     *     StorageError#TRANSACTION_TIMED_OUT} where the time is
     */
    public long spend(StorageException failure) {
        if (!failure.error().retryable() || retries >= options.maxRetries()) {
            throw failure;
        }
        long wait = waitNanos();
        long elapsed = nanoTime.getAsLong() - startNanos;
        if (elapsed + wait > options.timeout().toNanos()) {
            throw new StorageException(
                    StorageError.TRANSACTION_TIMED_OUT, "the time for retries is used up; see the cause", failure);
        }
        retries++;
        return wait;
    }

    private long waitNanos() {
        long longest = FIRST_WAIT_NANOS << Math.min(retries, 20);
        long bounded = Math.min(longest, LONGEST_WAIT_NANOS);
        return jitter.between(bounded / 2, bounded + 1);
    }
}
