package org.vsekai.spec.trace;

import java.util.Comparator;
import java.util.stream.Stream;

/** An action of a player, by its sequence. */
public record TracedInput(long player, long sequence) {
    static final Comparator<TracedInput> ORDER =
            Comparator.comparingLong(TracedInput::player).thenComparingLong(TracedInput::sequence);

    String tla() {
        return Tla.record("p", TracedAvatar.name(player), "s", String.valueOf(sequence));
    }

    String pair() {
        return Tla.sequence(Stream.of(TracedAvatar.name(player), String.valueOf(sequence)));
    }
}
