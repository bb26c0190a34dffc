/** The storage SPI, with FoundationDB's semantics: ordered byte keys, strictly serializable transactions, tuples. */
@NullMarked
package org.vsekai.storage;

import org.jspecify.annotations.NullMarked;
