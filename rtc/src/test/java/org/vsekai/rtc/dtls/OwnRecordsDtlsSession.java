package org.vsekai.rtc.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PacketDrop;

/**
 * Candidate C of the study: records, fragments, flights and timers are ours; the messages' content and the public-key
 * arithmetic are BouncyCastle's ({@link MessageChannel}). Once connected, BouncyCastle is gone.
 *
 * <ul>
 *   <li>Records that are not authentic change nothing but a counter: alerts and changes of cipher count only in epoch 1, and
 *       a message of epoch 0 only where the handshake waits for it.
 *   <li>The handshake's arithmetic runs in the listener's tasks; meanwhile datagrams are taken as ever.
 * </ul>
 */
final class OwnRecordsDtlsSession implements DtlsSession {
    private static final int MAX_HANDSHAKE_BYTES = 64 * 1024;
    private static final int MAX_EARLY_RECORDS = 4;
    private static final long FIRST_RETRY_NANOS = 200_000_000L;
    private static final long MAX_RETRY_NANOS = 1_600_000_000L;
    private static final long REPEAT_GAP_NANOS = 20_000_000L;

    private static final int WARNING = 1;
    private static final int FATAL = 2;
    private static final int CLOSE_NOTIFY = 0;

    private enum State {
        HANDSHAKE,
        CONNECTED,
        CLOSED
    }

    /** What only a handshake needs; null afterwards. */
    private static final class Handshake {
        final InboundMessages inbound;
        final List<byte[]> early = new ArrayList<>();
        final MessageChannel channel;
        boolean taskRunning;
        int bytes;
        long retryNanos = FIRST_RETRY_NANOS;

        Handshake(MessageChannel channel, boolean client) {
            this.channel = channel;
            inbound = new InboundMessages(client);
        }
    }

    private final boolean client;
    private final Function<RecordKeys, RecordProtection> protections;
    private DtlsScratch scratch;
    private final DtlsListener listener;
    private final OutboundFlight.Counters counters = new OutboundFlight.Counters();
    private final ReplayWindow window = new ReplayWindow();
    private State state = State.HANDSHAKE;
    private @Nullable Handshake handshake;
    private @Nullable OutboundFlight flight;
    private long flightSentNanos;
    private @Nullable RecordProtection protection;
    private long dueNanos = NEVER;

    OwnRecordsDtlsSession(
            BcContext context,
            boolean client,
            Function<RecordKeys, RecordProtection> protections,
            Fingerprint expected,
            DtlsScratch scratch,
            DtlsListener listener) {
        this.client = client;
        this.protections = protections;
        this.scratch = scratch;
        this.listener = listener;
        handshake = new Handshake(new MessageChannel(context, client, expected), client);
    }

    @Override
    public void useScratch(DtlsScratch ofOtherLoop) {
        scratch = ofOtherLoop;
    }

    @Override
    public void start(long now) {
        runTask(Objects.requireNonNull(handshake));
    }

    @Override
    public void receive(byte[] buffer, int offset, int length, long now) {
        int at = offset;
        int limit = offset + length;
        while (at < limit && state != State.CLOSED) {
            int size = DtlsRecords.size(buffer, at, limit);
            if (size < 0 || size > DtlsContext.MAX_RECORD_SIZE) {
                listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
                return;
            }
            Handshake shaking = handshake;
            if (shaking == null) {
                receiveConnected(buffer, at, size, now);
            } else {
                receiveShaking(shaking, buffer, at, size, now);
            }
            at += size;
        }
    }

    private void receiveShaking(Handshake shaking, byte[] buffer, int at, int size, long now) {
        shaking.bytes += size;
        if (shaking.bytes > MAX_HANDSHAKE_BYTES) {
            listener.onDrop(PacketDrop.DTLS_HANDSHAKE_TOO_LARGE);
            end(DtlsEnd.FAILED, "the handshake is too large");
            return;
        }
        int type = DtlsRecords.type(buffer, at);
        int epoch = DtlsRecords.epoch(buffer, at);
        if (epoch == 0 && type == DtlsRecords.HANDSHAKE) {
            take(shaking, 0, buffer, at + DtlsRecords.HEADER_SIZE, at + size, now);
        } else if (epoch == 1 && protection == null) {
            if (shaking.early.size() < MAX_EARLY_RECORDS) {
                shaking.early.add(Arrays.copyOfRange(buffer, at, at + size));
            }
        } else if (epoch == 1) {
            openShaking(shaking, buffer, at, size, now);
        } else if (type != DtlsRecords.CHANGE_CIPHER_SPEC) {
            listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
        }
    }

    private void openShaking(Handshake shaking, byte[] buffer, int at, int size, long now) {
        int type = DtlsRecords.type(buffer, at);
        int length = open(buffer, at, size);
        if (length < 0) {
            return;
        }
        if (type == DtlsRecords.HANDSHAKE) {
            take(shaking, 1, scratch.plain, 0, length, now);
        } else if (type == DtlsRecords.ALERT && length == 2) {
            end(DtlsEnd.FAILED, "alert " + scratch.plain[1]);
        }
    }

    private void take(Handshake shaking, int epoch, byte[] buffer, int from, int to, long now) {
        switch (shaking.inbound.add(epoch, buffer, from, to)) {
            case NEW -> deliver(shaking);
            case REPEATED -> repeatFlight(now);
            case BAD -> listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
        }
    }

    /** Gives BouncyCastle what it waits for. */
    private void deliver(Handshake shaking) {
        if (shaking.taskRunning) {
            return;
        }
        boolean any = false;
        for (byte[] message = shaking.inbound.poll(); message != null; message = shaking.inbound.poll()) {
            shaking.channel.give(shaking.inbound.epochOfLast(), message);
            any = true;
        }
        if (any) {
            runTask(shaking);
        }
    }

    private void runTask(Handshake shaking) {
        shaking.taskRunning = true;
        listener.onTask(shaking.channel.thread::resume);
    }

    @Override
    public void onTaskDone(long now) {
        Handshake shaking = Objects.requireNonNull(handshake);
        MessageChannel channel = shaking.channel;
        shaking.taskRunning = false;
        if (state == State.CLOSED) {
            channel.thread.cancel();
            handshake = null;
            return;
        }
        if (protection == null && channel.keys != null) {
            protection = protections.apply(channel.keys);
        }
        sendOutbox(shaking, now);
        if (channel.isDone) {
            connected();
        } else if (channel.failure != null) {
            listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
            end(channel.isMismatch ? DtlsEnd.FINGERPRINT_MISMATCH : DtlsEnd.FAILED, String.valueOf(channel.failure));
        } else {
            if (protection != null) {
                List<byte[]> early = List.copyOf(shaking.early);
                shaking.early.clear();
                early.forEach(record -> openShaking(shaking, record, 0, record.length, now));
            }
            deliver(shaking);
        }
    }

    private void sendOutbox(Handshake shaking, long now) {
        if (shaking.channel.outbox.isEmpty()) {
            return;
        }
        var outgoing = new OutboundFlight(List.copyOf(shaking.channel.outbox));
        shaking.channel.outbox.clear();
        if (shaking.channel.failure == null) {
            flight = outgoing;
            shaking.retryNanos = FIRST_RETRY_NANOS;
            dueNanos = now + FIRST_RETRY_NANOS;
        }
        send(outgoing, now);
    }

    private void send(OutboundFlight outgoing, long now) {
        flightSentNanos = now;
        outgoing.datagrams(counters, protection, scratch).forEach(d -> listener.onDatagram(d, 0, d.length));
    }

    private void repeatFlight(long now) {
        if (flight != null && now - flightSentNanos >= REPEAT_GAP_NANOS) {
            send(flight, now);
        }
    }

    private void connected() {
        handshake = null;
        dueNanos = NEVER;
        state = State.CONNECTED;
        if (client) {
            flight = null;
        }
        listener.onConnected();
    }

    private void receiveConnected(byte[] buffer, int at, int size, long now) {
        int type = DtlsRecords.type(buffer, at);
        if (DtlsRecords.epoch(buffer, at) == 0) {
            // RFC 6347 §4.2.4: "the node that transmits the last flight [...] MUST respond to a retransmit of the
            // peer's
            // last flight with a retransmit of the last flight."
            if (type == DtlsRecords.HANDSHAKE && !client) {
                repeatFlight(now);
            } else if (type != DtlsRecords.CHANGE_CIPHER_SPEC) {
                listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
            }
            return;
        }
        int length = open(buffer, at, size);
        if (length < 0) {
            return;
        }
        switch (type) {
            case DtlsRecords.APPLICATION_DATA -> {
                flight = null;
                listener.onPlaintext(scratch.plain, 0, length);
            }
            case DtlsRecords.ALERT -> {
                if (length == 2 && (scratch.plain[0] == FATAL || scratch.plain[1] == CLOSE_NOTIFY)) {
                    boolean isGoodbye = scratch.plain[1] == CLOSE_NOTIFY;
                    sayGoodbye();
                    end(isGoodbye ? DtlsEnd.CLOSED_BY_PEER : DtlsEnd.FAILED, "alert " + scratch.plain[1]);
                }
            }
            // The peer's repeated Finished, or an attempt to renegotiate, which is ignored.
            default -> {}
        }
    }

    /** Opens a record of epoch 1 into the scratch's plain array. @return -1 if it was seen already, or is not authentic */
    private int open(byte[] buffer, int at, int size) {
        long sequence = DtlsRecords.sequence(buffer, at);
        if (DtlsRecords.epoch(buffer, at) != 1 || window.hasCome(sequence)) {
            listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
            return -1;
        }
        int length = Objects.requireNonNull(protection).open(buffer, at, size, scratch.plain);
        if (length < 0) {
            listener.onDrop(PacketDrop.DTLS_BAD_RECORD);
            return -1;
        }
        window.mark(sequence);
        return length;
    }

    @Override
    public boolean seal(byte[] buffer, int offset, int length) {
        if (state != State.CONNECTED) {
            return false;
        }
        int size = Objects.requireNonNull(protection)
                .seal(DtlsRecords.APPLICATION_DATA, counters.sealed++, buffer, offset, length, scratch.sealed, 0);
        listener.onDatagram(scratch.sealed, 0, size);
        return true;
    }

    /** Sends an authentic record of another type, as only a peer could that means harm. */
    void sealAs(int type, byte[] body) {
        int size = Objects.requireNonNull(protection)
                .seal(type, counters.sealed++, body, 0, body.length, scratch.sealed, 0);
        listener.onDatagram(scratch.sealed, 0, size);
    }

    @Override
    public void onDeadline(long now) {
        Handshake shaking = handshake;
        if (now < dueNanos || shaking == null || flight == null) {
            return;
        }
        if (!shaking.taskRunning) {
            shaking.retryNanos = Math.min(shaking.retryNanos * 2, MAX_RETRY_NANOS);
            send(flight, now);
        }
        dueNanos = now + shaking.retryNanos;
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

    private void sayGoodbye() {
        if (protection != null) {
            byte[] alert = {WARNING, CLOSE_NOTIFY};
            int size = protection.seal(DtlsRecords.ALERT, counters.sealed++, alert, 0, 2, scratch.sealed, 0);
            listener.onDatagram(scratch.sealed, 0, size);
        }
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
        flight = null;
        if (handshake != null && !handshake.taskRunning) {
            handshake.channel.thread.cancel();
            handshake = null;
        }
    }
}
