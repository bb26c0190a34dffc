package org.vsekai.storage.lab;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.vsekai.storage.Database;
import org.vsekai.storage.DatabaseContractTest;

/** The contract tests over the store that {@link ContractTests} has set. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreContract extends DatabaseContractTest {
    private static volatile @Nullable Database store;

    static void use(@Nullable Database open) {
        store = open;
    }

    @Override
    protected Database database() {
        return open();
    }

    static Database open() {
        Database open = store;
        if (open == null) {
            throw new IllegalStateException("run by ContractTests alone");
        }
        return open;
    }
}
