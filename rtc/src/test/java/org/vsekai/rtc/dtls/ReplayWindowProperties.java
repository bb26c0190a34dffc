package org.vsekai.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

class ReplayWindowProperties {
    private static final long LARGEST = (1L << 48) - 1;

    @Test
    void tellsWhatHasComeAsASetWould() {
        Seeds.forEach(50, random -> {
            var window = new ReplayWindow();
            Set<Long> come = new HashSet<>();
            long highest = -1;
            for (int i = 0; i < 2_000; i++) {
                long step = random.chance(0.99)
                        ? random.between(-ReplayWindow.WINDOW - 5, 20)
                        : random.between(0, 3 * ReplayWindow.WINDOW);
                long sequence = Math.max(0, highest + step);
                boolean isOld = sequence <= highest - ReplayWindow.WINDOW;
                assertThat(window.hasCome(sequence)).isEqualTo(isOld || come.contains(sequence));
                if (!isOld && random.chance(0.7)) {
                    window.mark(sequence);
                    come.add(sequence);
                    highest = Math.max(highest, sequence);
                }
            }
        });
    }

    @Test
    void theLastNumberIsLikeAnyOther() {
        var window = new ReplayWindow();
        assertThat(window.hasCome(LARGEST)).isFalse();
        window.mark(LARGEST);
        assertThat(window.hasCome(LARGEST)).isTrue();
        assertThat(window.hasCome(LARGEST - 1)).isFalse();
        assertThat(window.hasCome(0)).isTrue();
    }
}
