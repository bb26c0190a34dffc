package org.vsekai.gateway;

/** Why something that arrived, or was to be sent, was dropped. Each is a counter. */
public enum Drop {
    /** A message on a channel that the protocol doesn't have. */
    UNKNOWN_CHANNEL,
    /** Above the pose rate; not even decoded. */
    POSE_TOO_OFTEN,
    POSE_UNDECODABLE,
    /** Not newer than the newest pose seen. */
    POSE_STALE,
    /** A hand or the head is further away than a body allows. */
    POSE_STRETCHED,
    /** The region's input queue was full. */
    POSE_NOT_TAKEN,
    /** Sent before {@code Welcome}, or after the end. */
    NOT_PRESENT,
    /** Above 200 reliable messages a second; not even decoded; a strike. */
    FLOOD,
    /** A reliable message that can't be decoded; a strike. */
    MESSAGE_UNDECODABLE,
    /** An action without a sequence or a kind that the protocol has; a strike. */
    ACTION_MALFORMED,
    /** Above the action rate: answered, the client sends it again. */
    ACTION_TOO_OFTEN,
    /** The region's input queue was full: answered, the client sends it again. */
    ACTION_NOT_TAKEN,
    /** An action came again that is too old for its result to be known. */
    RESULT_UNKNOWN,
    /** A refused pose was not answered, because another was a moment ago. */
    POSE_REFUSAL_NOT_SAID,
    /** Two tick threads told of a player who was crossing from one to the other: one pose of a tick is enough. */
    POSE_SHOWN_TWICE,
    /** The gateway was behind: one tick's poses were not shown; the next replace them. */
    POSES_NOT_SHOWN,
    /** The world said something to a gateway that had stopped. */
    TOLD_AFTER_STOP,
    /** The client's budget had no room for this tick's snapshot. */
    SNAPSHOT_OVER_BUDGET,
    /** The transport had no room for a snapshot. */
    SNAPSHOT_NOT_TAKEN,
    /** The transport had no room for a reliable message: ends the session. */
    MESSAGE_NOT_TAKEN,
    /** The region's input queue was full when a player left: said again until it is taken. */
    LEAVE_DELAYED,
    /** The world's input queue was full when a chunk was to be asked for: asked for with the next tick. */
    CHUNK_REQUEST_DELAYED
}
