package org.vsekai.server.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentOrAgoTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private static Duration ago(String text) {
        return Duration.between(MomentOrAgo.parse(text, NOW), NOW);
    }

    @Test
    void readsHowLongAgo() {
        assertThat(ago("45s")).isEqualTo(Duration.ofSeconds(45));
        assertThat(ago("30m")).isEqualTo(Duration.ofMinutes(30));
        assertThat(ago("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(ago("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(ago("2d")).isEqualTo(Duration.ofDays(2));
        assertThat(ago("1w")).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void readsAMomentInAnyZone() {
        assertThat(MomentOrAgo.parse("2026-11-27T13:00:00+02:00", NOW))
                .isEqualTo(Instant.parse("2026-11-27T11:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "1", "1 h", "-1h", "1y", "yesterday", "2026-11-27", "1h-", "9999999999s"})
    void saysWhatItShouldBe(String text) {
        assertThatThrownBy(() -> MomentOrAgo.parse(text, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is neither a moment")
                .hasMessageContaining("30m");
    }

    @Test
    void doesNotGoBackBeyondAllTime() {
        assertThatThrownBy(() -> MomentOrAgo.parse("999999999w", NOW)).hasMessageContaining("ago is before");
    }
}
