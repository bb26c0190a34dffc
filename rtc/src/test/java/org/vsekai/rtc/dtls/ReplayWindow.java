package org.vsekai.rtc.dtls;

/** Which of the last 64 sequence numbers have been seen (RFC 6347 §4.1.2.6). 16 bytes of state. */
final class ReplayWindow {
    private static final int SIZE = 64;

    private long latest = -1;
    private long seen;

    /** Whether the number is new enough, and was not seen yet. */
    boolean admits(long sequence) {
        long behind = latest - sequence;
        return behind < 0 || behind < SIZE && (seen >>> behind & 1) == 0;
    }

    /** Only for records whose authenticity has been checked. */
    void mark(long sequence) {
        long ahead = sequence - latest;
        if (ahead <= 0) {
            seen |= 1L << -ahead;
        } else {
            seen = ahead >= SIZE ? 1 : seen << ahead | 1;
            latest = sequence;
        }
    }
}
