/**
 * Worlds taken from one store to another, through a file or directly. Every move reads its source whole from the beginning,
 * also when it goes on where an earlier run was cut short, and so knows the source's checksum; it then reads what it has written
 * and compares. What was written before is kept in the target, be it a file or a store, and not written again.
 */
@NullMarked
package org.vsekai.archive.move;

import org.jspecify.annotations.NullMarked;
