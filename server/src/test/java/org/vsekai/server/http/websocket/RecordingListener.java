package org.vsekai.server.http.websocket;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;

/** Keeps what it is told. */
final class RecordingListener implements PeerListener {
    record Message(int lane, byte[] bytes) {}

    private static final long PATIENCE_SECONDS = 20;

    private final CompletableFuture<PeerConnection> connected = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final CompletableFuture<Integer> low = new CompletableFuture<>();
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

    PeerConnection connection() throws Exception {
        return connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    Message message() throws Exception {
        Message message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    /** The channel whose backlog came down to what was asked for. */
    int low() throws Exception {
        return low.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    CloseReason end() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    boolean isConnected() {
        return connected.isDone();
    }

    @Override
    public void onConnected(PeerConnection connection) {
        if (!connected.complete(connection)) {
            throw new AssertionError("connected twice");
        }
    }

    @Override
    public void onMessage(PeerConnection connection, int channelId, byte[] message) {
        messages.add(new Message(channelId, message));
    }

    @Override
    public void onBufferedLow(PeerConnection connection, int channelId) {
        low.complete(channelId);
    }

    @Override
    public void onClosed(PeerConnection connection, CloseReason reason) {
        if (!closed.complete(reason)) {
            throw new AssertionError("closed twice");
        }
    }
}
