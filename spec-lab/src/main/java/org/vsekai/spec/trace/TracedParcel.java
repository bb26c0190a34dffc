package org.vsekai.spec.trace;

import java.util.List;
import java.util.Optional;

/**
 * What a frame sent to another region, and what lies in that region's inbox.
 *
 * @param is stands for everything that there is of it
 * @param said stands for what the receiver's frame repeats of it: everything but the avatars, and the receiver
 * @param letter if it is about a transaction over several regions
 */
public record TracedParcel(
        String to,
        int index,
        String is,
        String said,
        List<TracedAvatar> avatars,
        List<TracedThing> things,
        Optional<TracedDeals.Letter> letter) {
    String tla() {
        return Tla.record(
                "to",
                Tla.string(to),
                "index",
                String.valueOf(index),
                "is",
                Tla.string(is),
                "said",
                Tla.string(said),
                "avatars",
                Tla.sequence(avatars.stream().map(TracedAvatar::tla)),
                "things",
                Tla.sequence(things.stream().map(TracedThing::tla)),
                "letter",
                Tla.sequence(letter.stream().map(TracedDeals.Letter::tla)));
    }

    TracedParcel withLetter(Optional<TracedDeals.Letter> other) {
        return new TracedParcel(to, index, is, said, avatars, things, other);
    }

    TracedParcel withAll(String other) {
        return new TracedParcel(to, index, other, said, avatars, things, letter);
    }
}
