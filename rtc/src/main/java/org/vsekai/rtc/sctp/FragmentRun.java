package org.vsekai.rtc.sctp;

import org.jspecify.annotations.Nullable;

/**
 * Fragments of one message with consecutive transmission sequence numbers: a whole message, or a piece of one. Joining two
 * runs takes constant time.
 */
final class FragmentRun {
    final int streamId;
    final int ssn;
    final int payloadProtocolId;
    final boolean isUnordered;
    final long firstTsn;
    long lastTsn;
    int byteCount;

    private final boolean hasBegin;
    private boolean hasEnd;
    private final Fragment head;
    private Fragment tail;

    FragmentRun(DataView chunk, long tsn) {
        streamId = chunk.streamId();
        ssn = chunk.ssn();
        payloadProtocolId = chunk.payloadProtocolId();
        isUnordered = chunk.isUnordered();
        hasBegin = chunk.isBegin();
        hasEnd = chunk.isEnd();
        firstTsn = tsn;
        lastTsn = tsn;
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
        return (int) (lastTsn - firstTsn) + 1;
    }

    /** Whether the other run goes on where this one stops, within the same message. */
    boolean isContinuedBy(FragmentRun next) {
        return lastTsn + 1 == next.firstTsn
                && !hasEnd
                && !next.hasBegin
                && streamId == next.streamId
                && isUnordered == next.isUnordered
                && (isUnordered || ssn == next.ssn);
    }

    /** Takes over all fragments of a run that continues this one. */
    void append(FragmentRun next) {
        tail.next = next.head;
        tail = next.tail;
        hasEnd = next.hasEnd;
        lastTsn = next.lastTsn;
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
