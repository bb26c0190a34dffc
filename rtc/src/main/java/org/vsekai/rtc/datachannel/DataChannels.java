package org.vsekai.rtc.datachannel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;
import org.vsekai.rtc.sctp.Association;
import org.vsekai.rtc.sctp.Delivery;
import org.vsekai.rtc.sctp.StreamTable;

/**
 * The channels of one peer: agreed ones, which both sides know beforehand, so that a message may be sent as soon as the association is
 * established; and in-band ones, which either side opens and closes as it goes (RFC 8832).
 *
 * <ul>
 *   <li>A message on a lossy channel that the windows have no room for is dropped by the association, and never waits behind newer ones.
 *   <li>An in-band OPEN for an agreed channel is acknowledged, once, if it asks for that channel as agreed. Another one is acknowledged if the peer may
 *       have one more; otherwise its stream is reset.
 *   <li>What the peer sends on a stream without a channel is counted and dropped, and the stream is reset.
 *   <li>A channel is closed when both streams have been reset (RFC 8831 §6.7); until then its id is not used again. Messages that were taken
 *       before are delivered all the same.
 * </ul>
 *
 * Confined to the association's thread.
 */
@HotPath
public final class DataChannels {
    /** For {@link #open}: none could be opened. */
    public static final int NONE = -1;

    /** Payload protocol identifiers (RFC 8831 §8). */
    static final int PPID_DCEP = 50;

    static final int PPID_TEXT = 51;
    static final int PPID_BINARY = 53;
    static final int PPID_EMPTY_TEXT = 56;
    static final int PPID_EMPTY_BINARY = 57;

    private static final byte[] DCEP_ACK = {DcepOpen.TYPE_ACK};
    private static final byte[] NOTHING = {};
    /** RFC 8831 §6.6: an empty message is sent as a single zero byte. */
    private static final byte[] EMPTY_ON_WIRE = {0};

    private final StreamTable<Channel> channels = new StreamTable<>();
    private final List<ChannelOptions> agreed;
    /** RFC 8832 §6: "If the side is the DTLS client, it MUST choose an even Stream Identifier, if the side is the DTLS server, it MUST choose an odd one". */
    private final int ownParity;

    private final int maxFromPeer;
    private final Association association;
    private final ChannelSink sink;
    private final Tally<ChannelDrop> drops = new Tally<>(ChannelDrop.class);
    private int fromPeerCount;

    /**
     * @param isDtlsClient which decides whose in-band channels have even ids
     * @param maxFromPeer in-band channels that the peer may have open at a time
     */
    public DataChannels(
            List<ChannelOptions> agreed,
            boolean isDtlsClient,
            int maxFromPeer,
            Association association,
            ChannelSink sink) {
        this.agreed = List.copyOf(agreed);
        this.maxFromPeer = maxFromPeer;
        this.association = association;
        this.sink = sink;
        ownParity = isDtlsClient ? 0 : 1;
        for (ChannelOptions options : agreed) {
            Check.that(options.id() >= 0, "an agreed channel has an id", options.id());
            Check.that(channels.get(options.id()) == null, "channel ids are distinct", options.id());
            channels.put(options.id(), new Channel(options, Channel.Origin.AGREED, Channel.State.OPEN));
        }
    }

    /** The association has come up: agreed channels get their shares of it. */
    public void onEstablished() {
        for (ChannelOptions options : agreed) {
            association.setWeight(options.id(), options.priority());
        }
    }

    /**
     * Hands over a binary message; it leaves with the association's next flush, and must not be changed afterwards.
     *
     * @return false if it was not taken; the association's drops, or ours, have the reason
     */
    public boolean send(int channelId, byte[] message, long nowNanos) {
        Channel channel = channelId < 0 ? null : channels.get(channelId);
        if (channel == null) {
            drops.count(ChannelDrop.UNKNOWN_CHANNEL);
            return false;
        }
        if (channel.state == Channel.State.CLOSING) {
            drops.count(ChannelDrop.CHANNEL_CLOSED);
            return false;
        }
        boolean isEmpty = message.length == 0;
        return association.send(
                channelId,
                isEmpty ? PPID_EMPTY_BINARY : PPID_BINARY,
                isEmpty ? EMPTY_ON_WIRE : message,
                channel.delivery(),
                nowNanos);
    }

    /**
     * Opens an in-band channel. Messages may be sent on it at once; {@link ChannelSink#onOpen} tells when the peer has agreed, {@link
     * ChannelSink#onClosed} if it refuses.
     *
     * @param options with an id of ours that is free, or {@link ChannelOptions#ANY_ID}
     * @return its id, or {@link #NONE}
     */
    public int open(ChannelOptions options, long nowNanos) {
        int id = options.id() == ChannelOptions.ANY_ID ? freeId() : options.id();
        boolean isUsable = id >= 0 && id % 2 == ownParity && channels.get(id) == null;
        if (!isUsable || !sendDcep(id, DcepOpen.encode(options), nowNanos)) {
            drops.count(ChannelDrop.NOT_OPENED);
            return NONE;
        }
        channels.put(id, new Channel(options.withId(id), Channel.Origin.OURS, Channel.State.OPENING));
        association.setWeight(id, options.priority());
        return id;
    }

    private int freeId() {
        for (int id = ownParity; id < association.outboundStreams(); id += 2) {
            if (channels.get(id) == null) {
                return id;
            }
        }
        return NONE;
    }

    /** RFC 8832 §6: "MUST be sent using ordered delivery and reliable transmission". */
    private boolean sendDcep(int streamId, byte[] message, long nowNanos) {
        return association.send(streamId, PPID_DCEP, message, Delivery.RELIABLE, nowNanos);
    }

    /** Takes a message as {@link org.vsekai.rtc.sctp.AssociationListener#onMessage} brings it. */
    public void receive(int streamId, int payloadProtocolId, byte[] payload, long nowNanos) {
        Channel channel = channels.get(streamId);
        if (payloadProtocolId == PPID_DCEP) {
            receiveDcep(channel, streamId, payload, nowNanos);
        } else if (channel == null || channel.origin == Channel.Origin.REFUSED) {
            refuse(ChannelDrop.UNKNOWN_CHANNEL, streamId, nowNanos);
        } else {
            onUse(channel);
            deliver(channel.options.id(), payloadProtocolId, payload);
        }
    }

    private void deliver(int channelId, int payloadProtocolId, byte[] payload) {
        switch (payloadProtocolId) {
            case PPID_BINARY -> sink.onMessage(channelId, payload, false);
            case PPID_EMPTY_BINARY -> sink.onMessage(channelId, NOTHING, false);
            case PPID_TEXT -> sink.onMessage(channelId, payload, true);
            case PPID_EMPTY_TEXT -> sink.onMessage(channelId, NOTHING, true);
            default -> drops.count(ChannelDrop.UNKNOWN_PROTOCOL);
        }
    }

    /** The peer's first message on a channel of ours is as good as its ACK; on an agreed one that it had closed, it opens it again. */
    private void onUse(Channel channel) {
        if (channel.state == Channel.State.OPENING) {
            channel.state = Channel.State.OPEN;
            sink.onOpen(channel.options);
        } else if (channel.origin == Channel.Origin.AGREED) {
            channel.state = Channel.State.OPEN;
        }
    }

    /** Resets a stream that the peer uses without a right to, once. */
    private void refuse(ChannelDrop reason, int streamId, long nowNanos) {
        drops.count(reason);
        Channel channel = channels.get(streamId);
        if (channel == null || isReopening(channel)) {
            forget(channel);
            var refused = new Channel(ChannelOptions.reliable(streamId), Channel.Origin.REFUSED, Channel.State.OPEN);
            refused.isFormerResetPending = channel != null;
            channels.put(streamId, refused);
            beginClosing(refused, nowNanos);
        } else if (channel.state != Channel.State.CLOSING) {
            beginClosing(channel, nowNanos);
        }
    }

    /** The peer may know that it performed the reset of our stream, and use it again, before we do: its answer may be lost. */
    private static boolean isReopening(Channel channel) {
        return channel.origin != Channel.Origin.AGREED
                && channel.state == Channel.State.CLOSING
                && channel.isIncomingReset;
    }

    private void receiveDcep(@Nullable Channel channel, int streamId, byte[] payload, long nowNanos) {
        if (payload.length > 0 && payload[0] == DcepOpen.TYPE_OPEN) {
            receiveOpen(channel, streamId, DcepOpen.decode(streamId, payload), nowNanos);
        } else if (payload.length > 0
                && payload[0] == DcepOpen.TYPE_ACK
                && channel != null
                && channel.origin == Channel.Origin.OURS) {
            onUse(channel);
        } else {
            drops.count(ChannelDrop.BAD_DCEP);
        }
    }

    private void receiveOpen(@Nullable Channel channel, int streamId, @Nullable ChannelOptions options, long nowNanos) {
        if (options == null) {
            refuse(ChannelDrop.BAD_DCEP, streamId, nowNanos);
        } else if (channel != null && channel.origin == Channel.Origin.AGREED) {
            receiveOpenOfAgreed(channel, options, nowNanos);
        } else if (!isAcceptable(channel, streamId) || !sendDcep(streamId, DCEP_ACK, nowNanos)) {
            refuse(ChannelDrop.UNWANTED_OPEN, streamId, nowNanos);
        } else {
            accept(channel, options);
        }
    }

    /** RFC 8832 §6: not "on an already used Stream", and not against the odd/even rule. */
    private boolean isAcceptable(@Nullable Channel former, int streamId) {
        // Our reset of the channel before the former one is answered before there can be one after it.
        boolean isFree = former == null || (isReopening(former) && !former.isFormerResetPending);
        int others = fromPeerCount - (former != null && former.origin == Channel.Origin.PEERS ? 1 : 0);
        return isFree && streamId % 2 != ownParity && others < maxFromPeer;
    }

    private void receiveOpenOfAgreed(Channel channel, ChannelOptions options, long nowNanos) {
        if (channel.isAcknowledged) {
            // A peer that repeats it, and acknowledges nothing, would fill the send buffer with messages of one byte.
            drops.count(ChannelDrop.BAD_DCEP);
            return;
        }
        channel.isAcknowledged =
                channel.options.delivery().equals(options.delivery()) && sendDcep(options.id(), DCEP_ACK, nowNanos);
        if (channel.isAcknowledged) {
            channel.state = Channel.State.OPEN;
        } else {
            refuse(ChannelDrop.UNWANTED_OPEN, options.id(), nowNanos);
        }
    }

    private void accept(@Nullable Channel former, ChannelOptions options) {
        forget(former);
        var channel = new Channel(options, Channel.Origin.PEERS, Channel.State.OPEN);
        channel.isFormerResetPending = former != null;
        channels.put(options.id(), channel);
        fromPeerCount++;
        association.setWeight(options.id(), options.priority());
        sink.onOpen(options);
    }

    /** Closes a channel once what was sent on it has left: resets our outgoing stream (RFC 8831 §6.7). Idempotent. */
    public void close(int channelId, long nowNanos) {
        Channel channel = channelId < 0 ? null : channels.get(channelId);
        if (channel != null && channel.state != Channel.State.CLOSING) {
            beginClosing(channel, nowNanos);
        }
    }

    private void beginClosing(Channel channel, long nowNanos) {
        channel.state = Channel.State.CLOSING;
        channel.isIncomingReset = false;
        channel.isOutgoingReset = false;
        int id = channel.options.id();
        boolean canBeReset = id < association.outboundStreams() && association.resetStreams(new int[] {id}, nowNanos);
        if (!canBeReset && channel.isInBand()) {
            // Its id stays taken: nothing says when the peer is done with it.
            sink.onClosed(id);
        }
    }

    /** The peer reset its streams: it wants their channels closed, or answers that we do. The association resets ours in answer. */
    public void onStreamsReset(int[] streamIds) {
        for (int id : streamIds) {
            Channel channel = channels.get(id);
            if (channel != null) {
                if (channel.state != Channel.State.CLOSING) {
                    channel.state = Channel.State.CLOSING;
                    channel.isOutgoingReset = false;
                }
                channel.isIncomingReset = true;
                forgetAcknowledgement(channel);
                endIfClosed(channel);
            }
        }
    }

    /**
     * The peer may open an agreed channel anew, and is answered anew. It may do so before we hear that it performed the reset of our stream, but not
     * twice: it would have to perform another one for that, and we don't ask for it before the first is settled.
     */
    private static void forgetAcknowledgement(Channel channel) {
        if (channel.isAcknowledged && !channel.isFormerResetPending) {
            channel.isAcknowledged = false;
            channel.isFormerResetPending = !channel.isOutgoingReset;
        }
    }

    /**
     * The peer performed a reset of ours; or refused it, and then the numbers of the stream go on, which does as well for another channel on it.
     */
    public void onOutgoingStreamsReset(int[] streamIds) {
        for (int id : streamIds) {
            Channel channel = channels.get(id);
            if (channel != null && channel.isFormerResetPending) {
                channel.isFormerResetPending = false;
                if (channel.state == Channel.State.CLOSING) {
                    forgetAcknowledgement(channel);
                }
            } else if (channel != null && channel.state == Channel.State.CLOSING) {
                channel.isOutgoingReset = true;
                endIfClosed(channel);
            }
        }
    }

    private void endIfClosed(Channel channel) {
        if (channel.isIncomingReset && channel.isOutgoingReset && channel.origin != Channel.Origin.AGREED) {
            forget(channel);
        }
    }

    private void forget(@Nullable Channel channel) {
        if (channel == null) {
            return;
        }
        int id = channel.options.id();
        channels.remove(id);
        fromPeerCount -= channel.origin == Channel.Origin.PEERS ? 1 : 0;
        if (channel.isInBand()) {
            sink.onClosed(id);
        }
    }

    /** Whether there is such a channel and neither side has closed it. Messages may be sent on it, also if the peer has not answered yet. */
    public boolean isOpen(int channelId) {
        Channel channel = channelId < 0 ? null : channels.get(channelId);
        return channel != null && channel.state != Channel.State.CLOSING;
    }

    public Tally<ChannelDrop> drops() {
        return drops;
    }
}
