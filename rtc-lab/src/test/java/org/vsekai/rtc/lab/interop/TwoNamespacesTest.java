package org.vsekai.rtc.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TwoNamespacesTest {
    @Test
    void readsWhatTcCounted() {
        var packets = new TreeMap<String, Long>();
        TwoNamespaces.count("""
                qdisc netem 8001: root refcnt 9 limit 100000 delay 50ms loss 5%
                 Sent 5403 bytes 47 pkt (dropped 3, overlimits 0 requeues 0)
                 backlog 0b 0p requeues 0
                """, "toServer", packets);
        assertThat(packets).containsEntry("toServer", 47L).containsEntry("toServerLost", 3L);
    }
}
