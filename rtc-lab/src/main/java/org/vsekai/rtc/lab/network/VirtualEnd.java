package org.vsekai.rtc.lab.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerSink;
import org.vsekai.rtc.sctp.SctpDrop;

/** One peer in the virtual network, with the record of what it was told. */
final class VirtualEnd implements PeerSink {
    private final String name;
    private final LongSupplier arithmeticNanos;
    private @Nullable Peer peer;
    private @Nullable VirtualNetwork network;
    private @Nullable CloseReason closed;
    private String closedDetail = "";
    private long closedNanos;
    private boolean isConnected;

    /** What arrives on its channels, checked against what the other end sent. */
    final Arrivals arrivals;

    /** @param arithmeticNanos how long a task of the handshake's takes on another thread */
    VirtualEnd(String name, LongSupplier arithmeticNanos) {
        this.name = name;
        this.arithmeticNanos = arithmeticNanos;
        arrivals = new Arrivals(name);
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    void use(Peer newPeer, VirtualNetwork newNetwork) {
        peer = newPeer;
        network = newNetwork;
    }

    Peer peer() {
        return Objects.requireNonNull(peer);
    }

    private VirtualNetwork network() {
        return Objects.requireNonNull(network);
    }

    boolean isConnected() {
        return isConnected;
    }

    boolean isClosed() {
        return closed != null;
    }

    @Nullable
    CloseReason closeReason() {
        return closed;
    }

    long closedNanos() {
        return closedNanos;
    }

    long deadlineNanos() {
        return peer().deadlineNanos();
    }

    void receive(InetSocketAddress from, byte[] datagram, long now) {
        peer().receive(from, datagram, 0, datagram.length, now);
    }

    void onDeadline(long now) {
        peer().onDeadline(now);
    }

    void flush(long now) {
        peer().flush(now);
    }

    @Override
    public void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
        if (isClosed() && network().now() > closedNanos) {
            throw new AssertionError(name + " sends after its end");
        }
        network().carry(this, to, buffer, offset, length);
    }

    @Override
    public void onTask(Runnable task) {
        network().at(network().now() + arithmeticNanos.getAsLong(), () -> {
            task.run();
            peer().onTaskDone(network().now());
        });
    }

    @Override
    public void onAddressValidated(InetSocketAddress address) {}

    @Override
    public void onAddressForgotten(InetSocketAddress address) {}

    @Override
    public void onConnected() {
        if (isConnected || isClosed()) {
            throw new AssertionError(name + " is told twice that it is connected, or after its end");
        }
        isConnected = true;
    }

    @Override
    public void onMessage(int channelId, byte[] message) {
        if (!isConnected || isClosed()) {
            throw new AssertionError(name + " gets a message before it is connected, or after its end");
        }
        arrivals.take(channelId, message);
    }

    @Override
    public void onChannelOpen(ChannelOptions channel) {}

    @Override
    public void onChannelClosed(int channelId) {}

    @Override
    public void onBufferedLow(int channelId) {}

    @Override
    public void onClosed(CloseReason reason, String detail) {
        if (isClosed()) {
            throw new AssertionError(name + " is told twice that it is closed");
        }
        closed = reason;
        closedDetail = detail;
        closedNanos = network().now();
    }

    /** For the message of a failure. */
    String describe() {
        var text = new StringBuilder(name)
                .append(isConnected ? " connected" : " not connected")
                .append(", closed ")
                .append(closed)
                .append(' ')
                .append(closedDetail);
        Tally<SctpDrop> drops = peer().sctpDrops();
        if (drops != null) {
            drops.forEach((reason, count) -> text.append(count == 0 ? "" : " " + reason + "=" + count));
        }
        return text.toString();
    }

    static String describe(Tally<PacketDrop> drops) {
        var text = new StringBuilder();
        drops.forEach((reason, count) -> text.append(count == 0 ? "" : " " + reason + "=" + count));
        return text.toString();
    }
}
