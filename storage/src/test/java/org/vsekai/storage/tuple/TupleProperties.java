package org.vsekai.storage.tuple;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.Keys;

class TupleProperties {
    private static final int SEEDS = 400;

    @Test
    void unpackingGivesBackWhatWasPacked() {
        Seeds.forEach(SEEDS, random -> {
            Tuple tuple = tuple(random, 3);
            Tuple unpacked = Tuple.fromBytes(tuple.pack());
            assertThat(unpacked.toString()).isEqualTo(tuple.toString());
            assertThat(unpacked.pack()).isEqualTo(tuple.pack());
        });
    }

    @Test
    void packedNumbersOrderAsNumbers() {
        Seeds.forEach(SEEDS, random -> {
            long a = number(random);
            long b = random.chance(0.3) ? a + random.nextInt(3) - 1 : number(random);
            assertThat(sign(Tuple.of(a), Tuple.of(b))).isEqualTo(Long.compare(a, b));
            double c = Double.longBitsToDouble(random.nextLong());
            double d = (double) number(random);
            if (!Double.isNaN(c)) {
                assertThat(sign(Tuple.of(c), Tuple.of(d))).isEqualTo(Double.compare(c, d));
                assertThat(sign(Tuple.of((float) c), Tuple.of((float) d)))
                        .isEqualTo(Float.compare((float) c, (float) d));
            }
        });
    }

    @Test
    void packedIntegersOrderAsIntegersWhateverTheirSize() {
        Seeds.forEach(SEEDS, random -> {
            BigInteger a = bigNumber(random);
            BigInteger b = random.chance(0.3) ? a.add(BigInteger.valueOf(random.nextInt(3) - 1)) : bigNumber(random);
            assertThat(sign(Tuple.of(a), Tuple.of(b))).isEqualTo(a.compareTo(b));
        });
    }

    @Test
    void packedByteStringsOrderAsByteStringsWhateverFollows() {
        Seeds.forEach(SEEDS, random -> {
            byte[] a = fewValues(random);
            byte[] b = fewValues(random);
            int order = Integer.signum(Arrays.compareUnsigned(a, b));
            if (order != 0) {
                assertThat(sign(Tuple.of(a, number(random)), Tuple.of(b, number(random))))
                        .isEqualTo(order);
            }
        });
    }

    @Test
    void anyBytesAreATupleOrRefused() {
        Seeds.forEach(20 * SEEDS, random -> {
            byte[] bytes = random.nextBytes(random.nextInt(24));
            if (random.chance(0.5)) {
                byte[] packed = tuple(random, 2).pack();
                bytes = Arrays.copyOf(packed, random.nextInt(packed.length + 1));
            }
            try {
                assertThat(Tuple.fromBytes(bytes).toString()).isNotNull();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("at byte");
            }
        });
    }

    private static int sign(Tuple left, Tuple right) {
        return Integer.signum(Keys.compare(left.pack(), right.pack()));
    }

    private static Tuple tuple(SplitMix64 random, int depth) {
        @Nullable Object[] elements = new @Nullable Object[random.nextInt(5)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = element(random, depth);
        }
        return Tuple.of(elements);
    }

    private static @Nullable Object element(SplitMix64 random, int depth) {
        return switch (random.nextInt(depth == 0 ? 10 : 11)) {
            case 0 -> null;
            case 1 -> fewValues(random);
            case 2 -> "t\0\u00e9\uD83C\uDF0D".substring(0, 1 + random.nextInt(3));
            case 3 -> number(random);
            case 4 -> (float) number(random);
            case 5 -> Double.longBitsToDouble(random.nextLong());
            case 6 -> random.chance(0.5);
            case 7 -> new UUID(random.nextLong(), random.nextLong());
            case 8 -> Versionstamp.complete(random.nextBytes(10), random.nextInt(65_536));
            case 9 -> bigNumber(random);
            default -> tuple(random, depth - 1);
        };
    }

    /** Numbers of every length in bytes. */
    private static long number(SplitMix64 random) {
        return random.nextLong() >> random.nextInt(64);
    }

    /** Numbers of up to 20 bytes, often at a border between two lengths. */
    private static BigInteger bigNumber(SplitMix64 random) {
        BigInteger number = random.chance(0.3)
                ? BigInteger.ONE.shiftLeft(8 * random.nextInt(20)).subtract(BigInteger.valueOf(random.nextInt(3)))
                : new BigInteger(1, random.nextBytes(random.nextInt(20)));
        return random.chance(0.5) ? number.negate() : number;
    }

    /** Byte strings with many zeros and 0xFF, so that escapes and prefixes are common. */
    private static byte[] fewValues(SplitMix64 random) {
        byte[] bytes = new byte[random.nextInt(5)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(3) - 1);
        }
        return bytes;
    }
}
