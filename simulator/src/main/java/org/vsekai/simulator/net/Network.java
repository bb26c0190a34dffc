package org.vsekai.simulator.net;

import java.util.function.UnaryOperator;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.simulator.time.Life;

/** What players reach the server by, in one run. */
public interface Network extends AutoCloseable {
    enum Kind {
        /** What the transport promises, and no more: {@link ModelNetwork}. */
        MODEL,
        /** The transport itself, over datagrams: {@link RtcNetwork}. */
        RTC
    }

    /** Where those come in who want to one life of the server. */
    interface Port extends PeerAcceptor {
        /** The server's process is gone, and with it all that it knew of its peers. */
        void die();
    }

    /** A player's wish to come in. */
    interface Call {
        /** What the server is told of the player's end. */
        String offer();

        /**
         * The server has let the player in.
         *
         * @param answer what the server said of its end
         */
        Link answered(String answer, long playerId, Way way);
    }

    /** @param hands may put something between a session and its peer */
    Port open(Life life, UnaryOperator<PeerConnection> hands);

    Call call(LinkListener player);

    /** What it cost on other threads than the run's own: processor time. Known once it is closed. */
    long elsewhereNanos();

    @Override
    void close();
}
