package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PacketDrop;

/**
 * BouncyCastle's DTLS as it comes, behind {@link DtlsSession}: its handshake in a {@link HandshakeThread}, its timers, its
 * record layer for packets. Candidate B of the study.
 */
final class BcDtlsSession implements DtlsSession {
    private static final int RESEND_MILLIS = 200;
    private static final int MAX_BACKLOG = 32;

    private enum State {
        HANDSHAKE,
        CONNECTED,
        CLOSED
    }

    private final BcContext context;
    private final boolean client;
    private final boolean gathers;
    private final Fingerprint expected;
    private DtlsScratch scratch;
    private final DtlsListener listener;
    private final Wire wire = new Wire();
    private final ArrayDeque<byte[]> backlog = new ArrayDeque<>();
    private State state = State.HANDSHAKE;

    private @Nullable HandshakeThread thread;
    private boolean taskRunning;
    private long dueNanos = NEVER;
    // Written by the handshake's thread, read by the driver while that is parked.
    private @Nullable DTLSTransport established;
    private @Nullable IOException failure;
    private boolean mismatch;

    /** @param gathers whether a flight's records share datagrams, which BouncyCastle by itself does not do */
    BcDtlsSession(
            BcContext context,
            boolean client,
            boolean gathers,
            Fingerprint expected,
            DtlsScratch scratch,
            DtlsListener listener) {
        this.context = context;
        this.client = client;
        this.gathers = gathers;
        this.expected = expected;
        this.scratch = scratch;
        this.listener = listener;
    }

    private void handshake() {
        try {
            if (client) {
                var peer = new BcClient(context, context.crypto, expected, RESEND_MILLIS);
                try {
                    established = new DTLSClientProtocol().connect(peer, wire);
                } finally {
                    mismatch = peer.mismatch;
                }
            } else {
                var peer = new BcServer(context, context.crypto, expected, RESEND_MILLIS);
                try {
                    established = new DTLSServerProtocol().accept(peer, wire);
                } finally {
                    mismatch = peer.mismatch;
                }
            }
        } catch (IOException e) {
            failure = e;
        }
        wire.flush();
    }

    @Override
    public void useScratch(DtlsScratch ofOtherLoop) {
        scratch = ofOtherLoop;
    }

    @Override
    public void start(long now) {
        resume();
    }

    private void resume() {
        if (thread == null) {
            thread = new HandshakeThread(this::handshake);
        }
        wire.inbox.addAll(backlog);
        backlog.clear();
        taskRunning = true;
        dueNanos = NEVER;
        listener.onTask(thread::resume);
    }

    @Override
    public void onTaskDone(long now) {
        taskRunning = false;
        if (state == State.CLOSED) {
            Objects.requireNonNull(thread).cancel();
            return;
        }
        var out = List.copyOf(wire.outbox);
        wire.outbox.clear();
        out.forEach(d -> listener.onDatagram(d, 0, d.length));
        if (established != null) {
            thread = null;
            state = State.CONNECTED;
            wire.isDirect = true;
            listener.onConnected();
            while (!backlog.isEmpty() && state == State.CONNECTED) {
                byte[] datagram = backlog.removeFirst();
                receive(datagram, 0, datagram.length, now);
            }
        } else if (failure != null) {
            thread = null;
            end(mismatch ? DtlsEnd.FINGERPRINT_MISMATCH : DtlsEnd.FAILED, String.valueOf(failure));
        } else if (!backlog.isEmpty()) {
            resume();
        } else {
            dueNanos = now + wire.waitMillis * 1_000_000L;
        }
    }

    @Override
    public void receive(byte[] buffer, int offset, int length, long now) {
        switch (state) {
            case HANDSHAKE -> {
                if (backlog.size() == MAX_BACKLOG) {
                    listener.onDrop(PacketDrop.DTLS_BACKLOG_FULL);
                    return;
                }
                backlog.add(Arrays.copyOfRange(buffer, offset, offset + length));
                if (!taskRunning) {
                    resume();
                }
            }
            case CONNECTED -> open(buffer, offset, length);
            case CLOSED -> {}
        }
    }

    private void open(byte[] buffer, int offset, int length) {
        wire.direct = buffer;
        wire.directOffset = offset;
        wire.directLength = length;
        DTLSTransport dtls = Objects.requireNonNull(established);
        try {
            while (state == State.CONNECTED) {
                int size = dtls.receive(scratch.plain, 0, scratch.plain.length, 1);
                if (size >= 0) {
                    listener.onPlaintext(scratch.plain, 0, size);
                }
                if (wire.isClosed) {
                    end(DtlsEnd.CLOSED_BY_PEER, "the peer closed DTLS");
                }
            }
        } catch (InterruptedIOException nothingLeft) {
            if (wire.isClosed) {
                end(DtlsEnd.CLOSED_BY_PEER, "the peer closed DTLS");
            }
        } catch (IOException e) {
            listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
            end(DtlsEnd.FAILED, String.valueOf(e));
        }
    }

    @Override
    public boolean seal(byte[] buffer, int offset, int length) {
        if (state != State.CONNECTED) {
            return false;
        }
        try {
            Objects.requireNonNull(established).send(buffer, offset, length);
            return true;
        } catch (IOException e) {
            end(DtlsEnd.FAILED, String.valueOf(e));
            return false;
        }
    }

    @Override
    public void onDeadline(long now) {
        if (now >= dueNanos && state == State.HANDSHAKE && !taskRunning) {
            resume();
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
        if (state == State.CLOSED) {
            return;
        }
        if (established != null) {
            try {
                established.close();
            } catch (IOException e) {
                listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
            }
        } else if (thread != null && !taskRunning) {
            thread.cancel();
        }
        release();
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
    }

    /** Signals that a datagram has been read to its end; without a trace, since it ends each call. */
    private static final class NothingLeft extends InterruptedIOException {
        private static final NothingLeft INSTANCE = new NothingLeft();

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** BouncyCastle's idea of a socket: mailboxes during the handshake, the caller's buffer afterwards. */
    private final class Wire implements DatagramTransport {
        final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
        final List<byte[]> outbox = new ArrayList<>();
        private final FlightSender flights = new FlightSender();
        int waitMillis;
        boolean isDirect;
        boolean isClosed;
        byte @Nullable [] direct;
        int directOffset;
        int directLength;

        void flush() {
            if (gathers) {
                outbox.addAll(flights.end());
            }
        }

        @Override
        public int getReceiveLimit() {
            return DtlsContext.MAX_RECORD_SIZE;
        }

        @Override
        public int getSendLimit() {
            return isDirect ? DtlsContext.MAX_RECORD_SIZE : DtlsContext.MAX_DATAGRAM_SIZE;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int wait) throws IOException {
            if (isDirect) {
                return receiveDirect(buffer, offset, length);
            }
            if (inbox.isEmpty()) {
                flush();
                waitMillis = wait;
                Objects.requireNonNull(thread).park();
            }
            byte[] datagram = inbox.poll();
            if (datagram == null || datagram.length > length) {
                return -1;
            }
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        }

        private int receiveDirect(byte[] buffer, int offset, int length) throws IOException {
            byte[] datagram = direct;
            if (datagram == null) {
                throw NothingLeft.INSTANCE;
            }
            direct = null;
            if (directLength > length) {
                return -1;
            }
            System.arraycopy(datagram, directOffset, buffer, offset, directLength);
            return directLength;
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            if (isDirect) {
                listener.onDatagram(buffer, offset, length);
            } else if (gathers) {
                flights.add(Arrays.copyOfRange(buffer, offset, offset + length), length);
            } else {
                outbox.add(Arrays.copyOfRange(buffer, offset, offset + length));
            }
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
