package org.vsekai.archive.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Keys;
import org.vsekai.storage.tuple.Tuple;

/**
 * Keys as a person writes and reads them, in one of three forms:
 *
 * <ul>
 *   <li>{@code sekai/main/avatar/7}: the elements of a tuple. Digits are an integer, {@code 0xab} bytes, anything else a string;
 *       in double quotes anything is a string, with {@code \"} and {@code \\} in it.
 *   <li>{@code 0x0273656b6169}: bytes, where it is all there is.
 *   <li>{@code \x02sekai\x00}: bytes, as {@link Keys#printable} writes them; known by a backslash outside quotes.
 * </ul>
 */
public final class KeyText {
    private static final String HEX = "0x";
    private static final HexFormat DIGITS = HexFormat.of();
    private static final Pattern ELEMENT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[^/\"\\\\]+", Pattern.DOTALL);
    private static final Pattern INTEGER = Pattern.compile("-?\\d+");
    private static final Pattern BYTES = Pattern.compile("0x(?:[0-9a-fA-F]{2})*");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(?:\\\\|x([0-9a-fA-F]{2}))|[^\\\\]", Pattern.DOTALL);
    private static final Pattern PLAIN = Pattern.compile("[^/\"\\\\\\p{Cntrl}]+");
    private static final Pattern ESCAPED_IN_QUOTES = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private KeyText() {}

    /**
     * The bytes of what was written.
     *
     * @throws IllegalArgumentException naming what can't be read and where
     */
    public static byte[] parse(String text) {
        if (text.startsWith(HEX) && text.indexOf('/') < 0) {
            return hex(text);
        }
        if (text.startsWith("\"") || text.indexOf('\\') < 0 || text.indexOf('"') >= 0 && text.indexOf('/') >= 0) {
            return tuple(text).pack();
        }
        return unescaped(text);
    }

    /** A key in the form that says most: a tuple where its elements can be written, otherwise printable. */
    public static String format(byte[] key) {
        Tuple tuple;
        try {
            tuple = Tuple.fromBytes(key);
        } catch (IllegalArgumentException notOne) {
            return Keys.printable(key);
        }
        var text = new StringBuilder();
        for (int i = 0; i < tuple.size(); i++) {
            String element = element(tuple.get(i), i == 0 && tuple.size() == 1);
            if (element == null) {
                return tuple.toString();
            }
            text.append(i == 0 ? "" : "/").append(element);
        }
        return text.toString();
    }

    private static byte[] hex(String text) {
        if (!BYTES.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no key: after 0x, pairs of hexadecimal digits are expected");
        }
        return DIGITS.parseHex(text, HEX.length(), text.length());
    }

    private static byte[] unescaped(String text) {
        var bytes = new ByteArrayOutputStream();
        Matcher matcher = ESCAPED.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find() || matcher.start() != at) {
                throw new IllegalArgumentException("\"" + text + "\" is no key: after the backslash at character "
                        + (at + 1) + ", another one or xhh is expected");
            }
            bytes.writeBytes(bytesOf(matcher));
            at = matcher.end();
        }
        return bytes.toByteArray();
    }

    private static byte[] bytesOf(Matcher matcher) {
        String code = matcher.group(1);
        if (code != null) {
            return DIGITS.parseHex(code);
        }
        String found = matcher.group();
        return (found.startsWith("\\") ? "\\" : found).getBytes(StandardCharsets.UTF_8);
    }

    private static Tuple tuple(String text) {
        Tuple tuple = Tuple.of();
        Matcher matcher = ELEMENT.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no key: an element is expected at character " + (at + 1));
            }
            tuple = tuple.add(value(matcher.group()));
            at = matcher.end();
            if (at < text.length() && text.charAt(at) != '/') {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no key: a slash is expected at character " + (at + 1));
            }
            at++;
        }
        return tuple;
    }

    private static Object value(String element) {
        if (element.startsWith("\"")) {
            return ESCAPED_IN_QUOTES
                    .matcher(element.substring(1, element.length() - 1))
                    .replaceAll("$1");
        }
        if (BYTES.matcher(element).matches()) {
            return hex(element);
        }
        if (!INTEGER.matcher(element).matches()) {
            return element;
        }
        try {
            return Long.parseLong(element);
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException(
                    "the integer " + element + " has more than 64 bits; in double quotes it is a string", tooLarge);
        }
    }

    /** An element that is read back as itself, or null where there is no such text. */
    private static @Nullable String element(@Nullable Object element, boolean isAlone) {
        return switch (element) {
            case Long number -> number.toString();
            case byte[] bytes when !isAlone -> HEX + DIGITS.formatHex(bytes);
            case String string when isPlain(string) -> string;
            case String string -> '"' + string.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case null, default -> null;
        };
    }

    private static boolean isPlain(String string) {
        return PLAIN.matcher(string).matches()
                && !string.startsWith(HEX)
                && !INTEGER.matcher(string).matches();
    }
}
