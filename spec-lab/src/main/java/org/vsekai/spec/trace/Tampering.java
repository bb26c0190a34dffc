package org.vsekai.spec.trace;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One thing that a sound trace says otherwise than it was: the specification must reject it, for the rule that it breaks. */
interface Tampering {
    /** Every one that there is. */
    static List<Tampering> all() {
        return Stream.<Tampering[]>of(WorldTampering.values(), DealTampering.values(), SessionTampering.values())
                .flatMap(Stream::of)
                .toList();
    }

    /** The rule of {@code World.tla}, {@code Deals.tla} or {@code Told.tla} that is broken. */
    String rule();

    /** Nothing where there is nothing to do it to. */
    Optional<List<TraceEvent>> change(List<TraceEvent> sound);

    /** Does it to the first of the traces in which there is something to do it to. */
    default Optional<Trace> in(List<Trace> sound) {
        return sound.stream()
                .flatMap(trace -> change(trace.events()).stream()
                        .map(events -> trace.with(this + " in " + trace.runName(), events)))
                .findFirst();
    }
}
