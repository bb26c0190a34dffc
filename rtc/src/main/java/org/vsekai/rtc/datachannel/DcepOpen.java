package org.vsekai.rtc.datachannel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.sctp.Delivery;

/**
 * The DATA_CHANNEL_OPEN message (RFC 8832 §5.1). Its stream is the channel's id.
 *
 * <pre>
 * |  Message Type |  Channel Type |            Priority           |
 * |                    Reliability Parameter                      |
 * |         Label Length          |       Protocol Length         |
 * |                  Label, and then Protocol                     |
 * </pre>
 */
final class DcepOpen {
    static final int TYPE_ACK = 0x02;
    static final int TYPE_OPEN = 0x03;

    private static final int FIXED_BYTES = 12;
    private static final int UNORDERED = 0x80;
    private static final int CHANNEL_RELIABLE = 0x00;
    private static final int CHANNEL_RETRANSMITS = 0x01;
    private static final int CHANNEL_TIMED = 0x02;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private DcepOpen() {}

    static byte[] encode(ChannelOptions options) {
        byte[] label = ChannelOptions.bytes(options.label());
        byte[] protocol = ChannelOptions.bytes(options.protocol());
        Delivery delivery = options.delivery();
        return ByteBuffer.allocate(FIXED_BYTES + label.length + protocol.length)
                .put((byte) TYPE_OPEN)
                .put((byte) (kind(delivery) | (delivery.unordered() ? UNORDERED : 0)))
                .putShort((short) options.priority())
                .putInt(reliability(delivery))
                .putShort((short) label.length)
                .putShort((short) protocol.length)
                .put(label)
                .put(protocol)
                .array();
    }

    private static int kind(Delivery delivery) {
        return delivery.isLossy() ? CHANNEL_RETRANSMITS : delivery.isReliable() ? CHANNEL_RELIABLE : CHANNEL_TIMED;
    }

    /** RFC 8832 §5.1: "For reliable Data Channels this field MUST be set to 0 on the sending side". */
    private static int reliability(Delivery delivery) {
        return switch (kind(delivery)) {
            case CHANNEL_RETRANSMITS -> delivery.maxRetransmits();
            case CHANNEL_TIMED -> (int) Math.min(delivery.lifetimeNanos() / NANOS_PER_MILLI, 0xFFFF_FFFFL);
            default -> 0;
        };
    }

    /** Null if the message is malformed, of an unknown type, or its names are longer than we keep. */
    static @Nullable ChannelOptions decode(int streamId, byte[] message) {
        if (message.length < FIXED_BYTES || message[0] != TYPE_OPEN) {
            return null;
        }
        var fields = ByteBuffer.wrap(message);
        int labelBytes = Short.toUnsignedInt(fields.getShort(8));
        int protocolBytes = Short.toUnsignedInt(fields.getShort(10));
        boolean isWhole = message.length == FIXED_BYTES + labelBytes + protocolBytes;
        if (!isWhole || Math.max(labelBytes, protocolBytes) > ChannelOptions.MAX_NAME_BYTES) {
            return null;
        }
        String label = new String(message, FIXED_BYTES, labelBytes, StandardCharsets.UTF_8);
        String protocol = new String(message, FIXED_BYTES + labelBytes, protocolBytes, StandardCharsets.UTF_8);
        Delivery delivery = delivery(message[1] & 0xFF, Integer.toUnsignedLong(fields.getInt(4)));
        if (delivery == null || !fits(label) || !fits(protocol)) {
            return null;
        }
        int priority = Short.toUnsignedInt(fields.getShort(2));
        return new ChannelOptions(
                streamId, label, protocol, delivery, priority == 0 ? ChannelOptions.NORMAL : priority);
    }

    /** What is not UTF-8 may have become longer. */
    private static boolean fits(String name) {
        return ChannelOptions.bytes(name).length <= ChannelOptions.MAX_NAME_BYTES;
    }

    private static @Nullable Delivery delivery(int channelType, long reliability) {
        boolean isUnordered = (channelType & UNORDERED) != 0;
        return switch (channelType & ~UNORDERED) {
            case CHANNEL_RELIABLE -> Delivery.limited(isUnordered, Delivery.UNLIMITED);
            case CHANNEL_RETRANSMITS -> Delivery.limited(isUnordered, (int) Math.min(reliability, Integer.MAX_VALUE));
            case CHANNEL_TIMED -> Delivery.timed(isUnordered, reliability * NANOS_PER_MILLI);
            default -> null;
        };
    }
}
