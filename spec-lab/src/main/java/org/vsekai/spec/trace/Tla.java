package org.vsekai.spec.trace;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values in the words of TLA+. */
final class Tla {
    private Tla() {}

    static String string(String value) {
        return '"' + value + '"';
    }

    static String bool(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    static String sequence(Stream<String> elements) {
        return elements.collect(Collectors.joining(", ", "<<", ">>"));
    }

    static String set(Stream<String> elements) {
        return elements.collect(Collectors.joining(", ", "{", "}"));
    }

    static String counts(Collection<Long> counts) {
        return sequence(counts.stream().map(String::valueOf));
    }

    /** @param fields names and values, in turn */
    static String record(String... fields) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < fields.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(fields[i]).append(" |-> ").append(fields[i + 1]);
        }
        return text.append(']').toString();
    }

    /** A function, by its pairs of an element and its value. */
    static String function(Map<String, String> pairs) {
        return pairs.isEmpty()
                ? "<<>>"
                : pairs.entrySet().stream()
                        .map(pair -> pair.getKey() + " :> " + pair.getValue())
                        .collect(Collectors.joining(" @@ ", "(", ")"));
    }
}
