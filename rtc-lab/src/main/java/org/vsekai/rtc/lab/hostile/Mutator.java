package org.vsekai.rtc.lab.hostile;

import java.util.Arrays;
import java.util.List;
import org.vsekai.core.SplitMix64;

/** Changes a well-formed input a little: what parsers get wrong are lengths, counts, repetition and the ends of ranges. */
final class Mutator {
    /** As much as the socket takes of one datagram. */
    static final int MAX_BYTES = 2_048;

    private static final int MOST_CHANGES = 5;
    private static final int LONGEST_REPETITION = 64;
    private static final int LONGEST_REMOVAL = 16;

    private Mutator() {}

    /** A new array; sometimes one of the seeds as it is. */
    static byte[] mutate(List<byte[]> seeds, SplitMix64 random) {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int i = random.nextInt(MOST_CHANGES); i > 0; i--) {
            input = mutateOnce(input, seeds, random);
        }
        return input.length <= MAX_BYTES ? input : Arrays.copyOf(input, MAX_BYTES);
    }

    private static byte[] mutateOnce(byte[] input, List<byte[]> seeds, SplitMix64 random) {
        if (input.length < 4) {
            return random.nextBytes(random.nextInt(64));
        }
        int at = random.nextInt(input.length);
        return switch (random.nextInt(10)) {
            case 0 -> with(input, at, (int) random.nextLong(), 1);
            case 1 -> with(input, at, input[at] ^ (1 << random.nextInt(8)), 1);
            case 2, 3 -> with(input, at & ~1, Odd.number(random), 2);
            case 4 -> with(input, at & ~3, Odd.number(random), 4);
            case 5 -> Arrays.copyOf(input, at);
            case 6 -> Arrays.copyOf(input, Math.min(MAX_BYTES, input.length + random.nextInt(LONGEST_REPETITION)));
            case 7 -> repeat(input, at, random);
            case 8 -> splice(input, at, seeds.get(random.nextInt(seeds.size())), random);
            default -> remove(input, at, random);
        };
    }

    /** Writes the lowest bytes of the value, most significant first. */
    private static byte[] with(byte[] input, int at, int value, int bytes) {
        for (int i = 0; i < bytes && at + i < input.length; i++) {
            input[at + i] = (byte) (value >>> (8 * (bytes - 1 - i)));
        }
        return input;
    }

    private static byte[] repeat(byte[] input, int at, SplitMix64 random) {
        int length = Math.min(input.length - at, 1 + random.nextInt(LONGEST_REPETITION));
        byte[] longer = Arrays.copyOf(input, input.length + length);
        System.arraycopy(input, at, longer, at + length, input.length - at);
        return longer;
    }

    /** The beginning of the one and the end of the other. */
    private static byte[] splice(byte[] input, int at, byte[] other, SplitMix64 random) {
        int from = random.nextInt(other.length + 1);
        byte[] joined = Arrays.copyOf(input, at + other.length - from);
        System.arraycopy(other, from, joined, at, other.length - from);
        return joined;
    }

    private static byte[] remove(byte[] input, int at, SplitMix64 random) {
        int length = Math.min(input.length - at, 1 + random.nextInt(LONGEST_REMOVAL));
        byte[] shorter = Arrays.copyOf(input, input.length - length);
        System.arraycopy(input, at + length, shorter, at, input.length - at - length);
        return shorter;
    }
}
