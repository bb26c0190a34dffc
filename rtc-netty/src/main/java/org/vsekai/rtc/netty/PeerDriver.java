package org.vsekai.rtc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerSink;

/**
 * One peer on its event loop: joins the state machine to the socket and to its user. The methods of {@link PeerConnection}
 * may be called from any thread; all else is confined to the event loop.
 */
final class PeerDriver extends Due implements PeerSink, PeerConnection {
    final Peer peer;
    /** The user name fragment that the peer's checks name us by. */
    final String ufrag;

    final List<InetSocketAddress> addresses = new ArrayList<>(1);

    /** The loop's: whether something happened since the last flush. */
    boolean isDirty;

    private final PeerLoop loop;
    private final PeerListener listener;
    private final AtomicBoolean closeAsked = new AtomicBoolean();
    /** Bytes of reliable messages taken by {@link #send} and not acknowledged by the peer. */
    private final AtomicLong buffered = new AtomicLong();

    private @Nullable Channel socket;
    /** Bytes of reliable messages that reached the state machine, and of those, the ones acknowledged. */
    private long handedOverBytes;

    private long acknowledgedBytes;
    private boolean closedTold;
    private volatile boolean isOpen;

    PeerDriver(PeerLoop loop, PeerListener listener, String ufrag, Function<PeerSink, Peer> peer) {
        this.loop = loop;
        this.listener = listener;
        this.ufrag = ufrag;
        this.peer = peer.apply(this);
    }

    /** A socket that is the peer's alone is closed with it. */
    void useSocket(Channel channel) {
        socket = channel;
    }

    @Nullable
    Channel socket() {
        return socket;
    }

    @Override
    @HotPath
    public boolean send(int channelId, byte[] message) {
        if (!isOpen) {
            return false;
        }
        ChannelOptions channel = loop.channel(channelId);
        if (channel == null || !peer.fits(message.length)) {
            loop.count(channel == null ? PacketDrop.UNKNOWN_CHANNEL : PacketDrop.OVERSIZED_MESSAGE);
            return false;
        }
        return channel.isReliable() ? sendReliable(channelId, message) : sendLossy(channelId, message);
    }

    private boolean sendReliable(int channelId, byte[] message) {
        int weight = weight(message);
        if (buffered.addAndGet(weight) <= Peer.MAX_BUFFERED_BYTES
                && loop.offer(new PeerCommand.Send(this, channelId, message))) {
            return true;
        }
        buffered.addAndGet(-weight);
        loop.count(PacketDrop.RELIABLE_REFUSED);
        return false;
    }

    private boolean sendLossy(int channelId, byte[] message) {
        if (!loop.offer(new PeerCommand.Send(this, channelId, message))) {
            loop.count(PacketDrop.LOSSY_AT_SENDER);
        }
        return true;
    }

    /** An empty message is one byte on the wire. */
    private static int weight(byte[] message) {
        return Math.max(1, message.length);
    }

    @Override
    public void close() {
        if (closeAsked.compareAndSet(false, true)) {
            loop.offerAlways(new PeerCommand.Close(this));
        }
    }

    @Override
    public long bufferedBytes() {
        return buffered.get();
    }

    /** On the event loop: what {@link #send} put into the queue. */
    void sendNow(int channelId, byte[] message, long now) {
        ChannelOptions channel = loop.channel(channelId);
        boolean reliable = channel != null && channel.isReliable();
        boolean taken = peer.send(channelId, message, now);
        if (reliable && taken) {
            handedOverBytes += weight(message);
        } else if (reliable) {
            buffered.addAndGet(-weight(message));
            if (peer.isConnected()) {
                // The caller was told that it would arrive: a gap in a reliable channel is worse than its end.
                peer.closeNow(CloseReason.PROTOCOL_ERROR, now);
            }
        }
    }

    /** Sends what is due and takes note of what the peer acknowledged. */
    void flush(long now) {
        peer.flush(now);
        long acknowledged = Math.max(acknowledgedBytes, handedOverBytes - peer.bufferedBytes());
        if (acknowledged != acknowledgedBytes) {
            buffered.addAndGet(acknowledgedBytes - acknowledged);
            acknowledgedBytes = acknowledged;
        }
        if (socket != null) {
            socket.flush();
        }
    }

    /** A write that fails is reported to {@link UdpIngress#exceptionCaught}: that is what the void promise does. */
    @Override
    @HotPath
    @SuppressWarnings("FutureReturnValueIgnored")
    public void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
        Channel channel = socket != null ? socket : loop.serverSocket();
        if (channel == null || !channel.isWritable()) {
            loop.count(PacketDrop.SOCKET_WRITE_FAILED);
            return;
        }
        ByteBuf datagram = channel.alloc().directBuffer(length, length);
        datagram.writeBytes(buffer, offset, length);
        loop.countOut(length);
        channel.write(new DatagramPacket(datagram, to), channel.voidPromise());
    }

    @Override
    public void onTask(Runnable task) {
        loop.runElsewhere(this, task);
    }

    @Override
    public void onAddressValidated(InetSocketAddress address) {
        if (socket == null) {
            loop.route(address, this);
        }
    }

    @Override
    public void onAddressForgotten(InetSocketAddress address) {
        loop.unroute(address, this);
    }

    @Override
    public void onConnected() {
        isOpen = true;
        loop.countConnected();
        listener.onConnected(this);
    }

    @Override
    public void onMessage(int channelId, byte[] message) {
        listener.onMessage(this, channelId, message);
    }

    @Override
    public void onClosed(CloseReason reason, String detail) {
        if (!closedTold) {
            closedTold = true;
            isOpen = false;
            loop.onClosed(this, reason, detail);
            listener.onClosed(this, reason);
        }
    }
}
