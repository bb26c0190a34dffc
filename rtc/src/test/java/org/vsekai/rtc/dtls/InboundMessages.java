package org.vsekai.rtc.dtls;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts handshake messages together from their fragments and gives them out in order (RFC 6347 §4.2.2, §4.2.3):
 *
 * <pre>
 * | type 1 | length 3 | message sequence 2 | fragment offset 3 | fragment length 3 | fragment … |
 * </pre>
 *
 * At most {@link #MAX_AHEAD} messages of at most {@link #MAX_SIZE} bytes wait for an earlier one.
 */
final class InboundMessages {
    static final int HEADER_SIZE = 12;
    static final int FINISHED = 20;
    /** ClientHello, Certificate, CertificateVerify, ClientKeyExchange, Finished. */
    private static final int TO_SERVER = 1 << 1 | 1 << 11 | 1 << 15 | 1 << 16 | 1 << FINISHED;
    /** ServerHello, HelloVerifyRequest, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone, Finished. */
    private static final int TO_CLIENT = 1 << 2 | 1 << 3 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << FINISHED;

    /** Chromium's hello, the largest there is, has 1,413 bytes. */
    static final int MAX_SIZE = 4 * 1024;

    static final int MAX_AHEAD = 8;

    enum Outcome {
        /** Something new, which may complete a message. */
        NEW,
        /** Of a message that was given out already: the peer lacks our answer. */
        REPEATED,
        BAD
    }

    /** A message as one fragment, header and all. */
    private static final class Partial {
        final byte[] whole;
        final BitSet has;
        final int epoch;

        Partial(byte[] buffer, int at, int length, int epoch) {
            whole = new byte[HEADER_SIZE + length];
            System.arraycopy(buffer, at, whole, 0, 6);
            System.arraycopy(buffer, at + 1, whole, 9, 3);
            has = new BitSet(length);
            this.epoch = epoch;
        }

        boolean isWhole() {
            return has.nextClearBit(0) >= whole.length - HEADER_SIZE;
        }
    }

    private final @Nullable Partial[] waiting = new Partial[MAX_AHEAD];
    private final int types;
    private int next;
    /** The epoch of the message last given out. */
    private int epoch;

    InboundMessages(boolean client) {
        types = client ? TO_CLIENT : TO_SERVER;
    }

    /** Takes the fragments of one record's plaintext. */
    Outcome add(int recordEpoch, byte[] buffer, int offset, int limit) {
        Outcome outcome = Outcome.BAD;
        int at = offset;
        while (limit - at >= HEADER_SIZE) {
            int size = uint24(buffer, at + 9);
            if (size > limit - at - HEADER_SIZE) {
                return outcome;
            }
            Outcome one = addFragment(recordEpoch, buffer, at, size);
            outcome = outcome == Outcome.NEW ? outcome : one;
            at += HEADER_SIZE + size;
        }
        return outcome;
    }

    private Outcome addFragment(int recordEpoch, byte[] buffer, int at, int size) {
        int type = buffer[at] & 0xFF;
        int length = uint24(buffer, at + 1);
        int sequence = (buffer[at + 4] & 0xFF) << 8 | buffer[at + 5] & 0xFF;
        int from = uint24(buffer, at + 6);
        // Only Finished is ever sent in epoch 1, and it is never sent in epoch 0.
        if (length > MAX_SIZE
                || from + size > length
                || type == FINISHED != (recordEpoch == 1)
                || type > FINISHED
                || (types >>> type & 1) == 0) {
            return Outcome.BAD;
        }
        if (sequence < next) {
            return Outcome.REPEATED;
        }
        if (sequence >= next + MAX_AHEAD) {
            return Outcome.BAD;
        }
        Partial partial = waiting[sequence % MAX_AHEAD];
        // What differs from what came before replaces it: either may be forged, but the real one is repeated.
        if (partial == null || partial.whole[0] != buffer[at] || partial.whole.length != HEADER_SIZE + length) {
            partial = new Partial(buffer, at, length, recordEpoch);
            waiting[sequence % MAX_AHEAD] = partial;
        }
        System.arraycopy(buffer, at + HEADER_SIZE, partial.whole, HEADER_SIZE + from, size);
        partial.has.set(from, from + size);
        return Outcome.NEW;
    }

    /** The next message in order, header and all, if it is whole. */
    byte @Nullable [] poll() {
        Partial first = waiting[next % MAX_AHEAD];
        if (first == null || !first.isWhole()) {
            return null;
        }
        waiting[next % MAX_AHEAD] = null;
        next++;
        epoch = first.epoch;
        return first.whole;
    }

    int epochOfLast() {
        return epoch;
    }

    private static int uint24(byte[] buffer, int at) {
        return (buffer[at] & 0xFF) << 16 | (buffer[at + 1] & 0xFF) << 8 | buffer[at + 2] & 0xFF;
    }
}
