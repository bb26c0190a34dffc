package org.vsekai.rtc.lab.hostile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.Association;
import org.vsekai.rtc.sctp.AssociationEnd;
import org.vsekai.rtc.sctp.AssociationListener;
import org.vsekai.rtc.sctp.AssociationOptions;
import org.vsekai.rtc.sctp.SctpScratch;

/** Two honest associations that talk to each other, and what a stranger among them would have to know. Virtual time. */
final class SctpPair {
    private static final int REMEMBERED = 64;
    /** Packets each way; after a stranger's lies two honest ends may have something to say to each other for ever. */
    private static final int MOST_PACKETS = 64;

    private static final long ROUND_TRIP_NANOS = 1_000_000;

    final End client;
    final End server;
    private final List<byte[]> remembered = new ArrayList<>();
    private final SplitMix64 random;
    private int forgotten;
    /** Of packets on their way. */
    double loss;

    long now = 1;

    /** @param cost counts what the ends do */
    SctpPair(SplitMix64 random, Cost cost) {
        this(random, AssociationOptions.defaults(), cost);
    }

    SctpPair(SplitMix64 random, AssociationOptions options, Cost cost) {
        this.random = random;
        client = new End(random, options, cost);
        server = new End(random, options, cost);
    }

    /** Begins, and lets so many packets pass. */
    void connect(int packets) {
        client.association.connect(now);
        for (int i = 0; i < packets && !areSilent(); i++) {
            boolean isClientNext = !client.out.isEmpty();
            handOver(isClientNext ? client : server, isClientNext ? server : client);
        }
    }

    boolean isEnded() {
        return client.isEnded || server.isEnded;
    }

    /** What was said lately, without the common header. */
    List<byte[]> remembered() {
        return remembered;
    }

    /** Hands packets over until none is left, or for a while. */
    void pump() {
        client.association.flush(now);
        server.association.flush(now);
        for (int i = 0; i < MOST_PACKETS && !areSilent(); i++) {
            handOver(client, server);
            handOver(server, client);
            now += ROUND_TRIP_NANOS;
        }
    }

    boolean areSilent() {
        return client.out.isEmpty() && server.out.isEmpty();
    }

    private void handOver(End from, End to) {
        byte[] packet = from.out.poll();
        if (packet != null) {
            remember(packet);
            to.learn(packet);
            if (!random.chance(loss)) {
                to.association.receive(packet, 0, packet.length, now);
                to.association.flush(now);
            }
        }
    }

    private void remember(byte[] packet) {
        byte[] chunks = Arrays.copyOfRange(packet, SctpBytes.HEADER_BYTES, packet.length);
        if (remembered.size() < REMEMBERED) {
            remembered.add(chunks);
        } else {
            remembered.set(forgotten++ % REMEMBERED, chunks);
        }
    }

    void advance(long nanos) {
        now += nanos;
        client.association.onDeadline(now);
        server.association.onDeadline(now);
        pump();
    }

    static final class End implements AssociationListener {
        final Association association;
        final Deque<byte[]> out = new ArrayDeque<>();
        private final Cost cost;
        /** The tag that packets to this end carry. */
        int tag;
        /** The number that the next DATA chunk to this end would have. */
        int nextTsn;
        /** What reset requests to this end begin with. */
        int firstTsn;
        /** The number of the last DATA chunk of this end. */
        int lastTsnSent;
        /** What this end gave out last with INIT ACK, and the tag that it wants to see with it. */
        byte[] cookie = {};

        int cookieTag;

        @Nullable
        AssociationEnd end;

        boolean isEnded;
        boolean isEstablished;
        int largestPacket;
        int packets;
        int messages;

        End(SplitMix64 random, AssociationOptions options, Cost cost) {
            association = new Association(options, this, random::nextLong, new SctpScratch());
            this.cost = cost;
        }

        /** Learns from a packet to this end what a stranger who reads along would. */
        private void learn(byte[] packet) {
            tag = Octets.get32(packet, 4);
            SctpBytes.forEachChunk(packet, (type, body, length) -> {
                if ((type == SctpBytes.INIT || type == SctpBytes.INIT_ACK) && length >= 16) {
                    firstTsn = Octets.get32(packet, body + 12);
                    nextTsn = firstTsn;
                } else if (SctpBytes.isData(type) && length >= 4) {
                    nextTsn = Octets.get32(packet, body) + 1;
                }
            });
        }

        @Override
        public void onPacket(byte[] buffer, int offset, int length) {
            cost.count();
            packets++;
            byte[] packet = Arrays.copyOfRange(buffer, offset, offset + length);
            out.add(packet);
            largestPacket = Math.max(largestPacket, length);
            SctpBytes.forEachChunk(packet, (type, body, size) -> {
                if (SctpBytes.isData(type)) {
                    lastTsnSent = Octets.get32(packet, body);
                } else if (type == SctpBytes.INIT) {
                    tag = Octets.get32(packet, body);
                } else if (type == SctpBytes.INIT_ACK) {
                    cookieTag = Octets.get32(packet, body);
                    cookie = SctpBytes.cookie(packet, body, size);
                }
            });
        }

        @Override
        public void onEstablished() {
            cost.count();
            isEstablished = true;
        }

        @Override
        public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {
            cost.count();
            messages++;
        }

        @Override
        public void onStreamsReset(int[] streamIds) {
            cost.count();
        }

        @Override
        public void onClosed(AssociationEnd how, String detail) {
            cost.count();
            if (isEnded) {
                throw new AssertionError("told twice that it is over");
            }
            isEnded = true;
            end = how;
        }
    }
}
