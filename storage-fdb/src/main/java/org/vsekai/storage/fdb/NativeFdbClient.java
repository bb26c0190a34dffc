package org.vsekai.storage.fdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDB;

/** {@code libfdb_c}. Its network thread serves the whole process and can't be started twice, so it ends with the process. */
final class NativeFdbClient implements FdbClient {
    /** The newest version that {@code fdb-java} was made for: a library that knows it is of the same minor version or newer. */
    static final int API_VERSION = 740;

    @Override
    public Database connect(String clusterFile) {
        return FDB.selectAPIVersion(API_VERSION).open(clusterFile);
    }
}
