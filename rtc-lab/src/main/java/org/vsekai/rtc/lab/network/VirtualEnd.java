package org.vsekai.rtc.lab.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerSink;
import org.vsekai.rtc.sctp.Association;
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

    private final int maxChannelsFromPeer;
    private final Map<String, ChannelLife> lives;
    /** What arrives on the agreed channels, checked against what the other end sent. */
    private final Map<Integer, Arrivals> agreed = new LinkedHashMap<>();
    /** In-band channels that it has not been told the end of. */
    private final Map<Integer, ChannelLife> open = new LinkedHashMap<>();
    /** Of these, the ones that it has asked to close. */
    private final Set<Integer> closing = new HashSet<>();

    private long reliableOfGone;
    private long lossyOfGone;
    private long opened;

    /**
     * @param channels that both ends agreed on
     * @param lives every in-band channel that either end opened, by its label
     * @param arithmeticNanos how long a task of the handshake's takes on another thread
     */
    VirtualEnd(
            String name,
            List<ChannelOptions> channels,
            int maxChannelsFromPeer,
            Map<String, ChannelLife> lives,
            LongSupplier arithmeticNanos) {
        this.name = name;
        this.maxChannelsFromPeer = maxChannelsFromPeer;
        this.lives = lives;
        this.arithmeticNanos = arithmeticNanos;
        channels.forEach(channel -> agreed.put(channel.id(), new Arrivals(name, channel)));
    }

    String name() {
        return name;
    }

    /** What arrives here on an agreed channel. */
    Arrivals agreed(int channelId) {
        return Objects.requireNonNull(agreed.get(channelId));
    }

    /** Opens an in-band channel on some terms, if it can. */
    void openChannel(ChannelOptions terms, VirtualEnd other, long now) {
        int id = peer().openChannel(terms, now);
        if (id >= 0) {
            var life = new ChannelLife(this, other, terms.withId(id));
            if (open.put(id, life) != null) {
                throw new AssertionError(name + " is given the id of a channel that is open: " + id);
            }
            lives.put(terms.label(), life);
            opened++;
        }
    }

    void closeChannel(int id, long now) {
        closing.add(id);
        peer().closeChannel(id, now);
    }

    /** In-band channels that messages may be sent on, as far as this end knows. */
    List<ChannelLife> usable() {
        return open.values().stream()
                .filter(life -> !closing.contains(life.channel.id()))
                .toList();
    }

    /** Whether everything reliable has come, and every channel that closes is closed. */
    boolean isSettled() {
        return missing() == 0
                && closing.isEmpty()
                && peer().bufferedBytes() == 0
                && peer().heldBytes() == 0
                && peer().heldFragments() == 0
                && open.values().stream().allMatch(life -> life.isAccepted);
    }

    private int missing() {
        return agreed.values().stream().mapToInt(Arrivals::missing).sum()
                + open.values().stream()
                        .mapToInt(life -> life.at(this).missing())
                        .sum();
    }

    /** What the limits say must hold at any time. */
    void checkLimits() {
        if (peer().bufferedBytes() > Peer.MAX_BUFFERED_BYTES) {
            throw new AssertionError(name + " buffers more than it may: " + peer().bufferedBytes());
        }
        if (peer().heldBytes() > peer().maxHeldBytes() || peer().heldFragments() > Association.MAX_HELD_FRAGMENTS) {
            throw new AssertionError(name + " holds more than it may: " + peer().heldBytes() + " bytes, "
                    + peer().heldFragments() + " fragments");
        }
        long fromPeer =
                open.values().stream().filter(life -> life.opener != this).count();
        if (fromPeer > maxChannelsFromPeer) {
            throw new AssertionError(name + " lets its peer have " + fromPeer + " channels");
        }
    }

    /** In-band channels that this end opened. */
    long opened() {
        return opened;
    }

    long reliable() {
        return reliableOfGone + count(true);
    }

    long lossy() {
        return lossyOfGone + count(false);
    }

    private long count(boolean isReliable) {
        return Stream.concat(agreed.values().stream(), open.values().stream().map(life -> life.at(this)))
                .filter(arrivals -> arrivals.channel().isReliable() == isReliable)
                .mapToLong(Arrivals::count)
                .sum();
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
        Arrivals arrivals = agreed.get(channelId);
        if (arrivals == null) {
            ChannelLife life = open.get(channelId);
            if (life == null) {
                throw new AssertionError(name + " gets a message on a channel that is not open: " + channelId);
            }
            arrivals = life.at(this);
        }
        arrivals.take(message);
    }

    @Override
    public void onChannelOpen(ChannelOptions channel) {
        ChannelLife life = lives.get(channel.label());
        if (life == null || !life.channel.equals(channel)) {
            throw new AssertionError(name + " is told of a channel that nobody opened: " + channel);
        }
        if (life.opener == this) {
            if (open.get(channel.id()) != life || !life.isAccepted) {
                throw new AssertionError(name + " is told of an agreement that there wasn't: " + channel);
            }
            return;
        }
        if (life.isAccepted || open.put(channel.id(), life) != null) {
            throw new AssertionError(name + " is told of a channel whose id is in use, or a second time: " + channel);
        }
        life.isAccepted = true;
    }

    @Override
    public void onChannelClosed(int channelId) {
        ChannelLife life = open.remove(channelId);
        closing.remove(channelId);
        if (life == null) {
            throw new AssertionError(name + " is told of the end of a channel that was not open: " + channelId);
        }
        if (life.isAccepted && life.at(this).missing() > 0) {
            throw new AssertionError(name + " misses reliable messages on a channel that is closed: " + life.channel);
        }
        if (life.channel.isReliable()) {
            reliableOfGone += life.at(this).count();
        } else {
            lossyOfGone += life.at(this).count();
        }
    }

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
                .append(closedDetail)
                .append(", missing ")
                .append(missing())
                .append(", held ")
                .append(peer().heldBytes())
                .append(", buffered ")
                .append(peer().bufferedBytes())
                .append(", open ")
                .append(open.keySet())
                .append(", closing ")
                .append(closing);
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
