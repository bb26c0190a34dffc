package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SocketLanesTest {
    private final List<String> told = new ArrayList<>();
    private final SlowSocket socket = new SlowSocket();
    private final SocketLanes lanes = new SocketLanes(new Way.Listener() {
        @Override
        public void onOpen(Way.Lanes lanes) {
            told.add("open");
        }

        @Override
        public void onMessage(Way.Lanes lanes, int lane, byte[] message) {
            told.add(lane + ":" + message.length);
        }

        @Override
        public void onClosed() {
            told.add("closed");
        }
    });

    @Test
    void whileTheSocketIsBusyOnlyTheNewestLossyMessageWaits() {
        lanes.onOpen(socket);
        assertThat(lanes.send(1, new byte[] {10})).isTrue();
        for (byte i = 0; i < 5; i++) {
            assertThat(lanes.send(0, new byte[] {i})).isTrue();
            assertThat(lanes.send(1, new byte[] {(byte) (20 + i)})).isTrue();
        }
        socket.finishAll();
        assertThat(socket.sent).containsExactly("1:10", "0:4", "1:20", "1:21", "1:22", "1:23", "1:24");
    }

    @Test
    void theReliableLaneRefusesBeyondItsLimit() {
        lanes.onOpen(socket);
        int taken = 0;
        while (lanes.send(1, new byte[100_000])) {
            taken++;
        }
        assertThat(taken).isEqualTo(11); // One is on its way.
        socket.finishAll();
        assertThat(lanes.send(1, new byte[100_000])).isTrue();
    }

    @Test
    void aMessageInPartsIsPutTogether() {
        lanes.onOpen(socket);
        lanes.onBinary(socket, ByteBuffer.wrap(new byte[] {1, 2}), false);
        lanes.onBinary(socket, ByteBuffer.wrap(new byte[] {3}), true);
        lanes.onBinary(socket, ByteBuffer.wrap(new byte[] {0}), true);
        assertThat(told).containsExactly("open", "1:2", "0:0");
    }

    @Test
    void theEndIsToldOnceAndNothingIsSentAfterIt() {
        assertThat(lanes.send(1, new byte[1])).as("before it is open").isFalse();
        lanes.onOpen(socket);
        lanes.onClose(socket, 1000, "");
        lanes.onError(socket, new IllegalStateException("again"));
        assertThat(told).containsExactly("open", "closed");
        assertThat(lanes.send(1, new byte[1])).isFalse();
    }

    @Test
    void aSocketThatNeverOpensIsClosed() {
        lanes.end();
        assertThat(told).containsExactly("closed");
    }

    /** Takes one frame at a time, and is done with it when the test says so. */
    private static final class SlowSocket implements WebSocket {
        final List<String> sent = new ArrayList<>();
        private final Deque<CompletableFuture<WebSocket>> busy = new ArrayDeque<>();

        void finishAll() {
            while (!busy.isEmpty()) {
                busy.removeFirst().complete(this);
            }
        }

        @Override
        public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
            assertThat(busy).as("one at a time").isEmpty();
            sent.add(data.get(0) + ":" + data.get(1));
            CompletableFuture<WebSocket> done = new CompletableFuture<>();
            busy.add(done);
            return done;
        }

        @Override
        public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
            throw new AssertionError("there is no text");
        }

        @Override
        public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
            throw new AssertionError("only the server pings");
        }

        @Override
        public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
            throw new AssertionError("the JDK answers");
        }

        @Override
        public CompletableFuture<WebSocket> sendClose(int code, String reason) {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public void request(long count) {}

        @Override
        public String getSubprotocol() {
            return "vsekai.v1";
        }

        @Override
        public boolean isOutputClosed() {
            return false;
        }

        @Override
        public boolean isInputClosed() {
            return false;
        }

        @Override
        public void abort() {}
    }
}
