package org.vsekai.server.world;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How a person says when: a moment, or how long ago. */
final class MomentOrAgo {
    /** Numbers of up to nine digits, so that no sum of them overflows. */
    private static final Pattern AGO = Pattern.compile("([0-9]{1,9}[smhdw])+");

    private static final Pattern PART = Pattern.compile("([0-9]+)([smhdw])");

    private MomentOrAgo() {}

    /** @throws IllegalArgumentException saying what it should be */
    static Instant parse(String text, Instant now) {
        try {
            return AGO.matcher(text).matches()
                    ? ago(text, now)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notOne) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is neither a moment, such as 2026-11-27T12:34:56Z, nor how long ago, such as 45s,"
                            + " 30m, 1h30m, 2d or 1w",
                    notOne);
        }
    }

    private static Instant ago(String text, Instant now) {
        Duration ago = duration(text);
        if (ago.compareTo(Duration.between(Instant.EPOCH, now)) > 0) {
            throw new IllegalArgumentException("'" + text + "' ago is before 1970: no world is that old");
        }
        return now.minus(ago);
    }

    private static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        case "d" -> Duration.ofDays(count);
                        default -> Duration.ofDays(7 * count);
                    });
        }
        return sum;
    }

    static final class Converter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return parse(text, Instant.now());
            } catch (IllegalArgumentException notOne) {
                throw new TypeConversionException(notOne.getMessage());
            }
        }
    }
}
