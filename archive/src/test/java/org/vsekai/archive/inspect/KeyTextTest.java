package org.vsekai.archive.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vsekai.storage.tuple.Tuple;

class KeyTextTest {
    @Test
    void aPathIsATuple() {
        assertThat(KeyText.parse("sekai/main/avatar/7"))
                .isEqualTo(Tuple.of("sekai", "main", "avatar", 7).pack());
        assertThat(KeyText.parse("sekai/main/region/-1/0/"))
                .isEqualTo(Tuple.of("sekai", "main", "region", -1, 0).pack());
        assertThat(KeyText.parse("a/\"7\"/\"x/y\"/\"q\\\"\\\\\"/0x0aFF"))
                .isEqualTo(Tuple.of("a", "7", "x/y", "q\"\\", new byte[] {10, (byte) 0xFF})
                        .pack());
        assertThat(KeyText.parse("")).isEmpty();
    }

    @Test
    void hexadecimalAndEscapesAreBytes() {
        assertThat(KeyText.parse("0x02617f")).containsExactly(2, 'a', 0x7F);
        assertThat(KeyText.parse("\\x02a\\\\b/")).containsExactly(2, 'a', '\\', 'b', '/');
        assertThat(KeyText.parse("\\x00ä")).isEqualTo("\0ä".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "0x1,             pairs of hexadecimal digits",
        "0xzz,            pairs of hexadecimal digits",
        "a\\b,            the backslash at character 2",
        "a//b,            an element is expected at character 3",
        "a/\"b,           an element is expected at character 3",
        "a/\"b\"c,        a slash is expected at character 6",
        "a/99999999999999999999, more than 64 bits"
    })
    void namesWhatCannotBeRead(String text, String words) {
        assertThatThrownBy(() -> KeyText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void isWrittenAsItIsRead() {
        Tuple[] tuples = {
            Tuple.of("sekai", "main", "avatar", 7),
            Tuple.of("main"),
            Tuple.of("7", "0x12", "a/b", "q\"\\", "", " ", "\n"),
            Tuple.of(Long.MIN_VALUE, Long.MAX_VALUE, 0),
            Tuple.of("token", new byte[] {0, (byte) 0xFF}),
            Tuple.of(),
        };
        for (Tuple tuple : tuples) {
            assertThat(KeyText.parse(KeyText.format(tuple.pack())))
                    .as(tuple.toString())
                    .isEqualTo(tuple.pack());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "not a tuple \u0000", "\u007F"})
    void whatIsNoTupleIsPrintable(String text) {
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        assertThat(KeyText.format(key)).doesNotContain("\u0000");
    }

    @Test
    void elementsWithoutATextFormAreShownAllTheSame() {
        assertThat(KeyText.format(Tuple.of("a", 1.5, null).pack())).isEqualTo("(a, 1.5, null)");
    }
}
