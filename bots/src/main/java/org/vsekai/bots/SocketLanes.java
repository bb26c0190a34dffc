package org.vsekai.bots;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.vsekai.wire.Protocol;

/**
 * The client's end of a WebSocket with both lanes: docs/protocol/websocket.md. One frame is handed over at a time; of the
 * lossy messages that would have to wait, the newest does. The JDK answers the server's pings.
 */
final class SocketLanes implements Way.Lanes, WebSocket.Listener {
    private static final int MAX_BUFFERED_BYTES = 1 << 20;
    private static final long CLOSE_MILLIS = 1_000;

    private final Way.Listener listener;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private final AtomicBoolean endTold = new AtomicBoolean();

    /** Messages that wait, each behind its lane. Guarded by this, as all that follows. */
    private final Deque<byte[]> reliable = new ArrayDeque<>();

    private byte @Nullable [] lossy;
    private long bufferedBytes;
    private boolean isSending;
    private boolean isClosing;
    private @Nullable WebSocket socket;

    SocketLanes(Way.Listener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized boolean send(int lane, byte[] message) {
        if (isClosing || socket == null) {
            return false;
        }
        byte[] frame = ByteBuffer.allocate(1 + message.length)
                .put((byte) lane)
                .put(message)
                .array();
        if (lane == Protocol.LOSSY_CHANNEL) {
            lossy = frame;
        } else if (bufferedBytes + frame.length > MAX_BUFFERED_BYTES) {
            return false;
        } else {
            reliable.addLast(frame);
            bufferedBytes += frame.length;
        }
        sendOn(socket);
        return true;
    }

    private synchronized void sendOn(WebSocket open) {
        while (!isSending) {
            byte[] next = next();
            if (next == null) {
                return;
            }
            isSending = true;
            CompletableFuture<WebSocket> sent = open.sendBinary(ByteBuffer.wrap(next), true);
            if (sent.isDone()) {
                isSending = false;
            } else {
                var unused = sent.whenComplete((same, failure) -> onSent(open));
            }
        }
    }

    private synchronized void onSent(WebSocket open) {
        isSending = false;
        sendOn(open);
    }

    private byte @Nullable [] next() {
        byte[] newest = lossy;
        lossy = null;
        if (newest != null) {
            return newest;
        }
        byte[] first = reliable.pollFirst();
        bufferedBytes -= first == null ? 0 : first.length;
        return first;
    }

    @Override
    public synchronized void close() {
        WebSocket open = socket;
        if (isClosing || open == null) {
            return;
        }
        isClosing = true;
        var unused = open.sendClose(WebSocket.NORMAL_CLOSURE, "");
        CompletableFuture.delayedExecutor(CLOSE_MILLIS, TimeUnit.MILLISECONDS).execute(() -> {
            open.abort();
            end();
        });
    }

    @Override
    public void onOpen(WebSocket open) {
        synchronized (this) {
            socket = open;
        }
        listener.onOpen(this);
        open.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket open, ByteBuffer part, boolean isLast) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        parts.writeBytes(bytes);
        if (isLast) {
            byte[] frame = parts.toByteArray();
            parts.reset();
            if (frame.length > 0) {
                listener.onMessage(this, frame[0], Arrays.copyOfRange(frame, 1, frame.length));
            }
        }
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket open, int code, String reason) {
        end();
        return null;
    }

    @Override
    public void onError(WebSocket open, Throwable failure) {
        end();
    }

    /** The WebSocket has closed, broke, or never opened. */
    void end() {
        synchronized (this) {
            isClosing = true;
        }
        if (endTold.compareAndSet(false, true)) {
            listener.onClosed();
        }
    }
}
