package org.vsekai.rtc.dtls;

import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.rtc.PacketDrop;

/**
 * A {@link DtlsSession} around the JDK's {@link SSLEngine}, which does records and messages but neither timers nor, in every
 * case, the repetition of flights; both are done here. {@code docs/adr/0002-dtls-with-the-jdk-engine.md} says why this engine.
 *
 * <ul>
 *   <li>Once connected, handshake records are never given to the engine: they are either the peer's repeated last flight,
 *       which means that ours was lost and is sent again (RFC 6347 §4.2.4), or an attempt to renegotiate.
 *   <li>Memory while shaking hands: at most {@link #MAX_HANDSHAKE_BYTES} in {@link #MAX_HANDSHAKE_PIECES} are taken in all,
 *       of which {@link #MAX_BACKLOG} datagrams may wait for a task: 64 kB at the worst; about 5 kB once connected.
 * </ul>
 */
public final class JdkDtlsSession implements DtlsSession {
    static final int MAX_HANDSHAKE_BYTES = 32 * 1024;
    /** The engine keeps about 160 bytes for each message or fragment that it can't use yet, and each may be of one byte. */
    static final int MAX_HANDSHAKE_PIECES = 128;

    static final int MAX_BACKLOG = 16;

    private static final long FIRST_RETRY_NANOS = 200_000_000L;
    private static final long MAX_RETRY_NANOS = 1_600_000_000L;
    private static final long FINAL_FLIGHT_GAP_NANOS = 20_000_000L;
    /** A handshake's flight is a handful of messages; an engine that wants to write more has gone wrong. */
    private static final int MAX_WRAPS = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum State {
        HANDSHAKE,
        CONNECTED,
        CLOSED
    }

    private final SSLEngine engine;
    private final boolean client;
    private final Fingerprint expected;
    private DtlsScratch scratch;
    private final DtlsListener listener;
    private FlightSender flights;
    private final ArrayDeque<byte[]> backlog = new ArrayDeque<>();
    private final ReplayWindow arrived = new ReplayWindow();
    private State state = State.HANDSHAKE;
    private boolean taskRunning;
    private int handshakeBytes;
    private int handshakePieces;
    private long retryNanos = FIRST_RETRY_NANOS;
    private long dueNanos = NEVER;
    /** A server's: answers to hellos. The first, without a cookie, gets a HelloVerifyRequest, the second the server's flight. */
    private int answeredHellos;

    private List<byte[]> helloVerifyRequest = List.of();

    private List<byte[]> finalFlight = List.of();
    private long finalFlightSentNanos;

    private JdkDtlsSession(
            DtlsContext context, boolean client, Fingerprint expected, DtlsScratch scratch, DtlsListener listener) {
        engine = context.engine(client);
        this.client = client;
        this.expected = expected;
        this.scratch = scratch;
        flights = scratch.flights;
        this.listener = listener;
    }

    /** Waits for the peer's hello. */
    public static DtlsSession server(
            DtlsContext context, Fingerprint expected, DtlsScratch scratch, DtlsListener listener) {
        return new JdkDtlsSession(context, false, expected, scratch, listener);
    }

    /** Sends its hello at {@link #start}. */
    public static DtlsSession client(
            DtlsContext context, Fingerprint expected, DtlsScratch scratch, DtlsListener listener) {
        return new JdkDtlsSession(context, true, expected, scratch, listener);
    }

    @Override
    public void useScratch(DtlsScratch ofOtherLoop) {
        scratch = ofOtherLoop;
        flights = ofOtherLoop.flights;
    }

    @Override
    public void start(long now) {
        Check.that(client, "the client starts");
        try {
            engine.beginHandshake();
            proceed(now);
        } catch (SSLException e) {
            fail(e);
        }
    }

    @Override
    public void receive(byte[] buffer, int offset, int length, long now) {
        if (state == State.CLOSED || isTooMuch(length)) {
            return;
        }
        if (taskRunning) {
            keepForLater(buffer, offset, length);
            return;
        }
        receiveRecords(buffer, offset, offset + length, now);
    }

    private boolean isTooMuch(int length) {
        if (state != State.HANDSHAKE) {
            return false;
        }
        handshakeBytes += length;
        if (handshakeBytes <= MAX_HANDSHAKE_BYTES) {
            return false;
        }
        endTooLarge();
        return true;
    }

    private void endTooLarge() {
        listener.onDrop(PacketDrop.DTLS_HANDSHAKE_TOO_LARGE);
        end(DtlsEnd.FAILED, "the handshake is too large");
    }

    private void keepForLater(byte[] buffer, int offset, int length) {
        if (backlog.size() == MAX_BACKLOG) {
            listener.onDrop(PacketDrop.DTLS_BACKLOG_FULL);
        } else {
            backlog.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }
    }

    @HotPath
    private void receiveRecords(byte[] buffer, int offset, int limit, long now) {
        int at = offset;
        while (at < limit && state != State.CLOSED) {
            if (taskRunning) {
                backlog.addFirst(Arrays.copyOfRange(buffer, at, limit));
                return;
            }
            int size = DtlsRecords.size(buffer, at, limit);
            if (size < 0 || size > DtlsContext.MAX_RECORD_SIZE) {
                listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
                return;
            }
            receiveRecord(buffer, at, size, now);
            at += size;
        }
    }

    private void receiveRecord(byte[] buffer, int at, int size, long now) {
        if (state != State.CONNECTED
                && DtlsRecords.isClientHello(buffer, at, size)
                && DtlsRecords.messageNumber(buffer, at) < answeredHellos) {
            onRepeatedHello(buffer, at);
            return;
        }
        try {
            if (state == State.CONNECTED) {
                receiveWhenConnected(buffer, at, size, now);
                return;
            }
            handshakePieces += DtlsRecords.pieces(buffer, at, size);
            if (handshakePieces > MAX_HANDSHAKE_PIECES) {
                endTooLarge();
                return;
            }
            unwrap(ByteBuffer.wrap(buffer, at, size));
            if (state == State.HANDSHAKE) {
                proceed(now);
            }
        } catch (SSLException e) {
            fail(e);
        }
    }

    /**
     * The engine must not see it: it drops in silence a record whose number it has seen, and when only a part of a hello comes again, it
     * waits for the other part and takes nothing else. The first hello is answered here; for the second, the timer does.
     */
    private void onRepeatedHello(byte[] buffer, int at) {
        if (DtlsRecords.messageNumber(buffer, at) == 0 && DtlsRecords.isMessageStart(buffer, at)) {
            helloVerifyRequest.forEach(this::send);
        }
    }

    private void receiveWhenConnected(byte[] buffer, int at, int size, long now) throws SSLException {
        int type = DtlsRecords.type(buffer, at);
        long sequence = DtlsRecords.sequence(buffer, at);
        if (type == DtlsRecords.HANDSHAKE) {
            repeatFinalFlight(now);
        } else if (type == DtlsRecords.CHANGE_CIPHER_SPEC) {
            // Belongs to the peer's last flight.
        } else if (DtlsRecords.epoch(buffer, at) != DtlsRecords.EPOCH_OF_DATA) {
            listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
        } else if (arrived.hasCome(sequence)) {
            listener.onDrop(PacketDrop.DTLS_REPLAYED);
        } else if (unwrap(ByteBuffer.wrap(buffer, at, size))) {
            arrived.mark(sequence);
        } else if (state == State.CONNECTED) {
            // RFC 6347 §4.1.2.7: the engine drops in silence what it can't decrypt.
            listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
        }
    }

    /** Whether there was plaintext in it. */
    private boolean unwrap(ByteBuffer record) throws SSLException {
        var plain = ByteBuffer.wrap(scratch.plain);
        SSLEngineResult result = engine.unwrap(record, plain);
        switch (result.getStatus()) {
            case OK -> {}
            case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
            case CLOSED -> {
                sayGoodbye();
                end(DtlsEnd.CLOSED_BY_PEER, "the peer closed DTLS");
                return false;
            }
        }
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && isExpectedPeer()) {
            connected();
        }
        if (plain.position() > 0 && state == State.CONNECTED) {
            finalFlight = List.of();
            listener.onPlaintext(scratch.plain, 0, plain.position());
        }
        return plain.position() > 0;
    }

    /** Does what the engine needs next until it needs a datagram, time, or a task. */
    private void proceed(long now) throws SSLException {
        while (state == State.HANDSHAKE && !taskRunning) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    retryNanos = FIRST_RETRY_NANOS;
                    sendFlight(now);
                }
                case NEED_UNWRAP_AGAIN -> unwrap(NOTHING.duplicate());
                case NEED_UNWRAP, NOT_HANDSHAKING, FINISHED -> {
                    return;
                }
            }
        }
    }

    private void runTasks() {
        var tasks = new ArrayList<Runnable>(1);
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            tasks.add(task);
        }
        taskRunning = true;
        listener.onTask(() -> tasks.forEach(Runnable::run));
    }

    @Override
    public void onTaskDone(long now) {
        taskRunning = false;
        if (state == State.CLOSED) {
            return;
        }
        try {
            proceed(now);
        } catch (SSLException e) {
            fail(e);
        }
        while (!taskRunning && state != State.CLOSED && !backlog.isEmpty()) {
            byte[] datagram = backlog.removeFirst();
            receiveRecords(datagram, 0, datagram.length, now);
        }
    }

    /** Wraps until the engine has nothing more to say, and sends that. On a timeout, the same repeats the last flight. */
    private void sendFlight(long now) throws SSLException {
        boolean finished = wrapFlight();
        if (finished && !isExpectedPeer()) {
            return;
        }
        List<byte[]> flight = flights.end();
        flight.forEach(this::send);
        if (finished) {
            finalFlight = flight;
            finalFlightSentNanos = now;
            connected();
        } else if (flight.isEmpty()) {
            dueNanos = NEVER;
        } else if (isHelloVerifyRequest(flight.getFirst())) {
            answeredHellos = 1;
            helloVerifyRequest = flight;
            dueNanos = NEVER;
        } else {
            answeredHellos = 2;
            helloVerifyRequest = List.of();
            dueNanos = now + retryNanos;
        }
    }

    /** Whether the handshake finished with this flight. */
    private boolean wrapFlight() throws SSLException {
        boolean finished = false;
        for (int i = 0; i < MAX_WRAPS && !finished; i++) {
            SSLEngineResult result = engine.wrap(NOTHING.duplicate(), ByteBuffer.wrap(scratch.sealed));
            flights.add(scratch.sealed, result.bytesProduced());
            finished = result.getHandshakeStatus() == HandshakeStatus.FINISHED;
            if (result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP
                    || result.getStatus() != SSLEngineResult.Status.OK) {
                break;
            }
        }
        return finished;
    }

    private static boolean isHelloVerifyRequest(byte[] datagram) {
        return DtlsRecords.isHelloVerifyRequest(datagram, 0, datagram.length);
    }

    private void send(byte[] datagram) {
        listener.onDatagram(datagram, 0, datagram.length);
    }

    /** The peer repeats its last flight, so it lacks ours. The engine would swallow that in silence. */
    private void repeatFinalFlight(long now) {
        if (now - finalFlightSentNanos >= FINAL_FLIGHT_GAP_NANOS) {
            finalFlightSentNanos = now;
            finalFlight.forEach(this::send);
        }
    }

    /** RFC 8827 §6.5: the certificate must match the fingerprint of the signalling; if not, the session ends here. */
    private boolean isExpectedPeer() throws SSLException {
        Certificate[] chain = engine.getSession().getPeerCertificates();
        if (chain.length > 0 && Fingerprint.of(chain[0]).equals(expected)) {
            return true;
        }
        // A server's last flight, if gathered, goes out before the goodbye: without it the peer could not read that.
        sayGoodbye();
        end(DtlsEnd.FINGERPRINT_MISMATCH, "the peer's certificate is not the one that was signalled");
        return false;
    }

    private void connected() {
        state = State.CONNECTED;
        dueNanos = NEVER;
        restorePacketSize();
        listener.onConnected();
    }

    /** The engine halves its records' size when flights are repeated, and would cut packets in two ever after. */
    private void restorePacketSize() {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setMaximumPacketSize(DtlsContext.MAX_RECORD_SIZE);
        engine.setSSLParameters(parameters);
    }

    @Override
    @HotPath
    public boolean seal(byte[] buffer, int offset, int length) {
        if (state != State.CONNECTED) {
            return false;
        }
        try {
            SSLEngineResult result =
                    engine.wrap(ByteBuffer.wrap(buffer, offset, length), ByteBuffer.wrap(scratch.sealed));
            if (result.getStatus() != SSLEngineResult.Status.OK || result.bytesConsumed() != length) {
                listener.onDrop(PacketDrop.DTLS_NOT_SEALED);
                return false;
            }
            listener.onDatagram(scratch.sealed, 0, result.bytesProduced());
            return true;
        } catch (SSLException e) {
            fail(e);
            return false;
        }
    }

    @Override
    public void onDeadline(long now) {
        if (now < dueNanos || state != State.HANDSHAKE) {
            return;
        }
        if (taskRunning || engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
            dueNanos = now + retryNanos;
            return;
        }
        retryNanos = Math.min(retryNanos * 2, MAX_RETRY_NANOS);
        try {
            sendFlight(now);
        } catch (SSLException e) {
            fail(e);
        }
    }

    @Override
    public long deadlineNanos() {
        return dueNanos;
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

    /** Sends the alert that the failure left in the engine, then ends. */
    private void fail(SSLException cause) {
        if (state == State.CLOSED) {
            return;
        }
        listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
        flights.end();
        sayGoodbye();
        end(DtlsEnd.FAILED, String.valueOf(cause.getMessage()));
    }

    private void sayGoodbye() {
        if (taskRunning) {
            return;
        }
        engine.closeOutbound();
        try {
            for (int i = 0; i < MAX_WRAPS && !engine.isOutboundDone(); i++) {
                SSLEngineResult result = engine.wrap(NOTHING.duplicate(), ByteBuffer.wrap(scratch.sealed));
                if (result.bytesProduced() == 0) {
                    break;
                }
                flights.add(scratch.sealed, result.bytesProduced());
            }
        } catch (SSLException alreadyBroken) {
            listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
        }
        flights.end().forEach(this::send);
    }

    private void end(DtlsEnd how, String detail) {
        if (state != State.CLOSED) {
            release();
            listener.onClosed(how, detail);
        }
    }

    private void release() {
        state = State.CLOSED;
        dueNanos = NEVER;
        backlog.clear();
        helloVerifyRequest = List.of();
        finalFlight = List.of();
    }
}
