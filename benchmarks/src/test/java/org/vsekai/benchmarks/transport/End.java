package org.vsekai.benchmarks.transport;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerSink;

/** One end of a pair of peers without sockets. */
final class End implements PeerSink {
    private static final int MAX_DATAGRAMS = 16;
    private static final byte[][] DATAGRAMS = new byte[2 * MAX_DATAGRAMS][2_048];
    private static int nextBuffer;

    @Nullable
    Peer peer;

    boolean isConnected;
    int received;
    private final byte[][] out = new byte[MAX_DATAGRAMS][];
    private final int[] lengths = new int[MAX_DATAGRAMS];
    private final List<Runnable> tasks = new ArrayList<>();
    private int outCount;

    Peer peer() {
        if (peer == null) {
            throw new IllegalStateException("a pair is made whole");
        }
        return peer;
    }

    void runTasks(long now) {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
            peer().onTaskDone(now);
        }
    }

    boolean hasWork() {
        return outCount > 0 || !tasks.isEmpty();
    }

    void carryTo(End other, InetSocketAddress from, long now) {
        int count = outCount;
        outCount = 0;
        for (int i = 0; i < count; i++) {
            other.peer().receive(from, out[i], 0, lengths[i], now);
        }
    }

    @Override
    public void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
        // Few buffers for all, as few as an event loop has.
        byte[] datagram = DATAGRAMS[nextBuffer];
        nextBuffer = (nextBuffer + 1) % DATAGRAMS.length;
        System.arraycopy(buffer, offset, datagram, 0, length);
        out[outCount] = datagram;
        lengths[outCount] = length;
        outCount++;
    }

    @Override
    public void onTask(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void onAddressValidated(InetSocketAddress address) {}

    @Override
    public void onAddressForgotten(InetSocketAddress address) {}

    @Override
    public void onConnected() {
        isConnected = true;
    }

    @Override
    public void onMessage(int channelId, byte[] message) {
        received++;
    }

    @Override
    public void onChannelOpen(ChannelOptions channel) {}

    @Override
    public void onChannelClosed(int channelId) {}

    @Override
    public void onBufferedLow(int channelId) {}

    @Override
    public void onClosed(CloseReason reason, String detail) {
        throw new IllegalStateException(reason + ": " + detail);
    }
}
