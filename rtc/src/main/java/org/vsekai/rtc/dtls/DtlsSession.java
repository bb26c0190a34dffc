package org.vsekai.rtc.dtls;

/**
 * One side of one DTLS session as a state machine. Confined to the peer's event loop, but for the tasks it hands out. All
 * times are of one monotonic clock, in nanoseconds.
 *
 * <ul>
 *   <li>No plaintext comes out, and none goes in, before the peer's certificate has the fingerprint that was signalled.
 *   <li>Whatever arrives, the methods return; a datagram that makes no sense is dropped and counted.
 *   <li>After the end has been told ({@link DtlsListener#onClosed}) nothing more comes out.
 * </ul>
 */
public interface DtlsSession {
    /** {@link #deadlineNanos} when nothing is due. */
    long NEVER = Long.MAX_VALUE;

    /** From now on the session is used by another event loop. Only before anything was received or sent. */
    void useScratch(DtlsScratch ofOtherLoop);

    /** Sends the client's first flight. Once; only on the client's side. */
    void start(long now);

    /** A datagram whose first byte says DTLS, from an address that ICE has validated. It is decrypted where it lies. */
    void receive(byte[] buffer, int offset, int length, long now);

    /**
     * Encrypts one packet into one datagram.
     *
     * @return false if the session is not up, or no longer: nothing was sent
     */
    boolean seal(byte[] buffer, int offset, int length, long now);

    /** The task last handed out by {@link DtlsListener#onTask} has run. */
    void onTaskDone(long now);

    /** Does what is due; may be called at any time. */
    void onDeadline(long now);

    long deadlineNanos();

    boolean isConnected();

    /** Says goodbye, if there is somebody to say it to, and ends without {@link DtlsListener#onClosed}. Idempotent. */
    void close();
}
