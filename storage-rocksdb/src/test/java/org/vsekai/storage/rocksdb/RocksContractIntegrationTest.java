package org.vsekai.storage.rocksdb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.Database;
import org.vsekai.storage.DatabaseContractTest;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RocksContractIntegrationTest extends DatabaseContractTest {
    private RocksDatabase database;

    @BeforeAll
    void open(@TempDir Path folder) {
        database = RocksDatabase.open(folder, TestStores.OPTIONS);
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Override
    protected Database database() {
        return database;
    }
}
