package org.vsekai.benchmarks.storage;

import java.io.IOException;

/** A store that is asked for the same work as the others. */
interface Peer extends AutoCloseable {
    /** As in the report. */
    String name();

    /** How it is run, for the report. */
    String settings();

    /** Makes the keys from 0 up, durably. */
    void load(int keys) throws IOException, InterruptedException;

    /** Durable transactions of {@link Workload}, each client's one after another. */
    Round transactions(int clients, int seconds) throws IOException, InterruptedException;

    /** One client that reads one value at a time. */
    Round pointReads(int seconds) throws IOException, InterruptedException;

    /** One client that reads ranges of so many pairs, one at a time. */
    Round rangeReads(int pairs, int seconds) throws IOException, InterruptedException;

    @Override
    void close() throws IOException, InterruptedException;
}
