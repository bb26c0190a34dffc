package org.vsekai.storage.record;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.vsekai.storage.Database;
import org.vsekai.storage.record.example.RecordsExampleContractTest;

/** What records do on every engine. An engine's test extends this and says which database is tested. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RecordStoreContractTest {
    /** An open database, which may hold what earlier tests left. Two small subspaces of it are cleared and used. */
    protected abstract Database database();

    @Nested
    class Contract extends RecordContractTest {
        @Override
        protected Database database() {
            return RecordStoreContractTest.this.database();
        }
    }

    @Nested
    class Changes extends RecordChangeContractTest {
        @Override
        protected Database database() {
            return RecordStoreContractTest.this.database();
        }
    }

    @Nested
    class Builds extends IndexBuildContractTest {
        @Override
        protected Database database() {
            return RecordStoreContractTest.this.database();
        }
    }

    @Nested
    class Model extends RecordModelContractTest {
        @Override
        protected Database database() {
            return RecordStoreContractTest.this.database();
        }
    }

    @Nested
    class Example extends RecordsExampleContractTest {
        @Override
        protected Database database() {
            return RecordStoreContractTest.this.database();
        }
    }
}
