package org.vsekai.rtc.udp;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;

/** Keeps what a peer was told, and lets a test wait for it. */
final class RecordingListener implements PeerListener {
    private static final long WAIT_SECONDS = 20;

    final CompletableFuture<PeerConnection> connected = new CompletableFuture<>();
    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    final List<byte[]> lossy = new CopyOnWriteArrayList<>();
    final List<byte[]> reliable = new CopyOnWriteArrayList<>();
    final List<ChannelOptions> opened = new CopyOnWriteArrayList<>();
    final List<Integer> closedChannels = new CopyOnWriteArrayList<>();
    /** What waited when the listener was told that it is little. */
    final List<Long> lows = new CopyOnWriteArrayList<>();

    private final Object changed = new Object();

    @Override
    public void onConnected(PeerConnection connection) {
        connected.complete(connection);
    }

    @Override
    public void onMessage(PeerConnection connection, int channelId, byte[] message) {
        note(channelId == 0 ? lossy : reliable, message);
    }

    private <T> void note(List<T> list, T what) {
        list.add(what);
        synchronized (changed) {
            changed.notifyAll();
        }
    }

    @Override
    public void onChannelOpen(PeerConnection connection, ChannelOptions channel) {
        note(opened, channel);
    }

    @Override
    public void onChannelClosed(PeerConnection connection, int channelId) {
        note(closedChannels, channelId);
    }

    @Override
    public void onBufferedLow(PeerConnection connection, int channelId) {
        note(lows, connection.bufferedBytes(channelId));
    }

    @Override
    public void onClosed(PeerConnection connection, CloseReason reason) {
        if (!closed.complete(reason)) {
            throw new IllegalStateException("closed twice");
        }
        connected.cancel(false);
    }

    PeerConnection connection() throws Exception {
        return connected.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    CloseReason end() throws Exception {
        return closed.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until messages have made the condition true. */
    void await(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        synchronized (changed) {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException("lossy " + lossy.size() + ", reliable " + reliable.size());
                }
                changed.wait(1 + left / 1_000_000);
            }
        }
    }
}
