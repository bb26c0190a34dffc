package org.vsekai.bots;

/**
 * A broken promise.
 *
 * @param amount how many things or pieces it is about, at least 1
 * @param what one sentence that names the player, the sequence or the thing
 */
record Violation(Kind kind, long amount, String what) {
    enum Kind {
        /** Something acknowledged, or shown as durable, is gone or fewer. */
        LOST,
        /** Something exists, or happened, more often than it was done. */
        DUPLICATED
    }
}
