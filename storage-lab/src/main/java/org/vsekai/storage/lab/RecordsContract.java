package org.vsekai.storage.lab;

import org.vsekai.storage.Database;
import org.vsekai.storage.record.RecordStoreContractTest;

/** The contract tests of records over the store that {@link ContractTests} has set. */
class RecordsContract extends RecordStoreContractTest {
    @Override
    protected Database database() {
        return StoreContract.open();
    }
}
