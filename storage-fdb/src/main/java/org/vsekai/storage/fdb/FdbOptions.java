package org.vsekai.storage.fdb;

import java.time.Duration;

/**
 * What isn't in the cluster file. TLS is the client library's own: it reads {@code FDB_TLS_CERTIFICATE_FILE}, {@code
 * FDB_TLS_KEY_FILE}, {@code FDB_TLS_CA_FILE} and {@code FDB_TLS_VERIFY_PEERS} from the environment.
 *
 * @param openTimeout how long the cluster may take to answer when the database is opened
 */
public record FdbOptions(Duration openTimeout) {
    public static final FdbOptions DEFAULT = new FdbOptions(Duration.ofSeconds(10));

    /** @throws IllegalArgumentException unless the time is positive */
    public FdbOptions {
        if (!openTimeout.isPositive()) {
            throw new IllegalArgumentException("the time to open must be positive: " + openTimeout);
        }
    }

    public FdbOptions withOpenTimeout(Duration longest) {
        return new FdbOptions(longest);
    }
}
