package org.vsekai.rtc.dtls;

import java.util.List;

/**
 * The messages of one flight of ours. They become records and datagrams anew each time that the flight is sent, since each record needs a
 * sequence number of its own (RFC 6347 §4.1).
 */
final class OutboundFlight {
    /**
     * A flight is not repeated sooner than this because the peer repeats its own, which it does in several datagrams, or because somebody
     * pretends that it does.
     */
    private static final long REPEAT_GAP_NANOS = 20_000_000L;

    private static final int FRAGMENT = FlightSender.MAX_DATAGRAM_SIZE - DtlsRecords.HEADER_SIZE - HandshakeHeader.SIZE;
    private static final byte[] CHANGE_CIPHER_SPEC = {1};

    private final List<byte[]> messages;
    private long sentNanos;

    /** @param messages each as one fragment, header and all */
    OutboundFlight(List<byte[]> messages) {
        this.messages = List.copyOf(messages);
    }

    void send(RecordLayer records, long now) {
        sentNanos = now;
        for (byte[] message : messages) {
            if (HandshakeHeader.type(message, 0) == HandshakeHeader.FINISHED) {
                // RFC 5246 §7.4.9: "A Finished message is always sent immediately after a change cipher spec message".
                records.gather(records.plain(
                        DtlsRecords.CHANGE_CIPHER_SPEC, CHANGE_CIPHER_SPEC, 0, CHANGE_CIPHER_SPEC.length));
                records.gather(records.seal(DtlsRecords.HANDSHAKE, message, 0, message.length));
            } else {
                gatherFragments(message, records);
            }
        }
        records.flush();
    }

    /** Sends it again if it was not sent just now. @return whether it was */
    boolean repeat(RecordLayer records, long now) {
        if (now - sentNanos < REPEAT_GAP_NANOS) {
            return false;
        }
        send(records, now);
        return true;
    }

    private static void gatherFragments(byte[] message, RecordLayer records) {
        int size = message.length - HandshakeHeader.SIZE;
        int offset = 0;
        do {
            int length = Math.min(FRAGMENT, size - offset);
            byte[] fragment = new byte[HandshakeHeader.SIZE + length];
            HandshakeHeader.writeOther(message, 0, offset, length, fragment, 0);
            System.arraycopy(message, HandshakeHeader.SIZE + offset, fragment, HandshakeHeader.SIZE, length);
            records.gather(records.plain(DtlsRecords.HANDSHAKE, fragment, 0, fragment.length));
            offset += length;
        } while (offset < size);
    }
}
