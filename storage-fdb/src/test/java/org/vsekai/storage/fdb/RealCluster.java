package org.vsekai.storage.fdb;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;

/** The cluster that the environment names for tests, if any. */
final class RealCluster {
    private static final String VARIABLE = "SEKAI_FDB_CLUSTER_FILE";
    private static final byte[] END = {(byte) 0xFF};

    private RealCluster() {}

    /** Skips the test where there is none. */
    static FdbDatabase open() {
        String file = System.getenv(VARIABLE);
        Assumptions.assumeTrue(
                file != null && !file.isBlank(),
                "SKIPPED: not run against FoundationDB, because " + VARIABLE + " does not name a cluster file");
        return FdbDatabase.open(Path.of(file), FdbOptions.DEFAULT);
    }

    /** For tests that clear all keys of users: a cluster that holds somebody's keys is refused. */
    static FdbDatabase openEmpty() {
        FdbDatabase database = open();
        List<KeyValue> first = database.run(tx -> RetryLoop.await(tx.getRange(Keys.empty(), END, 1, false)));
        if (!first.isEmpty()) {
            database.close();
            throw new IllegalStateException("the cluster of " + VARIABLE + " holds keys, the first being "
                    + Keys.printable(first.getFirst().key())
                    + ", and these tests clear everything: give them an empty one,"
                    + " or clear it yourself (fdbcli --exec 'writemode on; clearrange \"\" \\xff')");
        }
        return database;
    }

    static void clearAndClose(FdbDatabase database) {
        database.run(tx -> {
            tx.clearRange(Keys.empty(), END);
            return true;
        });
        database.close();
    }
}
