package org.vsekai.storage.fdb;

import com.apple.foundationdb.Database;

/** The client library of this process: the seam at which tests put another in its place. */
interface FdbClient {
    /**
     * Loads the library where that has not happened yet and connects, without waiting for the cluster.
     *
     * @throws LinkageError where the library is missing or can't be used
     * @throws com.apple.foundationdb.FDBException where it refuses
     */
    Database connect(String clusterFile);
}
