package org.vsekai.storage.check;

import org.vsekai.storage.Database;

/** Some clients on keys of their own, and what they saw: the unit of checking. Many run at once. */
interface History {
    /** Runs the clients to their end, or to the store's, and checks what they saw as far as it is known. Blocks. */
    void run(Database database);

    /** After the store was opened again: settles what was unknown, and compares what it holds with what it must. */
    void reopened(Database database);

    /** Whether the store stopped while it ran. */
    boolean hasStopped();

    /** Committed so far. */
    long transactions();

    long conflicts();
}
