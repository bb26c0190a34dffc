package org.vsekai.spec.trace;

import java.util.List;

/**
 * Part of a run.
 *
 * @param name for people
 * @param start what was stored when it began, in the words of TLA+
 */
public record Trace(String name, String start, List<TraceEvent> events) {
    /** The same beginning with other events. */
    Trace with(String otherName, List<TraceEvent> others) {
        return new Trace(otherName, start, List.copyOf(others));
    }

    String tla() {
        return "[start |-> " + start + ",\n events |-> "
                + Tla.sequence(events.stream().map(event -> "\n  " + event.tla())) + "]";
    }
}
