package org.vsekai.rtc.datachannel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vsekai.core.Check;
import org.vsekai.core.Tally;
import org.vsekai.rtc.sctp.Association;

/**
 * The agreed channels of one peer. Both sides know them beforehand, so a message may be sent as soon as the association is established.
 *
 * <ul>
 *   <li>A message on a lossy channel that the windows have no room for is dropped by the association, and never waits behind newer ones.
 *   <li>An in-band OPEN (DCEP) is acknowledged if it asks for a channel as agreed; otherwise its stream is reset.
 *   <li>What the peer sends on a stream without a channel is counted and dropped, and the stream is reset.
 * </ul>
 *
 * Confined to the association's thread.
 */
public final class DataChannels {
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

    private final Map<Integer, ChannelOptions> channels = new HashMap<>();
    private final Set<Integer> closed = new HashSet<>();
    private final Association association;
    private final ChannelSink sink;
    private final Tally<ChannelDrop> drops = new Tally<>(ChannelDrop.class);

    public DataChannels(List<ChannelOptions> agreed, Association association, ChannelSink sink) {
        for (ChannelOptions options : agreed) {
            Check.that(channels.put(options.id(), options) == null, "channel ids are distinct", options.id());
        }
        this.association = association;
        this.sink = sink;
    }

    /**
     * Hands over a binary message; it leaves with the association's next flush, and must not be changed afterwards.
     *
     * @return false if it was not taken; the association's drops, or ours, have the reason
     */
    public boolean send(int channelId, byte[] message, long nowNanos) {
        ChannelOptions options = channels.get(channelId);
        if (options == null) {
            drops.count(ChannelDrop.UNKNOWN_CHANNEL);
            return false;
        }
        if (closed.contains(channelId)) {
            drops.count(ChannelDrop.CHANNEL_CLOSED);
            return false;
        }
        boolean isEmpty = message.length == 0;
        return association.send(
                channelId,
                isEmpty ? PPID_EMPTY_BINARY : PPID_BINARY,
                isEmpty ? EMPTY_ON_WIRE : message,
                !options.ordered(),
                options.maxRetransmits(),
                nowNanos);
    }

    /** Takes a message as {@link org.vsekai.rtc.sctp.AssociationListener#onMessage} brings it. */
    public void receive(int streamId, int payloadProtocolId, byte[] payload, long nowNanos) {
        if (payloadProtocolId == PPID_DCEP) {
            receiveDcep(streamId, payload, nowNanos);
            return;
        }
        if (!channels.containsKey(streamId)) {
            refuse(ChannelDrop.UNKNOWN_CHANNEL, streamId, nowNanos);
            return;
        }
        closed.remove(streamId);
        switch (payloadProtocolId) {
            case PPID_BINARY -> sink.onMessage(streamId, payload, false);
            case PPID_EMPTY_BINARY -> sink.onMessage(streamId, NOTHING, false);
            case PPID_TEXT -> sink.onMessage(streamId, payload, true);
            case PPID_EMPTY_TEXT -> sink.onMessage(streamId, NOTHING, true);
            default -> drops.count(ChannelDrop.UNKNOWN_PROTOCOL);
        }
    }

    private void refuse(ChannelDrop reason, int streamId, long nowNanos) {
        drops.count(reason);
        association.resetStreams(new int[] {streamId}, nowNanos);
    }

    private void receiveDcep(int streamId, byte[] payload, long nowNanos) {
        if (payload.length == 0 || payload[0] != DcepOpen.TYPE_OPEN) {
            // We open nothing, so an ACK answers nothing.
            drops.count(ChannelDrop.BAD_DCEP);
            return;
        }
        Optional<DcepOpen> open = DcepOpen.decode(payload);
        ChannelOptions options = channels.get(streamId);
        if (open.isEmpty()) {
            refuse(ChannelDrop.BAD_DCEP, streamId, nowNanos);
        } else if (options == null
                || options.ordered() != open.get().ordered()
                || options.maxRetransmits() != open.get().maxRetransmits()) {
            refuse(ChannelDrop.UNWANTED_OPEN, streamId, nowNanos);
        } else {
            closed.remove(streamId);
            association.send(streamId, PPID_DCEP, DCEP_ACK, false, Association.RELIABLE, nowNanos);
        }
    }

    /** Closes a channel once what was sent on it has left: resets our outgoing stream (RFC 8831 §6.7). */
    public void close(int channelId, long nowNanos) {
        if (channels.containsKey(channelId) && closed.add(channelId)) {
            association.resetStreams(new int[] {channelId}, nowNanos);
        }
    }

    /** The peer closed channels: nothing is sent on them until it uses them again. */
    public void onStreamsReset(int[] streamIds) {
        for (int id : streamIds) {
            if (channels.containsKey(id)) {
                closed.add(id);
            }
        }
    }

    /** Whether the channel is agreed on and neither side has closed it. */
    public boolean isOpen(int channelId) {
        return channels.containsKey(channelId) && !closed.contains(channelId);
    }

    public Tally<ChannelDrop> drops() {
        return drops;
    }
}
