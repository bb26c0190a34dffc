package org.vsekai.gateway.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame of the server as a client reads it: RFC 6455 §5.2, written again from there. */
record SentFrame(int opcode, byte[] payload) {
    static SentFrame read(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        int first = frame.get() & 0xFF;
        require((first & 0xF0) == 0x80, "final and without extensions");
        int second = frame.get() & 0xFF;
        require((second & 0x80) == 0, "a server's frame is not masked");
        long length = switch (second) {
            case 126 -> frame.getShort() & 0xFFFF;
            case 127 -> frame.getLong();
            default -> second;
        };
        require(length < 126 ? second < 126 : length < 65_536 ? second == 126 : second == 127, "the shortest length");
        byte[] payload = new byte[frame.remaining()];
        frame.get(payload);
        require(payload.length == length, "one whole frame");
        return new SentFrame(first & 0x0F, payload);
    }

    boolean isMessage() {
        return opcode == 2;
    }

    int lane() {
        return payload[0];
    }

    /** The message's first number, as the tests write it. */
    long number() {
        return ByteBuffer.wrap(payload).getLong(isMessage() ? 1 : 0);
    }

    int closeCode() {
        return ByteBuffer.wrap(payload).getShort();
    }

    String closeReason() {
        return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String claim) {
        if (!holds) {
            throw new AssertionError(claim);
        }
    }
}
