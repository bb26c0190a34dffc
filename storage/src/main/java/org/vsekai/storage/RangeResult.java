package org.vsekai.storage;

import java.util.List;

/**
 * What one read of a range found.
 *
 * @param more whether a limit or the byte target stopped the read: there may be further pairs beyond the last one
 */
public record RangeResult(List<KeyValue> pairs, boolean more) {}
