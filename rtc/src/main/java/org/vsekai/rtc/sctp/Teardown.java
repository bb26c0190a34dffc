package org.vsekai.rtc.sctp;

import org.jspecify.annotations.Nullable;

/**
 * The graceful end (RFC 9260 §9.2): first everything sent is acknowledged, then three chunks.
 *
 * <pre>
 * SHUTDOWN_PENDING --SHUTDOWN--> SHUTDOWN_SENT --SHUTDOWN ACK--> ended                        who asked
 * SHUTDOWN_RECEIVED --SHUTDOWN ACK--> SHUTDOWN_ACK_SENT --SHUTDOWN COMPLETE--> ended          who was asked
 * </pre>
 */
final class Teardown {
    /** RFC 9260 §9.2: the T5-shutdown-guard is "5 times RTO.Max". */
    private static final int GUARD_TIMEOUTS = 5;

    private final Context context;
    private final Timer timer = new Timer();
    private final Timer guard = new Timer();
    private boolean isAskedByPeer;

    Teardown(Context context) {
        this.context = context;
    }

    long deadlineNanos() {
        return Math.min(timer.deadlineNanos(), guard.deadlineNanos());
    }

    /** We want to end. Data that was handed over is still delivered. */
    void begin(long nowNanos) {
        switch (context.state) {
            case CLOSED, COOKIE_WAIT, COOKIE_ECHOED -> context.end(AssociationEnd.SHUT_DOWN_BY_US, "not established");
            case ESTABLISHED -> {
                context.state = AssociationState.SHUTDOWN_PENDING;
                guard.start(nowNanos, GUARD_TIMEOUTS * context.options.rtoMaxNanos());
            }
            default -> {
                // Under way already, or over.
            }
        }
    }

    /** Goes on once all our data is acknowledged. */
    void advance(long nowNanos) {
        TransmissionControlBlock tcb = context.tcb;
        if (tcb == null || !tcb.sender.isDrained()) {
            return;
        }
        if (context.state == AssociationState.SHUTDOWN_PENDING) {
            context.state = AssociationState.SHUTDOWN_SENT;
            writeShutdown(tcb);
            timer.start(nowNanos, tcb.timeout.nanos());
        } else if (context.state == AssociationState.SHUTDOWN_RECEIVED) {
            acknowledge(tcb, nowNanos);
        }
    }

    private void writeShutdown(TransmissionControlBlock tcb) {
        int at = context.out.chunk(ChunkType.SHUTDOWN, 0, 4);
        Bytes.put32(context.out.buffer(), at, (int) tcb.receiver.tracker().cumulative());
    }

    private void acknowledge(TransmissionControlBlock tcb, long nowNanos) {
        context.state = AssociationState.SHUTDOWN_ACK_SENT;
        context.out.chunk(ChunkType.SHUTDOWN_ACK, 0, 0);
        timer.start(nowNanos, tcb.timeout.nanos());
    }

    void onShutdown(PacketReader chunk, TransmissionControlBlock tcb, long nowNanos) {
        if (chunk.bodyLength() != 4) {
            context.drops.count(SctpDrop.MALFORMED_CHUNK);
            return;
        }
        switch (context.state) {
            case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED -> {
                isAskedByPeer = true;
                context.state = AssociationState.SHUTDOWN_RECEIVED;
                tcb.sender.onShutdownAck(Bytes.get32(chunk.data(), chunk.body()), nowNanos);
                if (!guard.isRunning()) {
                    guard.start(nowNanos, GUARD_TIMEOUTS * context.options.rtoMaxNanos());
                }
                advance(nowNanos);
            }
            // Both sides asked at once.
            case SHUTDOWN_SENT -> acknowledge(tcb, nowNanos);
            case SHUTDOWN_ACK_SENT -> context.out.chunk(ChunkType.SHUTDOWN_ACK, 0, 0);
            default -> context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
        }
    }

    /** RFC 9260 §9.2: data that crosses our SHUTDOWN is acknowledged by another one. */
    void onDataAfterShutdown(TransmissionControlBlock tcb, long nowNanos) {
        writeShutdown(tcb);
        timer.start(nowNanos, tcb.timeout.nanos());
    }

    void onShutdownAck(PacketReader packet, @Nullable TransmissionControlBlock tcb) {
        boolean isClosing =
                context.state == AssociationState.SHUTDOWN_SENT || context.state == AssociationState.SHUTDOWN_ACK_SENT;
        if (tcb != null && isClosing) {
            context.out.chunk(ChunkType.SHUTDOWN_COMPLETE, 0, 0);
            context.out.emit();
            end();
        } else if (tcb == null) {
            answerOutOfTheBlue(packet);
        } else {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
        }
    }

    /** RFC 9260 §8.4, rule 5: a SHUTDOWN ACK that belongs to nothing is answered with its own tag. */
    private void answerOutOfTheBlue(PacketReader packet) {
        context.out.discard();
        context.out.useTag(packet.verificationTag());
        context.out.chunk(ChunkType.SHUTDOWN_COMPLETE, ChunkType.FLAG_REFLECTED_TAG, 0);
        context.out.emit();
    }

    void onShutdownComplete() {
        if (context.state == AssociationState.SHUTDOWN_ACK_SENT) {
            end();
        } else {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
        }
    }

    private void end() {
        timer.stop();
        guard.stop();
        context.end(isAskedByPeer ? AssociationEnd.SHUT_DOWN_BY_PEER : AssociationEnd.SHUT_DOWN_BY_US, "shut down");
    }

    private void giveUp(TransmissionControlBlock tcb) {
        guard.stop();
        context.sendAbort(tcb.peerTag, 0, Context.cause(CauseCode.USER_INITIATED_ABORT, new byte[0]));
        context.end(
                isAskedByPeer ? AssociationEnd.SHUT_DOWN_BY_PEER : AssociationEnd.ABORTED_BY_US,
                "shutting down took too long");
    }

    /** The T2 and T5 timers. */
    void onDeadline(long nowNanos) {
        TransmissionControlBlock tcb = context.tcb;
        if (tcb == null) {
            return;
        }
        if (guard.isDue(nowNanos)) {
            giveUp(tcb);
            return;
        }
        if (!timer.isDue(nowNanos)) {
            return;
        }
        context.errorCount++;
        if (context.errorCount > context.options.maxRetransmissions()) {
            context.end(AssociationEnd.RETRANSMISSIONS_EXHAUSTED, "no answer to " + context.state);
            return;
        }
        tcb.timeout.backOff();
        timer.start(nowNanos, tcb.timeout.nanos());
        if (context.state == AssociationState.SHUTDOWN_SENT) {
            writeShutdown(tcb);
        } else {
            context.out.chunk(ChunkType.SHUTDOWN_ACK, 0, 0);
        }
    }
}
