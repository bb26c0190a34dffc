package org.vsekai.world;

/** What a world counts, over all its regions. */
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
    /** Poses that came while no region could take them. */
    POSES_WHILE_DOWN,
    /** Requests for chunks of regions that were not up, or not there. */
    CHUNKS_NOT_SHOWN,
    /** Chunks that came into memory, and that went again. */
    CHUNKS_LOADED,
    CHUNKS_LET_GO,
    /** Of those: before their time, because memory was short. */
    CHUNKS_LET_GO_EARLY,
    /** Times it was found that the chunks in use alone take more memory than all may; nothing was let go for it. */
    CHUNK_MEMORY_EXCEEDED,
    /** Asked for by a client, and not in memory yet. */
    CHUNKS_SHOWN_LATER,
    /** The store could not bring a chunk; it is asked again. */
    CHUNK_LOADS_FAILED,
    /** Refused because what is around the player is not in memory yet. */
    ACTIONS_BEFORE_CHUNKS,
    JOINS,
    LEAVES,
    /** Actions of players who were between two regions, or whose avatars were being loaded. */
    ACTIONS_HELD,
    /** Held actions of a player who turned out to be at home elsewhere, without a word from there: the client sends them again. */
    ACTIONS_TURNED_AWAY,
    /** Actions that came while their home was not up, and are durable for when it is. */
    ACTIONS_LOGGED,
    /** Of those: applied. */
    ACTIONS_FROM_LOG,
    /** Of those: their sequence was used up already, or not yet due. */
    ACTIONS_FROM_LOG_REPEATED,
    /** Players who left a region over its border. */
    CROSSINGS_OUT,
    /** Players who came over the border. */
    CROSSINGS_IN,
    /** Actions that other regions were asked about. */
    TRANSACTIONS_BEGUN,
    /** Of those: undone because somebody took too long to answer. */
    TRANSACTIONS_UNANSWERED,
    /** Parts of other regions' transactions that were set aside here. */
    PARTS_SET_ASIDE,
    /** Actions that had to wait until the player's last one was decided. */
    ACTIONS_WAITED,
    PARCELS_SENT,
    PARCELS_TAKEN,
    /** Parcels that came twice, from their sender and from the inbox. */
    PARCELS_KNOWN,
    /** Parcels that were heard of, and could not be: the inbox was read again. */
    PARCELS_DOUBTED,
    /** Parcels that there was no room for in memory; they are read again. */
    PARCELS_LEFT_IN_STORE,
    REGIONS_TAKEN,
    REGIONS_LET_GO,
    /** Regions that could not go on, and are taken again. */
    REGIONS_DOWN,
    /** What the store said to an earlier tenure of a region. */
    ANSWERS_OUT_OF_DATE,
    /** The store's answers that had to wait for the tick thread. */
    STORE_EVENTS_WAITED,
    /** Messages from host to host that had to wait for room in the receiver's queue. */
    POSTS_WAITED,
    /** Messages from host to host beyond all that may wait: the world stops, and goes on from what is durable. */
    POSTS_LOST,
    /** Poses on their way from host to host that found the receiver's queue full. */
    POSES_BETWEEN_HOSTS_DROPPED,
    /** Ticks that were left out because the machine was too slow. */
    TICKS_SKIPPED
}
