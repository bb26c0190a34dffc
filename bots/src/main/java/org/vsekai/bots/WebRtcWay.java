package org.vsekai.bots;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerAcceptor.BadOfferException;
import org.vsekai.rtc.PeerAcceptor.TooManyPeersException;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.udp.PendingOffer;
import org.vsekai.rtc.udp.RtcPort;

/** Data channels over WebRTC. */
record WebRtcWay(RtcPort port) implements Way {
    /** A data channel for each lane, by its number. */
    private record Channels(PeerConnection connection) implements Lanes {
        @Override
        public boolean send(int lane, byte[] message) {
            return connection.send(lane, message);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private record Peer(Listener listener) implements PeerListener {
        @Override
        public void onConnected(PeerConnection connection) {
            listener.onOpen(new Channels(connection));
        }

        @Override
        public void onMessage(PeerConnection connection, int channelId, byte[] message) {
            listener.onMessage(new Channels(connection), channelId, message);
        }

        @Override
        public void onClosed(PeerConnection connection, CloseReason reason) {
            listener.onClosed();
        }
    }

    @Override
    public Attempt begin(Listener listener) {
        PendingOffer offer = port.offer(new Peer(listener));
        return new Attempt() {
            @Override
            public void ask(ObjectNode request) {
                request.put("sdp", offer.sdp());
            }

            @Override
            public void connect(JsonNode answer) {
                try {
                    offer.answer(answer.path("sdp").asText());
                } catch (BadOfferException | TooManyPeersException e) {
                    listener.onClosed();
                }
            }
        };
    }
}
