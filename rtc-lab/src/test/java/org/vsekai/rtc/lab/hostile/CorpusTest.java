package org.vsekai.rtc.lab.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
    /** What others were broken by; those that no packet alone shows are in {@link ScenarioSimulationTest}. */
    private static final List<String> KNOWN = List.of(
            "GHSA-34rh-wp3j-6cxc",
            "CVE-2021-37706",
            "CVE-2022-31031",
            "GHSA-cm8f-h6j3-p25c",
            "GHSA-4xgv-j62q-h3rj",
            "GHSA-hxp2-xqf3-v83h",
            "CVE-2026-54908",
            "CVE-2023-51443",
            "Citrix ADC, December 2020",
            "CVE-2022-2576",
            "CVE-2022-29189",
            "CVE-2016-2179",
            "CVE-2016-2181",
            "CVE-2014-0195",
            "CVE-2014-0221",
            "CVE-2014-0224",
            "CVE-2020-24585",
            "CVE-2019-20503",
            "CVE-2021-3655",
            "CVE-2021-3772",
            "CVE-2026-53224",
            "Floods of INIT",
            "Savage",
            "FORWARD TSN",
            "RE-CONFIG");

    static Stream<Arguments> cases() {
        return Arrays.stream(Layer.values())
                .flatMap(layer -> layer.corpus().stream().map(act -> Arguments.of(layer, act)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void whatBrokeOthersComesToWhatItMustHere(Layer layer, CorpusCase act) {
        assertThat(layer.play(act)).isEqualTo(act.expected());
    }

    @Test
    void everyKnownKindOfBugHasItsCase() throws IOException {
        var text = new StringBuilder();
        for (Layer layer : Layer.values()) {
            try (InputStream file = CorpusTest.class.getResourceAsStream("corpus-" + layer + ".txt")) {
                text.append(file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(text.toString()).contains(KNOWN);
    }

    @Test
    void namesAreDistinct() {
        for (Layer layer : Layer.values()) {
            assertThat(layer.corpus()).extracting(CorpusCase::name).doesNotHaveDuplicates();
        }
    }

    @Test
    void bytesAreReadAsTheyAreWritten() {
        var input = new CorpusCase.Input("any", 1, "00FF 41*3 \"a\\r\\nb c\" <next+2>");
        assertThat(input.bytes(name -> name.equals("next") ? 0x01020304 : 0))
                .containsExactly(0, -1, 'A', 'A', 'A', 'a', '\r', '\n', 'b', ' ', 'c', 1, 2, 3, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"at noon", "nowhere"})
    void aPhaseThatThereIsNotIsAnError(String phase) {
        for (Layer layer : List.of(Layer.STUN, Layer.DTLS, Layer.SCTP, Layer.DCEP, Layer.SDP)) {
            var act = new CorpusCase("any", phase, List.of(new CorpusCase.Input("alone", 1, "00")), "");
            assertThatThrownBy(() -> layer.play(act)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
