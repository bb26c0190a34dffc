package org.vsekai.rtc.sctp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

/** A peer that says exactly what a test tells it to, and the association under test with everything that it answers. */
class ScriptedPeer implements AssociationListener {
    static final long MILLISECOND = 1_000_000;
    static final int PEER_TAG = 0x0BADCAFE;
    /** The peer's first sequence number: just before the wrap-around, where mistakes show. */
    static final int PEER_TSN = 0xFFFF_FFFE;

    final Association association;
    final List<Endpoint.Message> messages = new ArrayList<>();
    final List<int[]> resets = new ArrayList<>();
    final List<int[]> outgoingResets = new ArrayList<>();
    final List<Integer> lows = new ArrayList<>();
    final List<AssociationEnd> ends = new ArrayList<>();
    final List<String> endDetails = new ArrayList<>();
    final Deque<byte[]> packets = new ArrayDeque<>();
    int establishedCount;
    long now = 7_000 * MILLISECOND;
    /** The tag and the first sequence number of the association under test. */
    int localTag;

    int localTsn;
    int peerWindow = 1 << 20;
    /** What the peer announces. */
    byte[] extensions = TestPackets.extensions();

    ScriptedPeer() {
        this(AssociationOptions.defaults());
    }

    ScriptedPeer(AssociationOptions options) {
        association = new Association(options, this, new SplitMix64(42)::nextLong, new SctpScratch());
    }

    static ScriptedPeer connected() {
        return new ScriptedPeer().open();
    }

    /** A peer that interleaves messages. */
    static ScriptedPeer interleaved() {
        var peer = new ScriptedPeer();
        peer.extensions = TestPackets.interleavingExtensions();
        return peer.open();
    }

    boolean send(int streamId, int bytes, Delivery delivery) {
        return association.send(streamId, 53, new byte[bytes], delivery, now);
    }

    /** Opens the association in its server role. */
    final ScriptedPeer open() {
        Chunk ack = sendInit();
        receiveRaw(TestPackets.packet(localTag, new Chunk(10, 0, cookieOf(ack))));
        flush();
        packets.clear();
        return this;
    }

    /** Sends INIT and returns the INIT ACK. */
    Chunk sendInit() {
        receiveRaw(TestPackets.packet(0, peerInit(1)));
        Chunk ack = TestPackets.chunks(packets.remove()).getFirst();
        localTag = ack.int32(0);
        localTsn = ack.int32(12);
        return ack;
    }

    Chunk peerInit(int type) {
        return TestPackets.init(type, PEER_TAG, peerWindow, 65_535, PEER_TSN, extensions);
    }

    /** The cookie is the last parameter that the association writes. */
    static byte[] cookieOf(Chunk initAck) {
        int at = 16;
        while (initAck.int16(at) != 7) {
            at += initAck.int16(at + 2) + 3 & ~3;
        }
        return Arrays.copyOfRange(initAck.value(), at + 4, at + initAck.int16(at + 2));
    }

    void receiveRaw(byte[] packet) {
        association.receive(packet, 0, packet.length, now);
    }

    /** One packet with the right tag, and the flush that follows a batch. */
    void receive(Chunk... chunks) {
        receiveRaw(TestPackets.packet(localTag, chunks));
        flush();
    }

    void flush() {
        association.flush(now);
    }

    /** Lets time pass, with the timers that fall due. */
    void pass(long nanos) {
        long end = now + nanos;
        while (association.deadlineNanos() <= end) {
            now = Math.max(now, association.deadlineNanos());
            association.onDeadline(now);
        }
        now = end;
    }

    /** The chunks of all packets since the last call. */
    List<Chunk> takeChunks() {
        List<Chunk> chunks =
                packets.stream().flatMap(p -> TestPackets.chunks(p).stream()).toList();
        packets.clear();
        return chunks;
    }

    /** The chunks of one type among all packets since the last call. */
    List<Chunk> take(int type) {
        return takeChunks().stream().filter(chunk -> chunk.type() == type).toList();
    }

    long drops(SctpDrop reason) {
        return association.drops().get(reason);
    }

    @Override
    public void onPacket(byte[] buffer, int offset, int length) {
        packets.add(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public void onEstablished() {
        establishedCount++;
    }

    @Override
    public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {
        messages.add(new Endpoint.Message(streamId, payloadProtocolId, payload));
    }

    @Override
    public void onStreamsReset(int[] streamIds) {
        resets.add(streamIds);
    }

    @Override
    public void onOutgoingStreamsReset(int[] streamIds, boolean isPerformed) {
        if (isPerformed) {
            outgoingResets.add(streamIds);
        }
    }

    @Override
    public void onBufferedLow(int streamId) {
        lows.add(streamId);
    }

    @Override
    public void onClosed(AssociationEnd end, String detail) {
        ends.add(end);
        endDetails.add(detail);
    }
}
