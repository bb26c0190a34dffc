package org.vsekai.simulator.time;

/** Each kind of trouble that a run may have. Which of them, and how often, is drawn from the seed. */
public enum Fault {
    // The network.
    NET_LOSS,
    NET_DUPLICATE,
    NET_REORDER,
    NET_DELAY_SPIKE,
    NET_CLOG,
    NET_PARTITION_TO_SERVER,
    NET_PARTITION_TO_CLIENT,
    NET_BREAK,
    NET_JOIN_LOST,
    // The server's process.
    PROCESS_KILL,
    PROCESS_KILL_IN_COMMIT,
    PROCESS_PAUSE,
    PROCESS_SLOW,
    PROCESS_RESTART_STORM,
    PROCESS_STOP_IN_ORDER,
    /** Between two servers another one had the world, for up to an hour in which nobody came: things have aged. */
    WORLD_LEFT_ALONE,
    // The disk.
    DISK_POWER_CUT,
    DISK_SLOW,
    DISK_FULL,
    DISK_ERROR,
    // The store.
    STORE_CONFLICT,
    STORE_UNKNOWN_APPLIED,
    STORE_UNKNOWN_LOST,
    STORE_UNKNOWN_LATE,
    STORE_TOO_OLD,
    STORE_FUTURE_VERSION,
    STORE_TOO_LARGE,
    STORE_HOT_KEY,
    // Ownership.
    OWNER_SECOND,
    OWNER_PING_PONG,
    // Players.
    PLAYER_FLOOD,
    PLAYER_SILENCE,
    PLAYER_MALFORMED,
    PLAYER_SECOND_SESSION,
    PLAYER_SPEED_HACK,
    PLAYER_REPEATS,
    // Between the threads of a server: a queue without room.
    HOST_POST_WAITS,
    HOST_POSE_DROPPED
}
