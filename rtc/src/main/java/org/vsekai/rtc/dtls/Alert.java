package org.vsekai.rtc.dtls;

/** Alerts (RFC 5246 §7.2): one byte of level, one of description. */
final class Alert {
    static final int SIZE = 2;
    static final byte WARNING = 1;
    static final byte FATAL = 2;
    static final byte CLOSE_NOTIFY = 0;

    static final byte[] GOODBYE = {WARNING, CLOSE_NOTIFY};

    private Alert() {}

    /** Whether the sender is gone: said goodbye, or failed. Other warnings mean nothing. */
    static boolean isFarewell(byte[] buffer, int at, int length) {
        return length == SIZE && (buffer[at] == FATAL || buffer[at + 1] == CLOSE_NOTIFY);
    }

    static DtlsEnd end(byte[] buffer, int at) {
        return buffer[at + 1] == CLOSE_NOTIFY ? DtlsEnd.CLOSED_BY_PEER : DtlsEnd.FAILED;
    }

    static String detail(byte[] buffer, int at) {
        return buffer[at + 1] == CLOSE_NOTIFY
                ? "the peer closed DTLS"
                : "the peer sent alert " + (buffer[at + 1] & 0xFF);
    }
}
