package org.vsekai.rtc.dtls;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.rtc.PacketDrop;

/**
 * DTLS 1.2 (RFC 6347). Records, fragments, flights and timers are ours; what the handshake's messages say is BouncyCastle's matter, which is gone
 * once the session is up. {@code docs/adr/0010-dtls-engine.md} says why.
 *
 * <ul>
 *   <li>Records that are not authentic change nothing but a counter, once connected; before that, they cost a repetition at the most.
 *   <li>There is one handshake: whoever asks for another is not heard.
 *   <li>Memory: 0.4 kB once connected, and 1.3 kB more while packets flow; {@link Handshake} has the rest.
 * </ul>
 */
public final class Dtls12Session implements DtlsSession {
    /** After as long without a packet, the ciphers are dropped. They are made anew in some microseconds. */
    static final long IDLE_NANOS = 5_000_000_000L;

    private enum State {
        HANDSHAKE,
        CONNECTED,
        CLOSED
    }

    private final boolean client;
    private final DtlsListener listener;
    private final RecordLayer records;
    private State state = State.HANDSHAKE;
    /** Null once connected. */
    private @Nullable Handshake handshake;
    /** Our last flight, if it ended the handshake, until the peer's first packet shows that it has come. */
    private @Nullable OutboundFlight lastFlight;

    private long idleDueNanos = NEVER;

    private Dtls12Session(
            DtlsContext context, boolean client, Fingerprint expected, DtlsScratch scratch, DtlsListener listener) {
        this.client = client;
        this.listener = listener;
        records = new RecordLayer(context, scratch, listener);
        handshake = new Handshake(context, client, expected, records, listener, new HandshakeOutcome());
    }

    /** Waits for the peer's hello. */
    public static DtlsSession server(
            DtlsContext context, Fingerprint expected, DtlsScratch scratch, DtlsListener listener) {
        return new Dtls12Session(context, false, expected, scratch, listener);
    }

    /** Sends its hello at {@link #start}. */
    public static DtlsSession client(
            DtlsContext context, Fingerprint expected, DtlsScratch scratch, DtlsListener listener) {
        return new Dtls12Session(context, true, expected, scratch, listener);
    }

    @Override
    public void useScratch(DtlsScratch ofOtherLoop) {
        records.useScratch(ofOtherLoop);
    }

    @Override
    public void start(long now) {
        Check.that(client, "the client starts");
        if (handshake != null) {
            handshake.start(now);
        }
    }

    @Override
    @HotPath
    public void receive(byte[] buffer, int offset, int length, long now) {
        int at = offset;
        int limit = offset + length;
        while (at < limit && state != State.CLOSED) {
            int size = DtlsRecords.size(buffer, at, limit);
            if (size < 0) {
                listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
                break;
            }
            if (size > DtlsContext.MAX_RECORD_SIZE) {
                listener.onDrop(PacketDrop.DTLS_TOO_LARGE);
            } else if (handshake != null) {
                handshake.receive(buffer, at, size, now);
            } else {
                receiveConnected(buffer, at, size, now);
            }
            at += size;
        }
        if (handshake != null) {
            handshake.afterDatagram();
        }
    }

    @HotPath
    private void receiveConnected(byte[] buffer, int at, int size, long now) {
        int epoch = DtlsRecords.epoch(buffer, at);
        if (epoch == DtlsRecords.EPOCH_OF_DATA) {
            receiveSealed(buffer, at, size, now);
        } else if (epoch == DtlsRecords.EPOCH_OF_HANDSHAKE && DtlsRecords.type(buffer, at) == DtlsRecords.HANDSHAKE) {
            repeatLastFlight(now);
        } else if (epoch != DtlsRecords.EPOCH_OF_HANDSHAKE
                || DtlsRecords.type(buffer, at) != DtlsRecords.CHANGE_CIPHER_SPEC) {
            listener.onDrop(PacketDrop.DTLS_WRONG_EPOCH);
        }
    }

    @HotPath
    private void receiveSealed(byte[] buffer, int at, int size, long now) {
        stayAwake(now);
        int length = records.open(buffer, at, size);
        if (length < 0) {
            return;
        }
        switch (DtlsRecords.type(buffer, at)) {
            case DtlsRecords.APPLICATION_DATA -> {
                lastFlight = null;
                listener.onPlaintext(records.opened(), 0, length);
            }
            case DtlsRecords.ALERT -> receiveAlert(length);
            case DtlsRecords.HANDSHAKE -> receiveMessage(length, now);
            default -> listener.onDrop(PacketDrop.DTLS_UNEXPECTED_MESSAGE);
        }
    }

    /** RFC 5246 §7.2.1: "the other party MUST respond with a close_notify alert of its own". */
    private void receiveAlert(int length) {
        byte[] alert = records.opened();
        if (Alert.isFarewell(alert, 0, length)) {
            DtlsEnd how = Alert.end(alert, 0);
            String detail = Alert.detail(alert, 0);
            sayGoodbye();
            end(how, detail);
        }
    }

    /** The peer's Finished once more, or an attempt to begin another handshake. */
    private void receiveMessage(int length, long now) {
        if (length >= HandshakeHeader.SIZE && HandshakeHeader.type(records.opened(), 0) == HandshakeHeader.FINISHED) {
            repeatLastFlight(now);
        } else {
            listener.onDrop(PacketDrop.DTLS_UNEXPECTED_MESSAGE);
        }
    }

    /**
     * RFC 6347 §4.2.4: "the node that transmits the last flight [...] MUST respond to a retransmit of the peer's last flight with a retransmit of
     * the last flight."
     */
    private void repeatLastFlight(long now) {
        if (lastFlight == null) {
            listener.onDrop(PacketDrop.DTLS_UNEXPECTED_MESSAGE);
        } else {
            lastFlight.repeat(records, now);
        }
    }

    @Override
    @HotPath
    public boolean seal(byte[] buffer, int offset, int length, long now) {
        if (state != State.CONNECTED) {
            return false;
        }
        if (length > DtlsContext.MAX_RECORD_SIZE - RecordCipher.OVERHEAD) {
            listener.onDrop(PacketDrop.DTLS_NOT_SEALED);
            return false;
        }
        if (records.isExhausted()) {
            // RFC 6347 §4.1: sequence numbers never wrap; SCTP would begin anew with another session.
            end(DtlsEnd.FAILED, "the sequence numbers are used up");
            return false;
        }
        stayAwake(now);
        records.send(records.seal(DtlsRecords.APPLICATION_DATA, buffer, offset, length));
        return true;
    }

    @HotPath
    private void stayAwake(long now) {
        if (idleDueNanos == NEVER) {
            idleDueNanos = now + IDLE_NANOS;
        }
    }

    @Override
    public void onTaskDone(long now) {
        if (handshake != null) {
            handshake.onStepped(now);
        }
    }

    @Override
    public void onDeadline(long now) {
        if (handshake != null) {
            handshake.onDeadline(now);
        }
        if (now >= idleDueNanos) {
            records.rest();
            idleDueNanos = records.hasCipher() ? now + IDLE_NANOS : NEVER;
        }
    }

    @Override
    public long deadlineNanos() {
        return handshake == null ? idleDueNanos : handshake.deadlineNanos();
    }

    RecordLayer records() {
        return records;
    }

    @Override
    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    @Override
    public void close() {
        if (state != State.CLOSED) {
            sayGoodbye();
            release();
        }
    }

    /** In the clear, if there are no keys in use: a hint, no more. */
    private void sayGoodbye() {
        if (state == State.CONNECTED && !records.isExhausted()) {
            records.send(records.seal(DtlsRecords.ALERT, Alert.GOODBYE, 0, Alert.SIZE));
        } else if (handshake != null && handshake.flight() != null) {
            tell(Alert.GOODBYE);
        }
    }

    private void tell(byte[] alert) {
        records.send(records.plain(DtlsRecords.ALERT, alert, 0, alert.length));
    }

    private void end(DtlsEnd how, String detail) {
        if (state != State.CLOSED) {
            release();
            listener.onClosed(how, detail);
        }
    }

    private void release() {
        state = State.CLOSED;
        idleDueNanos = NEVER;
        lastFlight = null;
        if (handshake != null) {
            handshake.end();
            handshake = null;
        }
        records.wipe();
    }

    private final class HandshakeOutcome implements Handshake.Outcome {
        @Override
        public void onDone(long now) {
            Handshake done = handshake;
            if (done == null) {
                throw new Check.BrokenInvariant("a handshake ends once");
            }
            handshake = null;
            state = State.CONNECTED;
            lastFlight = client ? null : done.flight();
            stayAwake(now);
            listener.onConnected();
            receiveEarly(done.takeEarly(), now);
        }

        private void receiveEarly(List<byte[]> early, long now) {
            for (byte[] record : early) {
                receive(record, 0, record.length, now);
            }
        }

        @Override
        public void onFailed(DtlsEnd end, String detail, byte @Nullable [] alert) {
            if (alert != null) {
                tell(alert);
            }
            end(end, detail);
        }
    }
}
