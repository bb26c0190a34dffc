package org.vsekai.rtc.lab.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.vsekai.core.Tally;

/** What came of a case, in words that the corpus can foretell. */
final class Outcome {
    private final StringJoiner words = new StringJoiner("; ");

    /** Left out if there is nothing. */
    Outcome with(String what, List<String> names) {
        if (!names.isEmpty()) {
            words.add(what + " " + counted(names));
        }
        return this;
    }

    Outcome drops(Tally<?>... tallies) {
        List<String> names = new ArrayList<>();
        for (Tally<?> tally : tallies) {
            tally.forEach((reason, count) -> {
                for (long i = 0; i < count; i++) {
                    names.add(reason.name().toLowerCase(Locale.ROOT));
                }
            });
        }
        return with("drops", names);
    }

    Outcome with(String word) {
        words.add(word);
        return this;
    }

    /** Names in their order, with a count where one is repeated in a row. */
    private static String counted(List<String> names) {
        var text = new StringJoiner(" ");
        int from = 0;
        for (int i = 1; i <= names.size(); i++) {
            if (i == names.size() || !names.get(i).equals(names.get(from))) {
                text.add(i - from == 1 ? names.get(from) : names.get(from) + "*" + (i - from));
                from = i;
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return words.toString();
    }
}
