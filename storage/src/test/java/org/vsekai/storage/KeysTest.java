package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void strincIsTheFirstKeyBeyondThePrefix() {
        assertThat(Keys.strinc(hex("61"))).isEqualTo(hex("62"));
        assertThat(Keys.strinc(hex("61ff"))).isEqualTo(hex("62"));
        assertThat(Keys.strinc(hex("7f"))).isEqualTo(hex("80"));
        assertThatThrownBy(() -> Keys.strinc(hex("ffff"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Keys.strinc(hex(""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysOrderAsUnsignedBytes() {
        assertThat(Keys.compare(hex("7f"), hex("80"))).isNegative();
        assertThat(Keys.compare(hex("61"), hex("6100"))).isNegative();
        assertThat(Keys.after(hex("61"))).isEqualTo(hex("6100"));
    }

    @Test
    void aRangeOfAPrefixHoldsItsKeys() {
        KeyRange range = KeyRange.startingWith(hex("61ff"));
        assertThat(range.contains(hex("61ff"))).isTrue();
        assertThat(range.contains(hex("61ffffff"))).isTrue();
        assertThat(range.contains(hex("62"))).isFalse();
        assertThat(range.contains(hex("61fe"))).isFalse();
    }

    @Test
    void printableShowsEveryByte() {
        assertThat(Keys.printable(hex("61005cff7e7f"))).isEqualTo("a\\x00\\\\\\xff~\\x7f");
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
