package org.vsekai.spec.trace;

import java.util.List;

/**
 * Part of a run.
 *
 * @param runName for people, such as a seed
 * @param part from 1 on
 * @param start what was stored when it began, in the words of TLA+
 */
public record Trace(String runName, int part, String start, List<TraceEvent> events) {
    /** For people. */
    String name() {
        return runName + ", part " + part;
    }

    /** The same beginning with other events. */
    Trace with(String otherName, List<TraceEvent> others) {
        return new Trace(otherName, part, start, List.copyOf(others));
    }

    String tla() {
        return "[start |-> " + start + ",\n events |-> "
                + Tla.sequence(events.stream().map(event -> "\n  " + event.tla())) + "]";
    }
}
