package org.vsekai.rtc.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vsekai.core.SplitMix64;

/** One end of a {@link LossyNetwork}: an association and a record of everything that it told its listener. */
final class Endpoint implements AssociationListener {
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Message(int streamId, int payloadProtocolId, byte[] payload) {}

    final Association association;
    final List<Message> messages = new ArrayList<>();
    final List<int[]> resets = new ArrayList<>();
    final List<byte[]> sentPackets = new ArrayList<>();
    final List<AssociationEnd> ends = new ArrayList<>();
    final List<String> endDetails = new ArrayList<>();
    int establishedCount;
    int largestPacket;
    boolean isRecording;

    private final String name;
    private final LossyNetwork network;

    Endpoint(String name, AssociationOptions options, SplitMix64 random, LossyNetwork network) {
        this.name = name;
        this.network = network;
        association = new Association(options, this, random::nextLong, new SctpScratch());
    }

    void receive(byte[] packet, long nowNanos) {
        association.receive(packet, 0, packet.length, nowNanos);
        association.flush(nowNanos);
    }

    void onDeadline(long nowNanos) {
        if (association.deadlineNanos() <= nowNanos) {
            association.onDeadline(nowNanos);
        }
    }

    boolean send(int streamId, byte[] message, boolean unordered, int maxRetransmits) {
        return association.send(streamId, 53, message, Delivery.limited(unordered, maxRetransmits), network.now());
    }

    boolean isEnded() {
        return !ends.isEmpty();
    }

    @Override
    public void onPacket(byte[] buffer, int offset, int length) {
        largestPacket = Math.max(largestPacket, length);
        if (isRecording) {
            sentPackets.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }
        network.carry(this, buffer, offset, length);
    }

    @Override
    public void onEstablished() {
        establishedCount++;
    }

    @Override
    public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {
        messages.add(new Message(streamId, payloadProtocolId, payload));
    }

    @Override
    public void onStreamsReset(int[] streamIds) {
        resets.add(streamIds);
    }

    @Override
    public void onClosed(AssociationEnd end, String detail) {
        ends.add(end);
        endDetails.add(detail);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name + " ends=" + ends + endDetails + " messages=" + messages.size());
        association.drops().forEach((drop, count) -> {
            if (count > 0) {
                text.append(' ').append(drop).append('=').append(count);
            }
        });
        return text.toString();
    }
}
