package org.vsekai.storage.tuple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.KeyRange;

/**
 * Packed forms as FoundationDB's tuple layer has them: the examples of its specification ({@code design/tuple.md}) and
 * values worked out from its rules by hand.
 */
class TupleVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void nothingAndNull() {
        assertPacks("");
        assertPacks("00", (Object) null);
        assertPacks("0000", null, null);
    }

    @Test
    void byteStringsEscapeZeroBytes() {
        // The specification's example: pack(("foo\x00bar",)) == b'\x01foo\x00\xffbar\x00'
        assertPacks("01666f6f00ff62617200", (Object) bytes("foo\0bar"));
        assertPacks("0100", (Object) bytes(""));
        assertPacks("0100ff00ff00", (Object) bytes("\0\0"));
        assertPacks("01ff00", (Object) HEX.parseHex("ff"));
    }

    @Test
    void unicodeStringsAreUtf8() {
        // The specification's example: pack((u"F\u00d4O\u0000bar",)) == b'\x02F\xc3\x94O\x00\xffbar\x00'
        assertPacks("0246c3944f00ff62617200", "F\u00d4O\0bar");
        assertPacks("0200", "");
        assertPacks("02f09f8c8d00", "\uD83C\uDF0D");
    }

    @Test
    void nestedTuplesEscapeNulls() {
        // The specification's example: pack((("foo\x00bar", None, ()),)) ==
        // b'\x05\x01foo\x00\xffbar\x00\x00\xff\x05\x00\x00'
        assertPacks("0501666f6f00ff6261720000ff050000", Tuple.of(bytes("foo\0bar"), null, Tuple.of()));
        assertPacks("0500", Tuple.of());
        assertPacks("05150100" + "1502", Tuple.of(1L), 2L);
        assertPacks("0500ff00" + "00", Tuple.of((Object) null), null);
    }

    @Test
    void integersTakeAsFewBytesAsTheyCan() {
        // The specification's example: pack((-5551212,)) == b'\x11\xabK\x93'
        assertPacks("11ab4b93", -5551212L);
        assertPacks("14", 0L);
        assertPacks("1501", 1L);
        assertPacks("15ff", 255L);
        assertPacks("160100", 256L);
        assertPacks("16ffff", 65_535L);
        assertPacks("17010000", 65_536L);
        assertPacks("187fffffff", (long) Integer.MAX_VALUE);
        assertPacks("1bffffffffffffff", 0xFFFFFFFFFFFFFFL);
        assertPacks("1c7fffffffffffffff", Long.MAX_VALUE);
        assertPacks("13fe", -1L);
        assertPacks("1300", -255L);
        assertPacks("12feff", -256L);
        assertPacks("120000", -65_535L);
        assertPacks("11feffff", -65_536L);
        assertPacks("107fffffff", (long) Integer.MIN_VALUE);
        assertPacks("0c8000000000000000", -Long.MAX_VALUE);
        assertPacks("0c7fffffffffffffff", Long.MIN_VALUE);
    }

    @Test
    void integersBeyondALongTakeEightBytesWhileTheyCanAndThenAByteOfTheirNumber() {
        // The specification: "0x0b stores negative numbers which are expressed with between 9 and 255 bytes. The first
        // byte
        // following the type code is a single byte expressing the number of bytes in the integer (with its bits flipped
        // to
        // preserve order), followed by that number of bytes representing the number in big endian order in one's
        // complement."
        assertPacks("1c8000000000000000", big("8000000000000000"));
        assertPacks("1cffffffffffffffff", big("ffffffffffffffff"));
        assertPacks("0c7ffffffffffffffe", big("8000000000000001").negate());
        assertPacks("0c0000000000000000", big("ffffffffffffffff").negate());
        assertPacks("1d09010000000000000000", big("010000000000000000"));
        assertPacks("0bf6feffffffffffffffff", big("010000000000000000").negate());
        assertPacks("0bf6000000000000000000", big("ffffffffffffffffff").negate());
        assertPacks("1dff" + "ff".repeat(255), big("ff".repeat(255)));
        assertPacks("0b00" + "00".repeat(255), big("ff".repeat(255)).negate());
        assertThatThrownBy(() -> Tuple.of(big("01" + "00".repeat(255)))).hasMessageContaining("255 bytes");
    }

    @Test
    void anIntegerIsALongWhereOneHoldsIt() {
        Tuple tuple = Tuple.of(BigInteger.TEN, big("8000000000000000").negate(), big("8000000000000000"));
        assertThat(tuple).isEqualTo(Tuple.of(10L, Long.MIN_VALUE, big("8000000000000000")));
        assertThat(tuple.getLong(1)).isEqualTo(Long.MIN_VALUE);
        assertThat(tuple.getBigInteger(1)).isEqualTo(big("8000000000000000").negate());
        assertThat(tuple.getBigInteger(2)).isEqualTo(big("8000000000000000"));
        assertThatThrownBy(() -> tuple.getLong(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void smallerIntegerTypesAreTheSameNumbers() {
        assertThat(Tuple.of((byte) 1, (short) 2, 3)).isEqualTo(Tuple.of(1L, 2L, 3L));
    }

    @Test
    void floatingPointNumbersOrderAsBytes() {
        // The specification's example: pack((-42f,)) == b'\x20\x3d\xd7\xff\xff'
        assertPacks("203dd7ffff", -42.0f);
        assertPacks("20c2280000", 42.0f);
        assertPacks("2080000000", 0.0f);
        assertPacks("207fffffff", -0.0f);
        assertPacks("21c045000000000000", 42.0);
        assertPacks("213fbaffffffffffff", -42.0);
        assertPacks("21fff0000000000000", Double.POSITIVE_INFINITY);
        assertPacks("21000fffffffffffff", Double.NEGATIVE_INFINITY);
        assertPacks("21fff8000000000000", Double.NaN);
    }

    @Test
    void booleansAndUuids() {
        assertPacks("26", false);
        assertPacks("27", true);
        assertPacks("30ba5ec0de00112233445566778899aabb", UUID.fromString("ba5ec0de-0011-2233-4455-66778899aabb"));
    }

    @Test
    void versionstamps() {
        Versionstamp stamp = Versionstamp.complete(HEX.parseHex("00010203040506070809"), 0x0A0B);
        assertPacks("33000102030405060708090a0b", stamp);
        assertThat(stamp.version()).isEqualTo(0x0001020304050607L);
        assertThat(stamp.userVersion()).isEqualTo(0x0A0B);
    }

    @Test
    void anIncompleteVersionstampIsFollowedByItsPlace() {
        byte[] packed = Tuple.of("a", Versionstamp.incomplete(1)).packWithVersionstamp(bytes("p"));
        assertThat(HEX.formatHex(packed)).isEqualTo("70" + "026100" + "33ffffffffffffffffffff0001" + "05000000");
        assertThatThrownBy(() -> Tuple.of(Versionstamp.incomplete(0)).pack())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tuple.of(1L).packWithVersionstamp(bytes("")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRangeOfATupleHoldsWhatGoesOnFromIt() {
        KeyRange range = Tuple.of("a").range();
        assertThat(HEX.formatHex(range.begin())).isEqualTo("02610000");
        assertThat(HEX.formatHex(range.end())).isEqualTo("026100ff");
        assertThat(range.contains(Tuple.of("a", null).pack())).isTrue();
        assertThat(range.contains(Tuple.of("a").pack())).isFalse();
        assertThat(range.contains(Tuple.of("ab").pack())).isFalse();
    }

    @Test
    void aSubspaceIsAPrefix() {
        Subspace players = Subspace.of("w", 7L).subspace("players");
        byte[] key = players.pack("ada", 3L);
        assertThat(key).isEqualTo(Tuple.of("w", 7L, "players", "ada", 3L).pack());
        assertThat(players.unpack(key)).isEqualTo(Tuple.of("ada", 3L));
        assertThat(players.range().contains(key)).isTrue();
        assertThat(players.range(Tuple.of("ada")).contains(key)).isTrue();
        assertThat(players.range(Tuple.of("bob")).contains(key)).isFalse();
        assertThat(Subspace.ofPrefix(bytes("x")).pack(1L)).isEqualTo(HEX.parseHex("781501"));
        assertThatThrownBy(() -> players.unpack(bytes("x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoTupleIsRefusedWithItsPlace() {
        for (String packed : new String[] {
            "15",
            "0161",
            "02ff00",
            "0515",
            "05",
            "20000000",
            "2100",
            "30",
            "33",
            "04",
            "0b",
            "1d",
            "0bf600",
            "1d09",
            "03",
            "0a",
            "1e",
            "ff",
            "1cffffffffffffff",
            "0c00000000000000"
        }) {
            assertThatThrownBy(() -> Tuple.fromBytes(HEX.parseHex(packed)))
                    .as(packed)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at byte");
        }
        assertThatThrownBy(() -> Tuple.fromBytes(HEX.parseHex("05".repeat(10_000))))
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> Tuple.of("\uD83C").pack()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tuple.of(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertPacks(String hex, @Nullable Object... elements) {
        Tuple tuple = Tuple.of(elements);
        assertThat(HEX.formatHex(tuple.pack())).isEqualTo(hex);
        Tuple unpacked = Tuple.fromBytes(HEX.parseHex(hex));
        assertThat(unpacked).isEqualTo(tuple);
        assertThat(unpacked.size()).isEqualTo(elements.length);
    }

    private static BigInteger big(String hex) {
        return new BigInteger(hex, 16);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
