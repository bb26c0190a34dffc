package org.vsekai.storage.fdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.storage.tuple.Versionstamp;

/** Our tuples beside FoundationDB's own, which needs no native library: the same bytes, each way. */
class FdbTupleProperties {
    private static final int SEEDS = 2_000;

    @Test
    void bothPackTheSameBytesAndReadEachOthers() {
        Seeds.forEach(SEEDS, random -> {
            List<@Nullable Object> elements = elements(random, 3);
            byte[] ours = Tuple.of(elements.toArray()).pack();
            byte[] theirs = theirs(elements).pack();
            assertThat(ours).isEqualTo(theirs);
            assertThat(com.apple.foundationdb.tuple.Tuple.fromBytes(ours).equals(theirs(elements)))
                    .isTrue();
            assertThat(Tuple.fromBytes(theirs)).isEqualTo(Tuple.of(elements.toArray()));
            // What they read is again what we read, element by element.
            assertThat(theirs(asList(Tuple.fromBytes(theirs))).pack()).isEqualTo(theirs);
        });
    }

    @Test
    void bothOrderAlike() {
        Seeds.forEach(SEEDS, random -> {
            List<@Nullable Object> a = elements(random, 2);
            List<@Nullable Object> b = random.chance(0.5) ? elements(random, 2) : changed(random, a);
            assertThat(Integer.signum(Tuple.of(a.toArray()).compareTo(Tuple.of(b.toArray()))))
                    .isEqualTo(Integer.signum(theirs(a).compareTo(theirs(b))));
        });
    }

    /**
     * Theirs needs the native library for this, to know the API version. So a complete stamp that is found again stands in their
     * tuple for the incomplete one, and its place is put at the end as their documentation says: four bytes, little-endian.
     */
    @Test
    void anIncompleteVersionstampIsWhereTheirsIsAndItsPlaceAtTheEnd() {
        Seeds.forEach(SEEDS, random -> {
            byte[] marker = "the stamp!".getBytes(StandardCharsets.US_ASCII);
            int userVersion = random.nextInt(65_536);
            boolean nested = random.chance(0.5);
            List<@Nullable Object> ours = elements(random, 2);
            List<@Nullable Object> theirs = new ArrayList<>(ours);
            int index = random.nextInt(ours.size() + 1);
            ours.add(index, within(nested, Versionstamp.incomplete(userVersion)));
            theirs.add(index, within(nested, Versionstamp.complete(marker, userVersion)));
            byte[] prefix = random.nextBytes(random.nextInt(300));
            byte[] packed = new com.apple.foundationdb.subspace.Subspace(prefix).pack(theirs(theirs));
            int place = new String(packed, StandardCharsets.ISO_8859_1).indexOf("the stamp!");
            byte[] expected = Arrays.copyOf(packed, packed.length + Integer.BYTES);
            Arrays.fill(expected, place, place + marker.length, (byte) 0xFF);
            ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN).putInt(packed.length, place);
            assertThat(Subspace.ofPrefix(prefix).packWithVersionstamp(Tuple.of(ours.toArray())))
                    .isEqualTo(expected);
        });
    }

    private static Object within(boolean nested, Versionstamp stamp) {
        return nested ? Tuple.of(stamp, null) : stamp;
    }

    @Test
    void bothGiveTheSameRanges() {
        Seeds.forEach(SEEDS, random -> {
            List<@Nullable Object> elements = elements(random, 1);
            byte[] prefix = random.nextBytes(random.nextInt(4));
            var ours = Subspace.ofPrefix(prefix).range(Tuple.of(elements.toArray()));
            var theirs = new com.apple.foundationdb.subspace.Subspace(prefix).range(theirs(elements));
            assertThat(ours.begin()).isEqualTo(theirs.begin);
            assertThat(ours.end()).isEqualTo(theirs.end);
        });
    }

    private static List<@Nullable Object> asList(Tuple tuple) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < tuple.size(); i++) {
            elements.add(tuple.get(i));
        }
        return elements;
    }

    private static com.apple.foundationdb.tuple.Tuple theirs(List<@Nullable Object> elements) {
        return com.apple.foundationdb.tuple.Tuple.fromList(
                elements.stream().map(FdbTupleProperties::theirs).toList());
    }

    private static @Nullable Object theirs(@Nullable Object element) {
        return switch (element) {
            case Tuple tuple -> theirs(asList(tuple));
            case Versionstamp stamp -> com.apple.foundationdb.tuple.Versionstamp.fromBytes(stamp.toBytes());
            case null, default -> element;
        };
    }

    private static List<@Nullable Object> elements(SplitMix64 random, int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            elements.add(element(random, depth));
        }
        return elements;
    }

    /** One more element at the end, or one fewer. */
    private static List<@Nullable Object> changed(SplitMix64 random, List<@Nullable Object> elements) {
        List<@Nullable Object> changed = new ArrayList<>(elements);
        if (!changed.isEmpty()) {
            changed.removeLast();
        }
        changed.add(element(random, 1));
        return changed;
    }

    private static @Nullable Object element(SplitMix64 random, int depth) {
        return switch (random.nextInt(depth == 0 ? 10 : 11)) {
            case 0 -> null;
            case 1 -> fewValues(random);
            case 2 -> "t\0é\uD83C\uDF0Dz".substring(0, new int[] {0, 1, 2, 3, 5, 6}[random.nextInt(6)]);
            case 3 -> random.nextLong() >> random.nextInt(64);
            case 4 -> Float.intBitsToFloat((int) random.nextLong());
            case 5 -> Double.longBitsToDouble(random.nextLong());
            case 6 -> random.chance(0.5);
            case 7 -> new UUID(random.nextLong(), random.nextLong());
            case 8 -> Versionstamp.complete(random.nextBytes(10), random.nextInt(65_536));
            case 9 -> bigNumber(random);
            default -> Tuple.of(elements(random, depth - 1).toArray());
        };
    }

    /** Numbers of up to 255 bytes, often at a border between two lengths. */
    private static BigInteger bigNumber(SplitMix64 random) {
        int length = random.chance(0.5) ? random.nextInt(12) : random.nextInt(255);
        BigInteger number = random.chance(0.3)
                ? BigInteger.ONE.shiftLeft(8 * length).subtract(BigInteger.valueOf(random.nextInt(3)))
                : new BigInteger(1, random.nextBytes(length));
        return random.chance(0.5) ? number.negate() : number;
    }

    private static byte[] fewValues(SplitMix64 random) {
        byte[] bytes = new byte[random.nextInt(5)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(3) - 1);
        }
        return bytes;
    }
}
