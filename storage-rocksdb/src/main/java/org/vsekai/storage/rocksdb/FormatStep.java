package org.vsekai.storage.rocksdb;

import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * One step that brings a store from a format to the next, when it is opened and before anybody uses it. The step from format
 * n is at n - 1 of {@link #ALL}; a step that was released is never changed.
 *
 * <p>A step is idempotent, and what it has written is durable when it returns: {@code FORMAT} names the new format only after
 * that, so a step that a crash cut short runs again from its start.
 */
@FunctionalInterface
interface FormatStep {
    /** None yet: format 1 is the only one that there has been. */
    List<FormatStep> ALL = List.of();

    void run(NativeStore store) throws RocksDBException;

    /** The format that the steps lead to. */
    static int newestFormat(List<FormatStep> steps) {
        return 1 + steps.size();
    }
}
