package org.vsekai.storage.rocksdb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.Database;
import org.vsekai.storage.LaggingDatabase;
import org.vsekai.storage.record.IndexBuildContractTest;
import org.vsekai.storage.record.RecordChangeContractTest;
import org.vsekai.storage.record.RecordModelContractTest;
import org.vsekai.storage.record.RecordStoreContractTest;
import org.vsekai.storage.record.example.RecordsExampleContractTest;

/** The record layer on this engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RocksRecordsIntegrationTest {
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

    @Nested
    class Contract extends RecordStoreContractTest {
        @Override
        protected Database database() {
            return database;
        }
    }

    @Nested
    class Changes extends RecordChangeContractTest {
        @Override
        protected Database database() {
            return database;
        }
    }

    @Nested
    class Builds extends IndexBuildContractTest {
        @Override
        protected Database database() {
            return database;
        }
    }

    @Nested
    class Model extends RecordModelContractTest {
        @Override
        protected Database database() {
            return database;
        }
    }

    @Nested
    class Example extends RecordsExampleContractTest {
        @Override
        protected Database database() {
            return database;
        }
    }

    /** With stages that are not complete on return, as those of a store over a network. */
    @Nested
    class LaggingContract extends RecordStoreContractTest {
        @Override
        protected Database database() {
            return lagging;
        }
    }

    @Nested
    class LaggingBuilds extends IndexBuildContractTest {
        @Override
        protected Database database() {
            return lagging;
        }
    }
}
