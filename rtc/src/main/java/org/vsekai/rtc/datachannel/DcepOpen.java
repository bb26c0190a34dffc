package org.vsekai.rtc.datachannel;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.vsekai.rtc.sctp.Association;

/**
 * The terms of a DATA_CHANNEL_OPEN message (RFC 8832 §5.1). Label and protocol are skipped: channels are known by their ids.
 *
 * <pre>
 * |  Message Type |  Channel Type |            Priority           |
 * |                    Reliability Parameter                      |
 * |         Label Length          |       Protocol Length         |
 * |                  Label, and then Protocol                     |
 * </pre>
 */
record DcepOpen(boolean ordered, int maxRetransmits) {
    static final int TYPE_ACK = 0x02;
    static final int TYPE_OPEN = 0x03;

    private static final int FIXED_BYTES = 12;
    private static final int UNORDERED = 0x80;
    private static final int CHANNEL_RELIABLE = 0x00;
    private static final int CHANNEL_RETRANSMITS = 0x01;

    /** Empty if the message is malformed, or limits the lifetime, which no channel here does. */
    static Optional<DcepOpen> decode(byte[] message) {
        if (message.length < FIXED_BYTES || message[0] != TYPE_OPEN) {
            return Optional.empty();
        }
        var fields = ByteBuffer.wrap(message);
        int labelBytes = Short.toUnsignedInt(fields.getShort(8));
        int protocolBytes = Short.toUnsignedInt(fields.getShort(10));
        if (message.length != FIXED_BYTES + labelBytes + protocolBytes) {
            return Optional.empty();
        }
        int type = message[1] & 0xFF;
        boolean isOrdered = (type & UNORDERED) == 0;
        return switch (type & ~UNORDERED) {
            case CHANNEL_RELIABLE -> Optional.of(new DcepOpen(isOrdered, Association.RELIABLE));
            case CHANNEL_RETRANSMITS -> {
                int retransmits = fields.getInt(4);
                yield retransmits < 0 ? Optional.empty() : Optional.of(new DcepOpen(isOrdered, retransmits));
            }
            default -> Optional.empty();
        };
    }
}
