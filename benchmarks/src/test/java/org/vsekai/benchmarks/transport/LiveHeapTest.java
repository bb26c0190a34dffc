package org.vsekai.benchmarks.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void readsTheSumAtAHistogramsEnd() throws IOException {
        assertThat(LiveHeap.total("""
                         num     #instances         #bytes  class name (module)
                        -------------------------------------------------------
                           1:          1234        5678900  [B (java.base@25)
                        Total          1234        5678900
                        """)).isEqualTo(5_678_900);
    }

    @Test
    void refusesAHistogramWithoutItsSum() {
        assertThatThrownBy(() -> LiveHeap.total("   1:   1   16  Total\n")).isInstanceOf(IOException.class);
    }

    @Test
    void countsWhatIsReachable() throws IOException {
        byte[] kept = new byte[64 << 20];
        assertThat(LiveHeap.bytes()).isGreaterThan(kept.length);
        Reference.reachabilityFence(kept);
    }
}
