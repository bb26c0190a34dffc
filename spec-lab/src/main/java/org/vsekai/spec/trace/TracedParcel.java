package org.vsekai.spec.trace;

import java.util.List;

/** What a frame sent to another region. */
public record TracedParcel(String to, int index, List<TracedAvatar> avatars, List<TracedThing> things) {
    String tla() {
        return Tla.record(
                "to",
                Tla.string(to),
                "index",
                String.valueOf(index),
                "avatars",
                Tla.sequence(avatars.stream().map(TracedAvatar::tla)),
                "things",
                Tla.sequence(things.stream().map(TracedThing::tla)));
    }
}
