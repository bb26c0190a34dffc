package org.vsekai.rtc.dtls;

/** Working memory for all sessions of one event loop, 6 kB. Arrays: ciphers are slower on buffers. Nothing in them outlives a call. */
public final class DtlsScratch {
    /** A record's plaintext. */
    final byte[] plain = new byte[DtlsContext.MAX_RECORD_SIZE];
    /** A record. */
    final byte[] sealed = new byte[DtlsContext.MAX_RECORD_SIZE];

    final byte[] nonce = new byte[RecordCipher.NONCE_SIZE];
    final byte[] associated = new byte[RecordCipher.ASSOCIATED_SIZE];
    final FlightSender flights = new FlightSender();
}
