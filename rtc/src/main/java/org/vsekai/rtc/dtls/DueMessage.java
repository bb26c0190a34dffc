package org.vsekai.rtc.dtls;

import java.util.List;

/**
 * What must come in a handshake, in order of its messages' numbers (RFC 6347 §4.2.4, figure 1). Both sides show certificates, as RFC 8827 §6.5
 * demands, so that there is one order and no other; nothing else is ever taken.
 *
 * @param mostBytes of its body
 * @param endsFlight whether the other side speaks next
 */
record DueMessage(int type, int mostBytes, boolean endsFlight) {
    /** Chromium's hello, the largest there is, has 1,413 bytes; self-signed certificates have 300 to 800. */
    private static final int LARGE = 4 * 1024;

    private static final int SMALL = 512;

    static final List<DueMessage> TO_SERVER = List.of(
            new DueMessage(HandshakeHeader.CLIENT_HELLO, LARGE, true),
            new DueMessage(HandshakeHeader.CERTIFICATE, LARGE, false),
            new DueMessage(HandshakeHeader.CLIENT_KEY_EXCHANGE, SMALL, false),
            new DueMessage(HandshakeHeader.CERTIFICATE_VERIFY, SMALL, true),
            new DueMessage(HandshakeHeader.FINISHED, SMALL, true));

    /** A HelloVerifyRequest may precede them all. */
    static final List<DueMessage> TO_CLIENT = List.of(
            new DueMessage(HandshakeHeader.SERVER_HELLO, SMALL, false),
            new DueMessage(HandshakeHeader.CERTIFICATE, LARGE, false),
            new DueMessage(HandshakeHeader.SERVER_KEY_EXCHANGE, SMALL, false),
            new DueMessage(HandshakeHeader.CERTIFICATE_REQUEST, LARGE, false),
            new DueMessage(HandshakeHeader.SERVER_HELLO_DONE, 0, true),
            new DueMessage(HandshakeHeader.FINISHED, SMALL, true));

    static final DueMessage COOKIE = new DueMessage(HandshakeHeader.HELLO_VERIFY_REQUEST, SMALL, true);

    /** RFC 6347 §4.1: only Finished is sent with the new keys, and never with the old ones. */
    int epoch() {
        return type == HandshakeHeader.FINISHED ? DtlsRecords.EPOCH_OF_DATA : DtlsRecords.EPOCH_OF_HANDSHAKE;
    }
}
