package org.vsekai.bots;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** How a client's two lanes come to the server: docs/protocol/joining.md. */
interface Way {
    /** One try: what the join has to ask for, and what to do with its answer. */
    interface Attempt {
        void ask(ObjectNode request);

        void connect(JsonNode answer);
    }

    /** Both lanes, open. For any thread. */
    interface Lanes {
        /** @return false if the lane is full or closed: the message was not taken */
        boolean send(int lane, byte[] message);

        void close();
    }

    /** Called from the connection's own thread. */
    interface Listener {
        void onOpen(Lanes lanes);

        void onMessage(Lanes lanes, int lane, byte[] message);

        /** The end, once; also where the lanes never opened. */
        void onClosed();
    }

    Attempt begin(Listener listener);

    /** Which way each of several clients takes. */
    enum Choice {
        WEBRTC,
        WEBSOCKET,
        /** By turns. */
        MIXED;

        boolean isWebSocket(int client) {
            return this == WEBSOCKET || this == MIXED && client % 2 == 1;
        }

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
