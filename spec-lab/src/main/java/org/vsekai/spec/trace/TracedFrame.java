package org.vsekai.spec.trace;

import java.util.List;

/**
 * What the specification looks at of a frame.
 *
 * @param avatars those that it touched and that stay
 * @param taken parcels of this region's inbox
 * @param messages what the frame says that they said
 * @param made how many items of each kind there are more than before; fewer, if below 0
 */
public record TracedFrame(
        long number,
        long epoch,
        long tick,
        List<TracedInput> inputs,
        List<TracedAvatar> avatars,
        List<TracedChange> changes,
        List<TracedParcel> sent,
        List<ParcelKey> taken,
        List<TracedMessage> messages,
        TracedMembers members,
        TracedDeals deals,
        List<Long> made) {
    String tla() {
        return Tla.record(
                "no",
                String.valueOf(number),
                "ep",
                String.valueOf(epoch),
                "tick",
                String.valueOf(tick),
                "ins",
                Tla.sequence(inputs.stream().map(TracedInput::tla)),
                "avatars",
                Tla.sequence(avatars.stream().map(TracedAvatar::tla)),
                "changes",
                Tla.sequence(changes.stream().map(TracedChange::tla)),
                "sent",
                Tla.sequence(sent.stream().map(TracedParcel::tla)),
                "taken",
                Tla.sequence(taken.stream()
                        .map(key -> Tla.record(
                                "from",
                                Tla.string(key.from()),
                                "no",
                                String.valueOf(key.frame()),
                                "index",
                                String.valueOf(key.index())))),
                "messages",
                Tla.sequence(messages.stream().map(TracedMessage::tla)),
                "joined",
                members.joinedTla(),
                "left",
                members.leftTla(),
                "arrived",
                members.arrivedTla(),
                "deals",
                deals.tla(),
                "made",
                Tla.counts(made));
    }

    TracedFrame withNumber(long other) {
        return new TracedFrame(
                other, epoch, tick, inputs, avatars, changes, sent, taken, messages, members, deals, made);
    }

    TracedFrame withEpoch(long other) {
        return new TracedFrame(
                number, other, tick, inputs, avatars, changes, sent, taken, messages, members, deals, made);
    }

    TracedFrame withTick(long other) {
        return new TracedFrame(
                number, epoch, other, inputs, avatars, changes, sent, taken, messages, members, deals, made);
    }

    TracedFrame withInputs(List<TracedInput> other) {
        return new TracedFrame(
                number, epoch, tick, other, avatars, changes, sent, taken, messages, members, deals, made);
    }

    TracedFrame withAvatars(List<TracedAvatar> other) {
        return new TracedFrame(
                number, epoch, tick, inputs, other, changes, sent, taken, messages, members, deals, made);
    }

    TracedFrame withChanges(List<TracedChange> other) {
        return new TracedFrame(
                number, epoch, tick, inputs, avatars, other, sent, taken, messages, members, deals, made);
    }

    TracedFrame withTaken(List<ParcelKey> other) {
        return new TracedFrame(
                number, epoch, tick, inputs, avatars, changes, sent, other, messages, members, deals, made);
    }

    TracedFrame withMessages(List<TracedMessage> other) {
        return new TracedFrame(number, epoch, tick, inputs, avatars, changes, sent, taken, other, members, deals, made);
    }

    TracedFrame withMembers(TracedMembers other) {
        return new TracedFrame(
                number, epoch, tick, inputs, avatars, changes, sent, taken, messages, other, deals, made);
    }

    TracedFrame withSent(List<TracedParcel> other) {
        return new TracedFrame(
                number, epoch, tick, inputs, avatars, changes, other, taken, messages, members, deals, made);
    }

    TracedFrame withDeals(TracedDeals other) {
        return new TracedFrame(
                number, epoch, tick, inputs, avatars, changes, sent, taken, messages, members, other, made);
    }
}
