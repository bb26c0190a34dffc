package org.vsekai.rtc.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PacketDrop;

/**
 * Puts the peer's handshake messages together from their fragments, and gives them out in order, a whole flight at a time (RFC 6347 §4.2.2, §4.2.3).
 *
 * <ul>
 *   <li>Only what is due is taken, as {@link DueMessage} says: a message has one place and one type.
 *   <li>Nothing here is authentic but Finished. What differs from what came before takes its place until its flight has been given out: either
 *       may be forged, and the genuine one is repeated.
 *   <li>A hello that differs from the one that is being answered is put together beside it ({@link #takeOtherHello}).
 *   <li>Memory: one message of each kind, and two hellos, 18 kB at the worst.
 * </ul>
 */
final class InboundMessages {
    enum Outcome {
        /** It may complete a flight, or another hello. */
        NEW,
        /** Of a flight that was answered: the peer lacks our answer. */
        REPEATED,
        /** Counted, or of no consequence. */
        IGNORED
    }

    private final List<DueMessage> due;
    private final Consumer<PacketDrop> drops;
    /** What has come of message number n at [n - first]. */
    private final @Nullable PartialMessage[] partials;
    /** The number of the first due message: 1 after a HelloVerifyRequest, or else 0. */
    private int first;
    /** Messages below this number have been given out. */
    private int given;
    /** Messages below this number have been answered. */
    private int answered;
    /** A server's: the hello that was given out last, header and all. */
    private byte @Nullable [] hello;

    private @Nullable PartialMessage otherHello;

    InboundMessages(boolean client, Consumer<PacketDrop> drops) {
        due = client ? DueMessage.TO_CLIENT : DueMessage.TO_SERVER;
        partials = new PartialMessage[due.size()];
        this.drops = drops;
    }

    /** Takes the fragments in one record's plaintext. */
    Outcome add(int epoch, byte[] buffer, int offset, int limit) {
        Outcome outcome = Outcome.IGNORED;
        int at = offset;
        do {
            int left = limit - at - HandshakeHeader.SIZE;
            if (left < 0
                    || HandshakeHeader.fragmentLength(buffer, at) > left
                    || HandshakeHeader.fragmentOffset(buffer, at) + HandshakeHeader.fragmentLength(buffer, at)
                            > HandshakeHeader.length(buffer, at)) {
                drops.accept(PacketDrop.DTLS_BAD_MESSAGE);
                return outcome;
            }
            Outcome one = addFragment(epoch, buffer, at);
            outcome = outcome.compareTo(one) < 0 ? outcome : one;
            at += HandshakeHeader.SIZE + HandshakeHeader.fragmentLength(buffer, at);
        } while (at < limit);
        return outcome;
    }

    private Outcome addFragment(int epoch, byte[] buffer, int at) {
        DueMessage wanted = dueAt(HandshakeHeader.number(buffer, at), HandshakeHeader.type(buffer, at));
        if (wanted == null || wanted.epoch() != epoch) {
            drops.accept(PacketDrop.DTLS_UNEXPECTED_MESSAGE);
            return Outcome.IGNORED;
        }
        if (HandshakeHeader.length(buffer, at) > wanted.mostBytes()) {
            drops.accept(PacketDrop.DTLS_TOO_LARGE);
            return Outcome.IGNORED;
        }
        int number = HandshakeHeader.number(buffer, at);
        if (number >= given) {
            partials[number - first] = added(partials[number - first], buffer, at);
            return Outcome.NEW;
        }
        if (wanted.type() == HandshakeHeader.CLIENT_HELLO && !isOfHello(buffer, at)) {
            return Outcome.NEW;
        }
        return number < answered ? Outcome.REPEATED : Outcome.IGNORED;
    }

    private @Nullable DueMessage dueAt(int number, int type) {
        boolean isCookieDue = due == DueMessage.TO_CLIENT && number == 0 && given <= 1;
        if (isCookieDue && type == HandshakeHeader.HELLO_VERIFY_REQUEST) {
            return DueMessage.COOKIE;
        }
        int index = number - first;
        return index >= 0 && index < due.size() && due.get(index).type() == type ? due.get(index) : null;
    }

    private static PartialMessage added(@Nullable PartialMessage before, byte[] buffer, int at) {
        PartialMessage partial = before != null && before.hasPart(buffer, at) ? before : new PartialMessage(buffer, at);
        partial.add(buffer, at);
        return partial;
    }

    /** Whether a fragment is of the hello given out last. If not, or while another one is put together, it is added to that. */
    private boolean isOfHello(byte[] buffer, int at) {
        byte[] current = Objects.requireNonNull(hello);
        int from = HandshakeHeader.SIZE + HandshakeHeader.fragmentOffset(buffer, at);
        int length = HandshakeHeader.fragmentLength(buffer, at);
        int body = at + HandshakeHeader.SIZE;
        boolean isSame = HandshakeHeader.length(buffer, at) == HandshakeHeader.length(current, 0)
                && Arrays.equals(buffer, body, body + length, current, from, from + length);
        if (!isSame || otherHello != null) {
            otherHello = added(otherHello, buffer, at);
            if (Arrays.equals(otherHello.whole(), current)) {
                otherHello = null;
            }
        }
        return isSame;
    }

    /** The messages of the flight that is due, each as one fragment, if all of it has come; or none. */
    List<byte[]> takeFlight() {
        int index = given - first;
        if (index < partials.length && isCookie(partials[index])) {
            return takeCookie(Objects.requireNonNull(partials[index]));
        }
        var flight = new ArrayList<byte[]>();
        boolean isAtEnd = false;
        for (int i = index; i < partials.length && !isAtEnd; i++) {
            PartialMessage partial = partials[i];
            if (partial == null || !partial.isWhole()) {
                return List.of();
            }
            flight.add(partial.whole());
            isAtEnd = due.get(i).endsFlight();
        }
        Arrays.fill(partials, index, index + flight.size(), null);
        given += flight.size();
        if (!flight.isEmpty() && HandshakeHeader.type(flight.getFirst(), 0) == HandshakeHeader.CLIENT_HELLO) {
            hello = flight.getFirst();
        }
        return flight;
    }

    private static boolean isCookie(@Nullable PartialMessage partial) {
        return partial != null && partial.type() == HandshakeHeader.HELLO_VERIFY_REQUEST && partial.isWhole();
    }

    private List<byte[]> takeCookie(PartialMessage cookie) {
        Arrays.fill(partials, null);
        first = 1;
        given = 1;
        return List.of(cookie.whole());
    }

    /** What was given out has been answered by a flight of ours. */
    void onAnswered() {
        answered = given;
    }

    /** What was given out and not answered is wanted again. */
    void forgetUnanswered() {
        given = answered;
        Arrays.fill(partials, null);
        if (answered == 0) {
            first = 0;
            hello = null;
        }
    }

    /** Whether a hello has come that is not the one being answered. */
    boolean hasOtherHello() {
        return otherHello != null && otherHello.isWhole();
    }

    void dropOtherHello() {
        otherHello = null;
    }

    /** Begins anew with the hello that is not the one being answered; {@link #takeFlight} gives it out. */
    void takeOtherHello() {
        PartialMessage other = otherHello;
        otherHello = null;
        answered = 0;
        forgetUnanswered();
        partials[0] = other;
    }

    /** From now on this one, answered before, is the hello that is being answered. What else was given out stays so. */
    void turnTo(byte[] answeredHello) {
        hello = answeredHello;
        otherHello = null;
        answered = 1;
        given = Math.max(given, answered);
    }
}
