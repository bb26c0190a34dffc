package org.vsekai.storage.rocksdb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.Database;
import org.vsekai.storage.record.RecordStoreContractTest;

/** The record layer on this engine. */
class RocksRecordsIntegrationTest extends RecordStoreContractTest {
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
