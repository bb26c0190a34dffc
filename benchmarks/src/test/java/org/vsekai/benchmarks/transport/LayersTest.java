package org.vsekai.benchmarks.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final String LOOP = "org.vsekai.rtc.udp.PeerLoop";

    @Test
    void aSystemCallIsTheKernelsHoweverItWasMade() {
        assertThat(Layers.of(List.of(
                        "jdk.internal.foreign.abi.DowncallStub",
                        "org.vsekai.rtc.udp.Libc",
                        "org.vsekai.rtc.udp.SendBatch",
                        LOOP)))
                .isEqualTo(Layers.KERNEL);
    }

    @Test
    void whatRecordsCallIsTheirs() {
        assertThat(Layers.of(List.of(
                        "com.sun.crypto.provider.GaloisCounterMode",
                        "javax.crypto.Cipher",
                        "org.vsekai.rtc.dtls.RecordCipher$Direction",
                        "org.vsekai.rtc.dtls.RecordLayer",
                        LOOP)))
                .isEqualTo(Layers.CRYPTO);
        assertThat(Layers.of(List.of("org.vsekai.rtc.dtls.TrafficKey", "org.vsekai.rtc.dtls.RecordCipher", LOOP)))
                .isEqualTo(Layers.CRYPTO);
    }

    @Test
    void allElseBelongsToTheInnermostPackageOfOurs() {
        assertThat(Layers.of(List.of(
                        "java.util.ArrayDeque", "org.vsekai.rtc.sctp.SendQueue", "org.vsekai.rtc.peer.Peer", LOOP)))
                .isEqualTo("sctp");
        assertThat(Layers.of(List.of("java.util.concurrent.locks.LockSupport", LOOP)))
                .isEqualTo("udp");
    }

    @Test
    void aClassWhoseNameOnlyBeginsLikeOneOfThoseIsAnotherClass() {
        assertThat(Layers.of(List.of("org.vsekai.rtc.udp.LibcError", LOOP))).isEqualTo("udp");
    }

    @Test
    void whatTheBenchmarkDoesWithAMessageIsNobodyElses() {
        assertThat(Layers.of(List.of(
                        "org.vsekai.benchmarks.transport.LoadServer$Session", "org.vsekai.rtc.udp.PeerDriver", LOOP)))
                .isEqualTo(Layers.LISTENER);
    }

    @Test
    void aStackWithoutOursIsTheRuntimes() {
        assertThat(Layers.of(List.of("java.lang.Thread"))).isEqualTo(Layers.RUNTIME);
        assertThat(Layers.of(List.of())).isEqualTo(Layers.RUNTIME);
    }
}
