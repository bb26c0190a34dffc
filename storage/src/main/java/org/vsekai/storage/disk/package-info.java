/**
 * Files as the code of the storage layer writes them: {@link org.vsekai.storage.disk.Disk} is the port, so that tests can
 * take the power away between any two operations. RocksDB writes its own files past it.
 */
@NullMarked
package org.vsekai.storage.disk;

import org.jspecify.annotations.NullMarked;
