package org.vsekai.rtc.sctp;

import org.vsekai.core.Check;

/**
 * The limits of one association.
 *
 * @param port the SCTP port of both ends; data channels use 5000 (RFC 8841)
 * @param maxPacketBytes the largest SCTP packet sent: 1,200 less IP, UDP and DTLS
 * @param receiveWindowBytes what is held for reassembly and reordering, and announced as a_rwnd
 * @param maxReceiveMessageBytes a larger message from the peer ends the association
 * @param maxSendMessageBytes the peer's {@code a=max-message-size}
 * @param maxStreams streams in each direction
 * @param sendBufferBytes reliable messages not yet acknowledged
 * @param heartbeatIntervalNanos silence after which the peer is probed
 * @param ackDelayNanos how long an acknowledgement may wait for data to travel with
 * @param interleaving whether messages on several streams may be interleaved (RFC 8260), if the peer wants it too
 * @param zeroChecksum whether packets may go without a checksum, since DTLS has a better one (RFC 9653), if the peer wants it too
 * @param rtoInitialNanos retransmission timeout before the first measurement
 * @param rtoMinNanos least retransmission timeout
 * @param rtoMaxNanos greatest retransmission timeout
 * @param maxRetransmissions consecutive timeouts after which the peer is unreachable
 * @param maxInitRetransmissions timeouts of the handshake after which it has failed
 */
public record AssociationOptions(
        int port,
        int maxPacketBytes,
        int receiveWindowBytes,
        int maxReceiveMessageBytes,
        int maxSendMessageBytes,
        int maxStreams,
        int sendBufferBytes,
        boolean interleaving,
        boolean zeroChecksum,
        long heartbeatIntervalNanos,
        long ackDelayNanos,
        long rtoInitialNanos,
        long rtoMinNanos,
        long rtoMaxNanos,
        int maxRetransmissions,
        int maxInitRetransmissions) {
    /** 1,200 bytes of UDP path less 28 of IPv4 and UDP and 37 of a DTLS 1.2 AES-GCM record. */
    public static final int DEFAULT_MAX_PACKET_BYTES = 1_135;

    private static final long MILLISECOND = 1_000_000;
    /** RFC 9260 §3.3.2: a peer with a smaller window is refused. */
    private static final int LEAST_WINDOW_BYTES = 1_500;

    private static final int LEAST_PACKET_BYTES = 508;

    public AssociationOptions {
        Check.that(maxPacketBytes >= LEAST_PACKET_BYTES, "a packet holds every control chunk", maxPacketBytes);
        Check.that(receiveWindowBytes >= LEAST_WINDOW_BYTES, "a peer accepts the window", receiveWindowBytes);
        Check.that(maxReceiveMessageBytes > 0, "some message is accepted", maxReceiveMessageBytes);
        Check.that(maxStreams > 0 && maxStreams <= 65_535, "a stream count has 16 bits", maxStreams);
        Check.that(rtoMinNanos > 0 && rtoMinNanos <= rtoMaxNanos, "timeouts are ordered", rtoMinNanos);
        Check.that(rtoInitialNanos <= rtoMaxNanos, "timeouts are ordered", rtoInitialNanos);
    }

    public static AssociationOptions defaults() {
        return new AssociationOptions(
                5_000,
                DEFAULT_MAX_PACKET_BYTES,
                1 << 20,
                64 << 10,
                256 << 10,
                1_024,
                1 << 20,
                true,
                true,
                15_000 * MILLISECOND,
                100 * MILLISECOND,
                500 * MILLISECOND,
                200 * MILLISECOND,
                2_000 * MILLISECOND,
                10,
                8);
    }

    /** With the peer's {@code a=max-message-size}; 0 there means no limit, and 65,536 is the default (RFC 8841 §6). */
    public AssociationOptions withMaxSendMessageBytes(int bytes) {
        return new AssociationOptions(
                port,
                maxPacketBytes,
                receiveWindowBytes,
                maxReceiveMessageBytes,
                bytes,
                maxStreams,
                sendBufferBytes,
                interleaving,
                zeroChecksum,
                heartbeatIntervalNanos,
                ackDelayNanos,
                rtoInitialNanos,
                rtoMinNanos,
                rtoMaxNanos,
                maxRetransmissions,
                maxInitRetransmissions);
    }

    /** With another receive window and another largest message. */
    public AssociationOptions withReceiveLimits(int windowBytes, int messageBytes) {
        return new AssociationOptions(
                port,
                maxPacketBytes,
                windowBytes,
                messageBytes,
                maxSendMessageBytes,
                maxStreams,
                sendBufferBytes,
                interleaving,
                zeroChecksum,
                heartbeatIntervalNanos,
                ackDelayNanos,
                rtoInitialNanos,
                rtoMinNanos,
                rtoMaxNanos,
                maxRetransmissions,
                maxInitRetransmissions);
    }

    /** With other extensions. */
    public AssociationOptions withExtensions(boolean interleavingAllowed, boolean zeroChecksumAllowed) {
        return new AssociationOptions(
                port,
                maxPacketBytes,
                receiveWindowBytes,
                maxReceiveMessageBytes,
                maxSendMessageBytes,
                maxStreams,
                sendBufferBytes,
                interleavingAllowed,
                zeroChecksumAllowed,
                heartbeatIntervalNanos,
                ackDelayNanos,
                rtoInitialNanos,
                rtoMinNanos,
                rtoMaxNanos,
                maxRetransmissions,
                maxInitRetransmissions);
    }
}
