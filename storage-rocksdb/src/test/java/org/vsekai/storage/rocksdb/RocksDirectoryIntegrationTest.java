package org.vsekai.storage.rocksdb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.Database;
import org.vsekai.storage.directory.DirectoryContractTest;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RocksDirectoryIntegrationTest extends DirectoryContractTest {
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
