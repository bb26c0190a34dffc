package org.vsekai.world;

/** What a region counts. */
public enum WorldCounter {
    FRAMES_MADE,
    FRAMES_DURABLE,
    COMMITS,
    COMMITS_RETRIED,
    /** The store could not say whether a commit took place; decided by reading the fence. */
    COMMITS_UNKNOWN,
    CHECKPOINTS,
    CHECKPOINT_BYTES,
    FRAME_BYTES,
    ACTIONS_APPLIED,
    /** Of those applied: refused by the rules. */
    ACTIONS_REFUSED_BY_RULES,
    /** Sent again and answered with the stored result. */
    ACTIONS_REPEATED,
    /** Sent again while the first is not durable yet; its frame answers both. */
    ACTIONS_REPEATED_EARLY,
    ACTIONS_OUT_OF_ORDER,
    ACTIONS_TOO_MANY_IN_FLIGHT,
    /** Refused because the store is behind. */
    ACTIONS_BUSY,
    POSES_TAKEN,
    POSES_TOO_FAST,
    POSES_OUTSIDE_WORLD,
    POSES_OFF_GROUND,
    /** Inputs of a session that another has replaced or that has ended. */
    STALE_SESSION_INPUTS,
    /** Inputs that the bounded queue had no room for. */
    INPUT_QUEUE_FULL,
    INPUTS_AFTER_STOP,
    JOINS,
    LEAVES,
    /** Ticks that were left out because the machine was too slow. */
    TICKS_SKIPPED
}
