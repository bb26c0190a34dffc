package org.vsekai.storage.rocksdb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.Database;
import org.vsekai.storage.LaggingDatabase;
import org.vsekai.storage.record.RecordStoreContractTest;

/** The record layer with stages that are not complete on return, as those of a store over a network. */
class LaggingRecordsIntegrationTest extends RecordStoreContractTest {
    private RocksDatabase database;
    private LaggingDatabase lagging;

    @BeforeAll
    void open(@TempDir Path folder) {
        database = RocksDatabase.open(folder, TestStores.OPTIONS);
        lagging = new LaggingDatabase(database);
    }

    @AfterAll
    void close() {
        lagging.close();
        database.close();
    }

    @Override
    protected Database database() {
        return lagging;
    }
}
