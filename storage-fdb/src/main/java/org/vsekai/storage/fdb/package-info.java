/** The engine on FoundationDB: the same SPI over {@code fdb-java}. */
@NullMarked
package org.vsekai.storage.fdb;

import org.jspecify.annotations.NullMarked;
