package org.vsekai.archive.move;

/**
 * What was moved, and is there as it was read.
 *
 * @param isResumed whether an earlier run had been cut short and this one went on
 */
public record Moved(Scope scope, Content content, boolean isResumed) {}
