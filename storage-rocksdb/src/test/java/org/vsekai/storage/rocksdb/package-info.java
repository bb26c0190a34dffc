@NullMarked
package org.vsekai.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
