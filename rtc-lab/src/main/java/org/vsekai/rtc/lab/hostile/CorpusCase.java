package org.vsekai.rtc.lab.hostile;

import java.util.HexFormat;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Something that broke others, and what must come of it here.
 *
 * @param name says what is odd about it
 * @param phase where the layer stands when it comes
 * @param inputs in their order
 * @param expected what {@link Stage#play} must answer
 */
public record CorpusCase(String name, String phase, List<Input> inputs, String expected) {
    /**
     * @param kind how the layer is given it
     * @param times how often
     * @param text bytes in hexadecimal; {@code 00*7} is a byte seven times, {@code "…"} is text, {@code <next+2>} is a number of four bytes that the
     *     layer's state decides
     */
    public record Input(String kind, int times, String text) {
        byte[] bytes() {
            return bytes(Input::noNumber);
        }

        /** @param numbers what the names stand for at the moment */
        byte[] bytes(ToIntFunction<String> numbers) {
            var bytes = new Octets();
            int at = 0;
            while (at < text.length()) {
                char letter = text.charAt(at);
                int end = letter == '"' ? text.indexOf('"', at + 1) + 1 : text.indexOf(' ', at);
                end = end <= 0 ? text.length() : end;
                String word = text.substring(at, end);
                switch (letter) {
                    case ' ' -> end = at + 1;
                    case '"' -> bytes.ascii(unescaped(word.substring(1, word.length() - 1)));
                    case '<' -> bytes.u32(number(word.substring(1, word.length() - 1), numbers));
                    default -> hexadecimal(bytes, word);
                }
                at = end;
            }
            return bytes.toBytes();
        }

        private static int noNumber(String name) {
            throw new IllegalArgumentException("this layer has no number named " + name);
        }

        private static String unescaped(String quoted) {
            return quoted.replace("\\r", "\r").replace("\\n", "\n");
        }

        private static int number(String word, ToIntFunction<String> numbers) {
            int plus = word.indexOf('+');
            return plus < 0
                    ? numbers.applyAsInt(word)
                    : numbers.applyAsInt(word.substring(0, plus)) + Integer.decode(word.substring(plus + 1));
        }

        private static void hexadecimal(Octets bytes, String word) {
            int star = word.indexOf('*');
            byte[] octets = HexFormat.of().parseHex(star < 0 ? word : word.substring(0, star));
            int count = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            for (int i = 0; i < count; i++) {
                bytes.put(octets);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
