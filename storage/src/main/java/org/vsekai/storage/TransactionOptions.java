package org.vsekai.storage;

import java.time.Duration;

/**
 * @param timeout from the first call to the last retry. In FoundationDB it also ends what is under way; the embedded engine,
 *     whose reads are done at once, only looks at it before a retry
 * @param maxRetries how often the retry loop tries again
 */
public record TransactionOptions(Duration timeout, int maxRetries, Priority priority) {
    public static final TransactionOptions DEFAULT =
            new TransactionOptions(Duration.ofSeconds(30), 1_000, Priority.DEFAULT);

    public TransactionOptions withTimeout(Duration longest) {
        return new TransactionOptions(longest, maxRetries, priority);
    }

    public TransactionOptions withMaxRetries(int retries) {
        return new TransactionOptions(timeout, retries, priority);
    }

    public TransactionOptions withPriority(Priority other) {
        return new TransactionOptions(timeout, maxRetries, other);
    }
}
