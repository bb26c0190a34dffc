package org.vsekai.simulator.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.VirtualTime;

/** A network of {@link ModelLink}s: what the transport promises, without the transport. */
public final class ModelNetwork implements Network {
    private final VirtualTime time;
    private final Map<String, Accepted> accepted = new HashMap<>();
    private long answers;

    /** A session that waits for its peer. */
    private record Accepted(ModelPort port, PeerListener session) {}

    public ModelNetwork(VirtualTime time) {
        this.time = time;
    }

    @Override
    public Port open(Life life, UnaryOperator<PeerConnection> hands) {
        return new ModelPort(life, hands);
    }

    @Override
    public Call call(LinkListener player) {
        return new Call() {
            @Override
            public String offer() {
                return "offer";
            }

            @Override
            public Link answered(String answer, long playerId, Way way) {
                Accepted there = accepted.remove(answer);
                if (there == null) {
                    throw new IllegalStateException("nobody was told this: " + answer);
                }
                ModelPort port = there.port;
                ModelLink link = new ModelLink(time, way, port.life, there.session, player, playerId, port.hands);
                port.add(link);
                return link;
            }
        };
    }

    @Override
    public long elsewhereNanos() {
        return 0;
    }

    @Override
    public void close() {}

    private final class ModelPort implements Port {
        private final Life life;
        private final UnaryOperator<PeerConnection> hands;
        private final List<ModelLink> links = new ArrayList<>();

        ModelPort(Life life, UnaryOperator<PeerConnection> hands) {
            this.life = life;
            this.hands = hands;
        }

        @Override
        public String accept(String offer, PeerListener session) {
            String answer = "answer " + ++answers;
            accepted.put(answer, new Accepted(this, session));
            return answer;
        }

        void add(ModelLink link) {
            links.removeIf(each -> !each.isAlive());
            links.add(link);
        }

        @Override
        public void die() {
            links.forEach(ModelLink::serverDied);
        }
    }
}
