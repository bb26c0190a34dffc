/**
 * The embedded engine: strictly serializable transactions on RocksDB.
 *
 * <p>The life of a commit: a {@link org.vsekai.storage.rocksdb.RocksTransaction} gathers reads and writes on its caller's
 * thread and becomes a {@link org.vsekai.storage.rocksdb.CommitRequest} in the {@link
 * org.vsekai.storage.rocksdb.CommitQueue}; the {@link org.vsekai.storage.rocksdb.Committer} takes what is waiting as one
 * group, checks each against the {@link org.vsekai.storage.rocksdb.ConflictSet}, writes the group with one synced write,
 * publishes the new {@link org.vsekai.storage.rocksdb.ReadVersion} and only then lets the outcomes be known.
 */
@NullMarked
package org.vsekai.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
