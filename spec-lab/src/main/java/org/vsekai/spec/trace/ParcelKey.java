package org.vsekai.spec.trace;

import java.util.stream.Stream;

/** A parcel, where it waits. */
public record ParcelKey(String to, String from, long frame, int index) {
    String tla() {
        return Tla.sequence(Stream.of(Tla.string(to), Tla.string(from), String.valueOf(frame), String.valueOf(index)));
    }
}
