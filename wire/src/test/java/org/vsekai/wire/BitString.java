package org.vsekai.wire;

/** Spells messages bit by bit, as the tables of docs/protocol/lossy.md do; shares nothing with the codec that it checks. */
final class BitString {
    private final StringBuilder bits = new StringBuilder();

    BitString unsigned(long value, int width) {
        String binary = Long.toBinaryString(value);
        if (value < 0 || binary.length() > width) {
            throw new IllegalArgumentException(value + " does not fit " + width + " bits");
        }
        bits.repeat('0', width - binary.length()).append(binary);
        return this;
    }

    BitString signed(long value, int width) {
        long range = 1L << width;
        if (value < -range / 2 || value >= range / 2) {
            throw new IllegalArgumentException(value + " does not fit " + width + " signed bits");
        }
        return unsigned(value < 0 ? value + range : value, width);
    }

    BitString append(BitString other) {
        bits.append(other.bits);
        return this;
    }

    int length() {
        return bits.length();
    }

    String toHex() {
        String padded = bits + "0".repeat((8 - bits.length() % 8) % 8);
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < padded.length(); i += 4) {
            hex.append(Character.forDigit(Integer.parseInt(padded.substring(i, i + 4), 2), 16));
        }
        return hex.toString();
    }
}
