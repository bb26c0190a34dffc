package org.vsekai.rtc.dtls;

import java.util.Arrays;
import org.vsekai.core.SplitMix64;

/** Datagrams that somebody without keys could put in, who sees the peer's datagrams go by. */
enum Forgery {
    GARBAGE,
    FATAL_ALERT,
    CLOSE_NOTIFY,
    CHANGE_CIPHER_SPEC,
    APPLICATION_DATA_IN_THE_CLEAR,
    /** What the peer really sent, with the highest record sequence number there is. */
    HIGHEST_SEQUENCE,
    EPOCH_1_HANDSHAKE,
    EPOCH_1_ALERT,
    EPOCH_1_DATA,
    EPOCH_9_DATA,
    /** A first fragment of a message of 16 MB, which is to come next. */
    HUGE_MESSAGE,
    /** Of a message that is not due yet. */
    FAR_AHEAD,
    TRUNCATED_MESSAGE,
    EMPTY_RECORD,
    WRONG_VERSION,
    /** The peer's datagram with another body: what no engine can tell from the real one. */
    CHANGED_BODY,
    /** A ClientHello out of the blue. */
    OTHER_HELLO;

    private static final byte[] BODY = new byte[40];

    /** @param real what the peer sends at this moment */
    byte[] datagram(SplitMix64 random, byte[] real, byte[] hello) {
        return switch (this) {
            case GARBAGE -> {
                byte[] bytes = random.nextBytes(60);
                bytes[0] = 22;
                yield bytes;
            }
            case FATAL_ALERT -> record(21, 0, 5, new byte[] {2, 40});
            case CLOSE_NOTIFY -> record(21, 0, 5, new byte[] {1, 0});
            case CHANGE_CIPHER_SPEC -> record(20, 0, 5, new byte[] {1});
            case APPLICATION_DATA_IN_THE_CLEAR -> record(23, 0, 5, BODY);
            case HIGHEST_SEQUENCE -> withSequence(real, 0xFFFF_FFFF_FFFFL);
            case EPOCH_1_HANDSHAKE -> record(22, 1, 0, random.nextBytes(48));
            case EPOCH_1_ALERT -> record(21, 1, 0, random.nextBytes(26));
            case EPOCH_1_DATA -> record(23, 1, 9, random.nextBytes(100));
            case EPOCH_9_DATA -> record(23, 9, 9, random.nextBytes(100));
            case HUGE_MESSAGE -> record(22, 0, 5, message(real, 0xFF_FFFF, sequence(real)));
            case FAR_AHEAD -> record(22, 0, 5, message(real, 28, sequence(real) + 5));
            case TRUNCATED_MESSAGE -> record(22, 0, 5, new byte[] {11, 0, 0});
            case EMPTY_RECORD -> record(22, 0, 5, new byte[0]);
            case WRONG_VERSION -> {
                byte[] bytes = record(22, 0, 5, BODY);
                bytes[2] = (byte) 0xF0;
                yield bytes;
            }
            case CHANGED_BODY -> {
                byte[] bytes = real.clone();
                bytes[Math.min(bytes.length - 1, 40)] ^= 0x55;
                yield bytes;
            }
            case OTHER_HELLO -> hello.clone();
        };
    }

    private static int sequence(byte[] real) {
        return real.length > 18 && real[0] == 22 && real[4] == 0 ? real[17] << 8 | real[18] : 1;
    }

    private static byte[] message(byte[] real, int length, int sequence) {
        byte[] message = new byte[40];
        message[0] = real.length > 13 && real[0] == 22 && real[4] == 0 ? real[13] : 11;
        message[1] = (byte) (length >>> 16);
        message[2] = (byte) (length >>> 8);
        message[3] = (byte) length;
        message[4] = (byte) (sequence >>> 8);
        message[5] = (byte) sequence;
        message[11] = 28;
        return message;
    }

    private static byte[] record(int type, int epoch, long sequence, byte[] body) {
        byte[] record = new byte[DtlsRecords.HEADER_SIZE + body.length];
        RecordProtection.header(type, epoch, sequence, body.length, record, 0);
        System.arraycopy(body, 0, record, DtlsRecords.HEADER_SIZE, body.length);
        return record;
    }

    private static byte[] withSequence(byte[] real, long sequence) {
        byte[] bytes = Arrays.copyOf(real, DtlsRecords.size(real, 0, real.length));
        for (int i = 0; i < 6; i++) {
            bytes[5 + i] = (byte) (sequence >>> 40 - 8 * i);
        }
        return bytes;
    }
}
