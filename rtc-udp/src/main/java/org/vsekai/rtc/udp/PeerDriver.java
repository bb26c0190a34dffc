package org.vsekai.rtc.udp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.datachannel.DataChannels;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerSink;

/**
 * One peer on its event loop: joins the state machine to the sockets and to its user. The methods of {@link PeerConnection} may be called
 * from any thread; all else is confined to the event loop.
 *
 * <p>A server's peer moves once, before anything but its first connectivity check has come: to the loop at whose socket that check arrives.
 */
final class PeerDriver extends Due implements PeerSink, PeerConnection {
    /** A letter to the event loop: a channel's id, and one of these unless it brings a lossy message. */
    private static final int CHANNEL = 0xFFFF;

    /** A message that may wait, and was added to {@link #buffered}. */
    private static final int COUNTED = 1 << 16;
    /** In-band, in order with the messages before and behind. */
    private static final int OPENS = 1 << 17;

    private static final int CLOSES = 1 << 18;
    private static final byte[] NOTHING = {};

    final Peer peer;
    /** The user name fragment that the peer's checks name us by. */
    final String ufrag;

    /** The loop's: whether something happened since the last flush. */
    boolean isDirty;
    /** Whether the peer's loop is settled. */
    boolean isAnchored;

    private volatile PeerLoop loop;
    private final PeerListener listener;
    private final InBandChannels inBand = new InBandChannels();
    private final AtomicBoolean closeAsked = new AtomicBoolean();
    /** Bytes of messages that may wait, taken by {@link #send} and not acknowledged by the peer. */
    private final AtomicLong buffered = new AtomicLong();
    /** Validated addresses, few. */
    private final List<Arrival> addresses = new ArrayList<>(1);

    private @Nullable UdpSocket ownSocket;
    private @Nullable RemoteAddress lastFrom;
    /** How the datagram came whose reception is under way. */
    private @Nullable Arrival arrival;
    /** Where the last datagram went, since the next one mostly goes there too. */
    private @Nullable InetSocketAddress lastTo;

    private @Nullable RemoteAddress lastRemote;
    private @Nullable UdpSocket lastSocket;
    /** Bytes of such messages that reached the state machine, and of those, the ones acknowledged. */
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

    /** Any thread. */
    PeerLoop loop() {
        return loop;
    }

    void moveTo(PeerLoop other) {
        // First: the other loop may take a datagram for the peer as soon as it is named.
        peer.moveTo(other.context());
        loop = other;
    }

    /** A socket that is the peer's alone is closed with it. */
    void useSocket(UdpSocket socket) {
        ownSocket = socket;
        isAnchored = true;
    }

    @Nullable
    UdpSocket ownSocket() {
        return ownSocket;
    }

    List<Arrival> addresses() {
        return addresses;
    }

    /** For a peer with a socket of its own: mostly the address that sent before. */
    @HotPath
    InetSocketAddress addressOf(long high, long low, int port) {
        RemoteAddress last = lastFrom;
        if (last == null || !last.isAt(high, low, port)) {
            last = RemoteAddress.of(high, low, port);
            lastFrom = last;
        }
        return last.socketAddress();
    }

    @HotPath
    void receive(@Nullable Arrival how, InetSocketAddress from, byte[] datagram, int length, long now) {
        arrival = how;
        peer.receive(from, datagram, 0, length, now);
        arrival = null;
    }

    @Override
    @HotPath
    public boolean send(int channelId, byte[] message) {
        if (!isOpen) {
            return false;
        }
        PeerLoop to = loop;
        ChannelOptions channel = channel(channelId);
        if (channel == null || !peer.fits(message.length)) {
            to.count(channel == null ? PacketDrop.UNKNOWN_CHANNEL : PacketDrop.OVERSIZED_MESSAGE);
            return false;
        }
        return channel.isLossy() ? sendLossy(to, channelId, message) : sendWaiting(to, channelId, message);
    }

    private @Nullable ChannelOptions channel(int id) {
        ChannelOptions agreed = loop.channel(id);
        return agreed == null ? inBand.get(id) : agreed;
    }

    private boolean sendWaiting(PeerLoop to, int channelId, byte[] message) {
        int weight = weight(message);
        if (buffered.addAndGet(weight) <= Peer.MAX_BUFFERED_BYTES
                && to.offerMessage(this, channelId | COUNTED, message)) {
            return true;
        }
        buffered.addAndGet(-weight);
        to.count(PacketDrop.RELIABLE_REFUSED);
        return false;
    }

    private boolean sendLossy(PeerLoop to, int channelId, byte[] message) {
        if (!to.offerMessage(this, channelId, message)) {
            to.count(PacketDrop.LOSSY_AT_SENDER);
        }
        return true;
    }

    /** An empty message is one byte on the wire. */
    private static int weight(byte[] message) {
        return Math.max(1, message.length);
    }

    @Override
    public OptionalInt openChannel(ChannelOptions options) {
        if (!isOpen) {
            return OptionalInt.empty();
        }
        OptionalInt id =
                inBand.take(options, peer.isDtlsClient() ? 0 : 1, candidate -> loop.channel(candidate) != null);
        if (id.isPresent() && !loop.offerMessage(this, id.getAsInt() | OPENS, NOTHING)) {
            inBand.remove(id.getAsInt());
            return OptionalInt.empty();
        }
        return id;
    }

    @Override
    public void closeChannel(int channelId) {
        if (channelId >= 0 && channelId < Peer.MAX_CHANNELS && !loop.offerMessage(this, channelId | CLOSES, NOTHING)) {
            loop.execute(this, now -> peer.closeChannel(channelId, now));
        }
    }

    @Override
    public void notifyBufferedLow(int channelId, int bytes) {
        loop.execute(this, now -> peer.setBufferedLow(channelId, bytes));
    }

    @Override
    public void close() {
        if (closeAsked.compareAndSet(false, true)) {
            loop.close(this);
        }
    }

    @Override
    public long bufferedBytes() {
        return buffered.get();
    }

    @Override
    public long bufferedBytes(int channelId) {
        Check.that(loop.isOwnThread(), "what waits on a channel is asked from within the listener");
        return peer.waitingBytes(channelId);
    }

    /**
     * On the event loop: what another thread put into its mailbox.
     *
     * @param letter a channel's id, and what is to be done with it
     */
    @HotPath
    void onLetter(int letter, byte[] message, long now) {
        int channelId = letter & CHANNEL;
        switch (letter & ~CHANNEL) {
            case OPENS -> openNow(channelId, now);
            case CLOSES -> peer.closeChannel(channelId, now);
            case COUNTED -> sendWaitingNow(channelId, message, now);
            default -> peer.send(channelId, message, now);
        }
    }

    private void sendWaitingNow(int channelId, byte[] message, long now) {
        if (peer.send(channelId, message, now)) {
            handedOverBytes += weight(message);
            return;
        }
        buffered.addAndGet(-weight(message));
        ChannelOptions channel = channel(channelId);
        if (channel != null && channel.isReliable() && peer.isChannelOpen(channelId)) {
            // The caller was told that it would arrive: a gap in a reliable channel is worse than its end.
            peer.closeNow(CloseReason.PROTOCOL_ERROR, now);
        }
    }

    private void openNow(int channelId, long now) {
        ChannelOptions channel = inBand.get(channelId);
        boolean isOpened = channel != null && peer.openChannel(channel, now) != DataChannels.NONE;
        if (!isOpened && peer.isConnected()) {
            onChannelClosed(channelId);
        }
    }

    /** Whether {@link #flush} may have something to do. */
    @HotPath
    boolean isFlushDue(long now) {
        return handedOverBytes != acknowledgedBytes || peer.isFlushDue(now);
    }

    /** Sends what is due and takes note of what the peer acknowledged. */
    @HotPath
    void flush(long now) {
        peer.flush(now);
        if (handedOverBytes != acknowledgedBytes) {
            long acknowledged = Math.max(acknowledgedBytes, handedOverBytes - peer.bufferedBytes());
            if (acknowledged != acknowledgedBytes) {
                buffered.addAndGet(acknowledgedBytes - acknowledged);
                acknowledgedBytes = acknowledged;
            }
        }
    }

    @Override
    @HotPath
    public void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
        if (to != lastTo) {
            find(to);
        }
        if (lastSocket != null && lastRemote != null) {
            lastSocket.send(lastRemote, buffer, offset, length);
        } else {
            loop.count(PacketDrop.SOCKET_WRITE_FAILED);
        }
    }

    /** Datagrams leave through the socket at which those from there arrive. */
    private void find(InetSocketAddress to) {
        lastTo = to;
        Arrival known = arrival != null && arrival.from().socketAddress().equals(to) ? arrival : knownArrival(to);
        lastRemote = known == null ? RemoteAddress.of(to) : known.from();
        lastSocket = ownSocket != null ? ownSocket : loop.socket(known == null ? 0 : known.socketIndex());
    }

    private @Nullable Arrival knownArrival(InetSocketAddress address) {
        for (Arrival known : addresses) {
            if (known.from().socketAddress().equals(address)) {
                return known;
            }
        }
        return null;
    }

    @Override
    public void onTask(Runnable task) {
        loop.runElsewhere(this, task);
    }

    @Override
    public void onAddressValidated(InetSocketAddress address) {
        if (arrival != null && !addresses.contains(arrival)) {
            addresses.removeIf(known -> known.from().socketAddress().equals(address));
            addresses.add(arrival);
            lastTo = null;
            loop.route(arrival, this);
        }
    }

    @Override
    public void onAddressForgotten(InetSocketAddress address) {
        Arrival known = knownArrival(address);
        if (known != null) {
            addresses.remove(known);
            loop.unroute(known, this);
        }
        lastTo = null;
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
    public void onChannelOpen(ChannelOptions channel) {
        inBand.put(channel);
        listener.onChannelOpen(this, channel);
    }

    @Override
    public void onChannelClosed(int channelId) {
        inBand.remove(channelId);
        listener.onChannelClosed(this, channelId);
    }

    @Override
    public void onBufferedLow(int channelId) {
        listener.onBufferedLow(this, channelId);
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
