package org.vsekai.server.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One line for each record: time (UTC), level, last part of the logger's name, message; a stack trace follows indented.
 * Messages may hold what a stranger sent, so control characters, line breaks and the invisible ones that turn text around
 * are escaped: nobody writes a log line but the server.
 */
final class LogLine extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LONGEST_MESSAGE = 4_000;

    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(entry.getInstant(), line);
        line.append(' ')
                .append(level(entry.getLevel()))
                .append(' ')
                .append(shortName(entry.getLoggerName()))
                .append(": ");
        escape(formatMessage(entry), line);
        line.append(System.lineSeparator());
        if (entry.getThrown() != null) {
            StringWriter trace = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(trace));
            trace.toString().lines().forEach(row -> {
                line.append("    ");
                escape(row.stripLeading(), line);
                line.append(System.lineSeparator());
            });
        }
        return line.toString();
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    private static String shortName(@Nullable String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    static void escape(String text, StringBuilder out) {
        int end = Math.min(text.length(), LONGEST_MESSAGE);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c < 0x7F
                    || c > 0x9F && Character.getType(c) != Character.FORMAT && c != 0x2028 && c != 0x2029;
            if (plain) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        if (end < text.length()) {
            out.append("… (").append(text.length() - end).append(" more)");
        }
    }
}
