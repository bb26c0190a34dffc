package org.vsekai.rtc.dtls;

import org.vsekai.rtc.PacketDrop;

/** What a {@link DtlsSession} asks of its driver. Called only from within the session's own methods. */
public interface DtlsListener {
    /** A datagram for the peer. The buffer is the session's: copy it before returning. */
    void onDatagram(byte[] buffer, int offset, int length);

    /**
     * Public-key arithmetic, about a millisecond: run it on any thread, then call {@link DtlsSession#onTaskDone} on the
     * event loop. At most one is under way per session.
     */
    void onTask(Runnable task);

    /** The handshake is done and the peer's certificate is the signalled one. At most once. */
    void onConnected();

    /** A packet of the peer's. The buffer is the session's: use it before returning. Never before {@link #onConnected}. */
    void onPlaintext(byte[] buffer, int offset, int length);

    /** The end, unless we closed; at most once. */
    void onClosed(DtlsEnd end, String detail);

    void onDrop(PacketDrop reason);
}
