package org.vsekai.server.http.websocket;

import org.vsekai.gateway.websocket.Fault;

/** One WebSocket as its peer sees it: frames in, frames out. */
interface Wire {
    /** What came. */
    sealed interface Read {
        /** @param payload unmasked; the reader's to keep */
        @SuppressWarnings("ArrayRecordComponent")
        record Frame(int opcode, boolean isFinal, byte[] payload) implements Read {}

        /** No frame; nothing after it can be understood. */
        record Bad(Fault fault) implements Read {}

        /** @param isOrderly the client closed the connection, rather than it broke */
        record End(boolean isOrderly) implements Read {}
    }

    /** Blocks until a frame has come, or none will. The reader's alone. */
    Read read();

    /** Reads and throws away whatever comes, until the connection ends. The reader's alone. */
    void discard();

    /**
     * Blocks until the kernel has taken the whole frame. The writer's alone.
     *
     * @throws GoneException when the connection has ended
     */
    void write(byte[] frame);

    /** Ends the connection, and with it whatever blocks on it. Any thread, any number of times. */
    void abort();

    /** The connection has ended. */
    final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1;

        GoneException(Throwable cause) {
            super(cause);
        }
    }
}
