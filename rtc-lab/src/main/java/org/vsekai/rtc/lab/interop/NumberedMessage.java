package org.vsekai.rtc.lab.interop;

import java.nio.ByteBuffer;

/**
 * Messages that both ends know without having been told: four bytes of number, then noise (xorshift32) that follows from number and
 * size. {@code clients/interop/scenario.mjs} makes the same.
 */
final class NumberedMessage {
    /** A first byte that no text of the scenario has. Numbers stay below 2^24. */
    private static final byte MARK = 0;

    private static final int NUMBER_BYTES = 4;

    private NumberedMessage() {}

    static boolean isNumbered(byte[] message) {
        return message.length >= NUMBER_BYTES && message[0] == MARK;
    }

    static int number(byte[] message) {
        return ByteBuffer.wrap(message).getInt();
    }

    static byte[] of(int number, int size) {
        byte[] message = new byte[size];
        ByteBuffer.wrap(message).putInt(number);
        int noise = number * 0x9E3779B1 + size;
        noise = noise == 0 ? 1 : noise;
        for (int i = NUMBER_BYTES; i < size; i++) {
            noise ^= noise << 13;
            noise ^= noise >>> 17;
            noise ^= noise << 5;
            message[i] = (byte) noise;
        }
        return message;
    }
}
