package org.vsekai.storage;

import java.time.Duration;

/**
 * @param timeout from the first call to the last retry
 * @param maxRetries how often the retry loop tries again
 */
public record TransactionOptions(Duration timeout, int maxRetries) {
    public static final TransactionOptions DEFAULT = new TransactionOptions(Duration.ofSeconds(30), 1_000);
}
