package org.vsekai.storage.disk;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.Check;

/** Goes through every sequence of decisions, the last decision fastest. */
final class Odometer implements Fate {
    private record Digit(int value, int alternatives) {}

    private final List<Digit> digits = new ArrayList<>();
    private int asked;

    @Override
    public int choose(int alternatives) {
        Check.that(alternatives > 0, "something can be chosen", alternatives);
        if (asked == digits.size()) {
            digits.add(new Digit(0, alternatives));
        }
        Digit digit = digits.get(asked++);
        Check.that(digit.alternatives == alternatives, "the same decisions are asked for again", asked);
        return digit.value;
    }

    /** Moves on to the next sequence; false after the last. */
    boolean next() {
        asked = 0;
        while (!digits.isEmpty()) {
            Digit last = digits.removeLast();
            if (last.value + 1 < last.alternatives) {
                digits.add(new Digit(last.value + 1, last.alternatives));
                return true;
            }
        }
        return false;
    }
}
