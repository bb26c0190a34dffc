package org.vsekai.gateway.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.vsekai.core.Check;

/**
 * Frames from server to client: final, unmasked, without extensions.
 *
 * <pre>
 * |1|000| opcode (4) | 0 | length (7) | length (16 or 64, if the first is 126 or 127) | payload
 * </pre>
 *
 * RFC 6455 §5.2.
 */
final class Frames {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    /** RFC 6455 §5.5: "All control frames MUST have a payload length of 125 bytes or less". */
    static final int MAX_CONTROL_BYTES = 125;

    private static final int FINAL = 0x80;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;
    private static final int LONGEST_HEADER = 10;

    private Frames() {}

    static byte[] message(int lane, byte[] message) {
        ByteBuffer frame = begin(BINARY, 1 + message.length);
        return frame.put((byte) lane).put(message).array();
    }

    static byte[] ping(long number) {
        return begin(PING, Long.BYTES).putLong(number).array();
    }

    static byte[] pong(byte[] payload) {
        return begin(PONG, payload.length).put(payload).array();
    }

    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        Check.that(Short.BYTES + text.length <= MAX_CONTROL_BYTES, "a reason is short", text.length);
        return begin(CLOSE, Short.BYTES + text.length)
                .putShort((short) code)
                .put(text)
                .array();
    }

    private static ByteBuffer begin(int opcode, int length) {
        byte[] header = new byte[LONGEST_HEADER];
        ByteBuffer written = ByteBuffer.wrap(header).put((byte) (FINAL | opcode));
        if (length < LENGTH_IN_16_BITS) {
            written.put((byte) length);
        } else if (length <= 0xFFFF) {
            written.put((byte) LENGTH_IN_16_BITS).putShort((short) length);
        } else {
            written.put((byte) LENGTH_IN_64_BITS).putLong(length);
        }
        return ByteBuffer.allocate(written.position() + length).put(header, 0, written.position());
    }
}
