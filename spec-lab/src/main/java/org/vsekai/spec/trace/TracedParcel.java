package org.vsekai.spec.trace;

import java.util.List;
import java.util.Optional;

/**
 * What a frame sent to another region.
 *
 * @param letter if it is about a transaction over several regions
 */
public record TracedParcel(
        String to,
        int index,
        List<TracedAvatar> avatars,
        List<TracedThing> things,
        Optional<TracedDeals.Letter> letter) {
    String tla() {
        return Tla.record(
                "to",
                Tla.string(to),
                "index",
                String.valueOf(index),
                "avatars",
                Tla.sequence(avatars.stream().map(TracedAvatar::tla)),
                "things",
                Tla.sequence(things.stream().map(TracedThing::tla)),
                "letter",
                Tla.sequence(letter.stream().map(TracedDeals.Letter::tla)));
    }
}
