package org.vsekai.rtc.sctp;

import org.jspecify.annotations.Nullable;

/**
 * Fragments of one message with consecutive numbers: a whole message, or a piece of one. Joining two runs takes constant time. The numbers are
 * those that its {@link Reassembly} goes by.
 */
final class FragmentRun {
    final int streamId;
    /** The message's place in its stream, as on the wire. */
    final int number;

    final int payloadProtocolId;
    final boolean isUnordered;
    final long first;
    long last;
    int byteCount;

    private final boolean hasBegin;
    private boolean hasEnd;
    private final Fragment head;
    private Fragment tail;

    FragmentRun(DataView chunk, long position) {
        streamId = chunk.streamId();
        number = chunk.number();
        payloadProtocolId = chunk.payloadProtocolId();
        isUnordered = chunk.isUnordered();
        hasBegin = chunk.isBegin();
        hasEnd = chunk.isEnd();
        first = position;
        last = position;
        head = new Fragment(chunk.copyPayload());
        tail = head;
        byteCount = head.payload.length;
    }

    boolean hasBegin() {
        return hasBegin;
    }

    boolean isWhole() {
        return hasBegin && hasEnd;
    }

    int fragmentCount() {
        return (int) (last - first) + 1;
    }

    /** Whether the other run goes on where this one stops, within the same message. */
    boolean isContinuedBy(FragmentRun next) {
        return last + 1 == next.first
                && !hasEnd
                && !next.hasBegin
                && streamId == next.streamId
                && isUnordered == next.isUnordered
                && (isUnordered || number == next.number);
    }

    /** Takes over all fragments of a run that continues this one. */
    void append(FragmentRun next) {
        tail.next = next.head;
        tail = next.tail;
        hasEnd = next.hasEnd;
        last = next.last;
        byteCount += next.byteCount;
    }

    byte[] payload() {
        if (head == tail) {
            return head.payload;
        }
        byte[] whole = new byte[byteCount];
        int at = 0;
        for (Fragment fragment = head; fragment != null; fragment = fragment.next) {
            System.arraycopy(fragment.payload, 0, whole, at, fragment.payload.length);
            at += fragment.payload.length;
        }
        return whole;
    }

    private static final class Fragment {
        private final byte[] payload;
        private @Nullable Fragment next;

        Fragment(byte[] payload) {
            this.payload = payload;
        }
    }
}
