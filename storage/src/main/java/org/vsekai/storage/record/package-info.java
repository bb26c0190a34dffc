/**
 * Typed records over the transactions of {@code storage}: Protocol Buffers messages with a primary key, indexes, counts and
 * sums, that change their shape while the world goes on. {@code docs/records.md} is the way in.
 */
@NullMarked
package org.vsekai.storage.record;

import org.jspecify.annotations.NullMarked;
