package org.vsekai.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLineTest {
    @Test
    void isOneLineWithTimeLevelAndTheLastPartOfTheName() {
        assertThat(line("players: {0}", new Object[] {7}))
                .isEqualTo("2026-01-02T03:04:05.000Z WARN  Gateway: players: 7" + System.lineSeparator());
    }

    @Test
    void aStrangersTextCannotForgeALine() {
        assertThat(line("name {0}", new Object[] {"eve\r\n2026 INFO \u001b[31m\u202ereversed"}))
                .contains("eve\\u000d\\u000a2026 INFO \\u001b[31m\\u202ereversed")
                .containsOnlyOnce(System.lineSeparator());
    }

    @Test
    void cutsWhatIsVeryLong() {
        assertThat(line("x".repeat(10_000), new Object[0]))
                .hasSizeLessThan(4_200)
                .contains("(6000 more)");
    }

    @Test
    void letsLettersOfAllLanguagesStand() {
        assertThat(line("Zoë 世界 😀", new Object[0])).contains("Zoë 世界 😀");
    }

    private static String line(String message, Object[] parameters) {
        LogRecord entry = new LogRecord(Level.WARNING, message);
        entry.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
        entry.setLoggerName("org.vsekai.gateway.Gateway");
        entry.setParameters(parameters);
        return new LogLine().format(entry);
    }
}
