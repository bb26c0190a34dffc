package org.vsekai.rtc.dtls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one flight, and how they become records and datagrams anew each time the flight is sent (RFC 6347
 * §4.2.4), since each record needs a new sequence number.
 */
final class OutboundFlight {
    private static final int FRAGMENT =
            DtlsContext.MAX_DATAGRAM_SIZE - DtlsRecords.HEADER_SIZE - InboundMessages.HEADER_SIZE;

    private final List<MessageChannel.Outgoing> messages;

    OutboundFlight(List<MessageChannel.Outgoing> messages) {
        this.messages = messages;
    }

    boolean isLast() {
        return messages.stream().anyMatch(m -> m.epoch() == 1);
    }

    /** The next sequence number of each epoch's records. */
    static final class Counters {
        long plain;
        long sealed;
    }

    List<byte[]> datagrams(Counters counters, @Nullable RecordProtection protection, DtlsScratch scratch) {
        for (MessageChannel.Outgoing message : messages) {
            if (message.epoch() == 0) {
                addPlain(message, counters, scratch);
            } else if (protection != null) {
                if (message.type() == DtlsRecords.HANDSHAKE) {
                    addRecord(DtlsRecords.CHANGE_CIPHER_SPEC, new byte[] {1}, 0, 1, counters, scratch);
                }
                byte[] body = message.body();
                int size = protection.seal(message.type(), counters.sealed++, body, 0, body.length, scratch.sealed, 0);
                scratch.flights.add(scratch.sealed, size);
            }
        }
        return scratch.flights.end();
    }

    private static void addPlain(MessageChannel.Outgoing message, Counters counters, DtlsScratch scratch) {
        byte[] body = message.body();
        if (body.length <= FRAGMENT + InboundMessages.HEADER_SIZE) {
            addRecord(message.type(), body, 0, body.length, counters, scratch);
            return;
        }
        int size = body.length - InboundMessages.HEADER_SIZE;
        for (int from = 0; from < size; from += FRAGMENT) {
            int length = Math.min(FRAGMENT, size - from);
            byte[] fragment = new byte[InboundMessages.HEADER_SIZE + length];
            System.arraycopy(body, 0, fragment, 0, 6);
            putInt24(fragment, 6, from);
            putInt24(fragment, 9, length);
            System.arraycopy(body, InboundMessages.HEADER_SIZE + from, fragment, InboundMessages.HEADER_SIZE, length);
            addRecord(message.type(), fragment, 0, fragment.length, counters, scratch);
        }
    }

    private static void addRecord(
            int type, byte[] body, int offset, int length, Counters counters, DtlsScratch scratch) {
        RecordProtection.header(type, 0, counters.plain++, length, scratch.sealed, 0);
        System.arraycopy(body, offset, scratch.sealed, DtlsRecords.HEADER_SIZE, length);
        scratch.flights.add(scratch.sealed, DtlsRecords.HEADER_SIZE + length);
    }

    private static void putInt24(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 16);
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) value;
    }
}
