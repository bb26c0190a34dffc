/**
 * Tuples as keys, byte-compatible with FoundationDB's tuple layer (its design document "Tuple layer: type codes"), so that
 * the order of packed keys is the order of the tuples and a world can be copied between engines.
 */
@NullMarked
package org.vsekai.storage.tuple;

import org.jspecify.annotations.NullMarked;
