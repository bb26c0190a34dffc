package org.vsekai.storage.fdb;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.vsekai.storage.Database;
import org.vsekai.storage.directory.DirectoryContractTest;

/** Directories over a real cluster, if there is one, which must be empty. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FdbDirectoryIntegrationTest extends DirectoryContractTest {
    private @Nullable FdbDatabase database;

    @BeforeAll
    void open() {
        database = RealCluster.openEmpty();
    }

    @AfterAll
    void close() {
        if (database != null) {
            RealCluster.clearAndClose(database);
        }
    }

    @Override
    protected Database database() {
        return Objects.requireNonNull(database);
    }
}
