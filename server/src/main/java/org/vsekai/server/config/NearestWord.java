package org.vsekai.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word that somebody may have meant: the fewest edits away (Levenshtein), and no more than a third of its letters. */
final class NearestWord {
    private NearestWord() {}

    static Optional<String> to(String word, Collection<String> choices) {
        return choices.stream()
                .min(Comparator.comparingInt(choice -> edits(word, choice)))
                .filter(choice -> edits(word, choice) <= 1 + choice.length() / 3);
    }

    /** One row of the table at a time. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
