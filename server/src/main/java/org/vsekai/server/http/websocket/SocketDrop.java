package org.vsekai.server.http.websocket;

/** Why a message to a peer went no further, or one from it had to wait. One counter each. */
enum SocketDrop {
    /** A lossy message that waited when a newer one came: at the sender, so that it is never late. */
    LOSSY_REPLACED,
    /** Reliable messages not taken: the peer's buffer is full. The caller was told. */
    RELIABLE_REFUSED,
    /** Messages larger than the peer takes. The caller was told. */
    OVERSIZED_MESSAGE,
    /** A message to be sent on a lane that the protocol doesn't have. The caller was told. */
    UNKNOWN_CHANNEL,
    /** A peer sent more frames than any honest client, and was read no faster. Nothing was lost. */
    READING_PAUSED
}
