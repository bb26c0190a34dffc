package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a handshake, as BouncyCastle makes it: a source and sink of whole messages. It is given the peer's once each, in order and in
 * plain, and never sees a timer, a fragment, a repetition or a key in use. A failure is final; {@link Handshake} may make another attempt.
 *
 * <p>{@link #step} runs on any thread while the event loop looks elsewhere; all else is the event loop's, between steps.
 */
final class HandshakeAttempt implements DatagramTransport {
    /** BouncyCastle's timers never fire: the session's do, and it is given up long before. */
    static final int NEVER_MILLIS = Integer.MAX_VALUE;

    /** No message is larger; BouncyCastle does not cut what fits. */
    private static final int MOST_BYTES = DtlsRecords.HEADER_SIZE + HandshakeHeader.SIZE + 4 * 1024;

    private static final byte[] CHANGE_CIPHER_SPEC = {1};

    enum Outcome {
        /** It needs the peer's next flight. */
        WAITS,
        DONE,
        FAILED
    }

    private final Coroutine coroutine;
    private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
    private final List<byte[]> outbox = new ArrayList<>();
    private final long[] sequences = new long[2];
    private final CertificateCheck check;
    private @Nullable TrafficKeys keys;
    private byte @Nullable [] alert;
    private boolean isDone;
    private String failure = "the handshake's thread ended";

    HandshakeAttempt(DtlsContext context, boolean client, Fingerprint expected, HandshakeChoices choices) {
        check = new CertificateCheck(expected);
        coroutine = new Coroutine(context.threads(), () -> run(context, client, choices));
    }

    private void run(DtlsContext context, boolean client, HandshakeChoices choices) {
        var crypto = new HandshakeCrypto(context, choices, client, made -> keys = made);
        try {
            if (client) {
                new DTLSClientProtocol().connect(new HandshakeClient(context, crypto, choices, check), this);
            } else {
                new DTLSServerProtocol().accept(new HandshakeServer(context, crypto, choices, check), this);
            }
            isDone = true;
        } catch (IOException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
        }
    }

    /** Gives the messages of a flight, each as one fragment. They are looked at in the next {@link #step}. */
    void give(List<byte[]> flight) {
        for (byte[] message : flight) {
            int epoch = DtlsRecords.EPOCH_OF_HANDSHAKE;
            if (HandshakeHeader.type(message, 0) == HandshakeHeader.FINISHED) {
                inbox.add(record(DtlsRecords.CHANGE_CIPHER_SPEC, epoch, CHANGE_CIPHER_SPEC));
                epoch = DtlsRecords.EPOCH_OF_DATA;
            }
            inbox.add(record(DtlsRecords.HANDSHAKE, epoch, message));
        }
    }

    private byte[] record(int type, int epoch, byte[] body) {
        byte[] record = new byte[DtlsRecords.HEADER_SIZE + body.length];
        DtlsRecords.writeHeader(type, epoch, sequences[epoch]++, body.length, record, 0);
        System.arraycopy(body, 0, record, DtlsRecords.HEADER_SIZE, body.length);
        return record;
    }

    /** Public-key arithmetic, about half a millisecond: goes on until another flight is needed, or to the end. */
    void step() {
        coroutine.resume();
    }

    Outcome outcome() {
        if (!coroutine.hasEnded()) {
            return Outcome.WAITS;
        }
        return isDone ? Outcome.DONE : Outcome.FAILED;
    }

    /** The messages to be sent, each as one fragment, since it was asked last. */
    List<byte[]> takeFlight() {
        List<byte[]> flight = List.copyOf(outbox);
        outbox.clear();
        return flight;
    }

    /** The keys, once. */
    @Nullable
    TrafficKeys takeKeys() {
        TrafficKeys taken = keys;
        keys = null;
        return taken;
    }

    /** Why it failed: level and description, or null if there is nothing to tell the peer. */
    byte @Nullable [] alert() {
        return alert;
    }

    /** Why it failed, for people. */
    String failure() {
        return failure;
    }

    /** Whether it failed because the peer's certificate is not the signalled one. */
    boolean isStranger() {
        return check.hasFailed();
    }

    /** Ends it, wherever it is, and wipes its keys. */
    void cancel() {
        coroutine.cancel();
        TrafficKeys unused = takeKeys();
        if (unused != null) {
            unused.destroy();
        }
    }

    @Override
    public int getReceiveLimit() {
        return MOST_BYTES;
    }

    @Override
    public int getSendLimit() {
        return MOST_BYTES;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws InterruptedIOException {
        while (inbox.isEmpty()) {
            coroutine.await();
        }
        byte[] record = inbox.remove();
        System.arraycopy(record, 0, buffer, offset, record.length);
        return record.length;
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        byte[] body = Arrays.copyOfRange(buffer, offset + DtlsRecords.HEADER_SIZE, offset + length);
        switch (DtlsRecords.type(buffer, offset)) {
            case DtlsRecords.HANDSHAKE -> outbox.add(body);
            case DtlsRecords.ALERT -> alert = body;
            default -> {
                // The change of cipher, which OutboundFlight makes.
            }
        }
    }

    @Override
    public void close() {}
}
