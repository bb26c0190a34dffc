package org.vsekai.rtc.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against messages that {@code numbered} of {@code clients/interop/scenario.mjs} made. */
class NumberedMessageVectorsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 4, 00000000",
        "0, 12, 000000008c0c2d76b86b0584",
        "5, 16, 00000005e7a2f0574d1ca78436367ff0",
        "59, 9, 0000003badd452cda0",
    })
    void madeAsInJavaScript(int number, int size, String hex) {
        byte[] message = NumberedMessage.of(number, size);
        assertThat(HexFormat.of().formatHex(message)).isEqualTo(hex);
        assertThat(NumberedMessage.isNumbered(message)).isTrue();
        assertThat(NumberedMessage.number(message)).isEqualTo(number);
    }
}
