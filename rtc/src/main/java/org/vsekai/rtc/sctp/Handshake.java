package org.vsekai.rtc.sctp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The four-way handshake, both roles, and what happens when it meets an association that exists (RFC 9260 §5).
 *
 * <pre>
 * CLOSED --connect--> COOKIE_WAIT --INIT ACK--> COOKIE_ECHOED --COOKIE ACK--> ESTABLISHED     client
 * CLOSED ------------------------------------- COOKIE ECHO ----------------> ESTABLISHED     server
 * </pre>
 *
 * <p>The server role keeps nothing between INIT and COOKIE ECHO: a sealed cookie brings all of it back.
 */
final class Handshake {
    /** RFC 9260 §16: "Valid.Cookie.Life: 60 seconds". */
    static final long COOKIE_LIFE_NANOS = 60_000_000_000L;

    private final Context context;
    private final CookieJar cookies;
    private final Timer timer = new Timer();
    private long timeoutNanos;
    private int timeoutCount;

    private int localTsn;
    /** The peer's cookie while it is echoed. */
    private byte[] echoed = {};
    /** Parameters of the peer's INIT ACK that we don't know, for an ERROR chunk behind the cookie. */
    private byte[] unrecognised = {};

    Handshake(Context context) {
        this.context = context;
        cookies = new CookieJar(context.random);
    }

    long deadlineNanos() {
        return timer.deadlineNanos();
    }

    void connect(long nowNanos) {
        if (context.state != AssociationState.CLOSED) {
            return;
        }
        context.localTag = context.freshTag();
        localTsn = (int) context.random.getAsLong();
        context.state = AssociationState.COOKIE_WAIT;
        sendInit(nowNanos);
    }

    private void sendInit(long nowNanos) {
        timeoutNanos = context.options.rtoInitialNanos();
        timeoutCount = 0;
        writeInit();
        timer.start(nowNanos, timeoutNanos);
    }

    private void writeInit() {
        context.out.useTag(0);
        ownInit(context.localTag, localTsn, new byte[0], new byte[0]).write(context.out, ChunkType.INIT);
        context.out.emit();
    }

    private InitChunk ownInit(int tag, int tsn, byte[] cookie, byte[] report) {
        AssociationOptions options = context.options;
        int streams = options.maxStreams();
        return new InitChunk(
                tag, options.receiveWindowBytes(), streams, streams, tsn, Extensions.own(options), cookie, report);
    }

    /** The T1 timer (RFC 9260 §5.1). */
    void onDeadline(long nowNanos) {
        if (!timer.isDue(nowNanos)) {
            return;
        }
        timeoutCount++;
        if (timeoutCount > context.options.maxInitRetransmissions()) {
            timer.stop();
            context.end(AssociationEnd.HANDSHAKE_TIMED_OUT, "no answer to " + context.state);
            return;
        }
        timeoutNanos = Math.min(2 * timeoutNanos, context.options.rtoMaxNanos());
        timer.start(nowNanos, timeoutNanos);
        if (context.state == AssociationState.COOKIE_WAIT) {
            writeInit();
        } else {
            writeCookieEcho();
        }
    }

    /** Answers an INIT in any state without changing it (RFC 9260 §5.1, §5.2.1, §5.2.2). */
    void onInit(PacketReader packet, long nowNanos) {
        if (packet.verificationTag() != 0 || packet.chunkCount() != 1) {
            // RFC 9260 §8.5.1, rule A, and §6.10: nothing travels with an INIT.
            context.drops.count(SctpDrop.WRONG_TAG);
            return;
        }
        switch (InitChunk.decode(packet.data(), packet.body(), packet.bodyLength())) {
            case InitDecoded.Refused refused -> {
                context.drops.count(SctpDrop.MALFORMED_CHUNK);
                if (refused.answer() != InitDecoded.NO_ANSWER) {
                    int peerTag = Bytes.get32(packet.data(), packet.body());
                    sendAside(peerTag, refused.answer());
                }
            }
            case InitChunk init -> sendInitAck(init, nowNanos);
        }
    }

    /** An ABORT in answer to an INIT, with the tag that the INIT brought; our own state does not change. */
    private void sendAside(int peerTag, int causeCode) {
        context.out.emit();
        context.sendAbort(peerTag, 0, Context.cause(causeCode, new byte[0]));
        restoreTag();
    }

    private void restoreTag() {
        if (context.tcb != null) {
            context.use(context.tcb);
        }
    }

    private void sendInitAck(InitChunk init, long nowNanos) {
        TransmissionControlBlock tcb = context.tcb;
        boolean isOpening =
                context.state == AssociationState.COOKIE_WAIT || context.state == AssociationState.COOKIE_ECHOED;
        // RFC 9260 §5.2.1: while opening, "using the same parameters it sent in its original INIT chunk"; otherwise new
        // ones.
        int tag = isOpening ? context.localTag : context.freshTag();
        int tsn = isOpening ? localTsn : (int) context.random.getAsLong();
        var cookie = new StateCookie(
                nowNanos,
                tag,
                init.initiateTag(),
                tsn,
                init.initialTsn(),
                init.windowBytes(),
                Math.min(context.options.maxStreams(), init.inboundStreams()),
                Math.min(context.options.maxStreams(), init.outboundStreams()),
                init.extensions().and(Extensions.own(context.options)),
                tcb == null ? 0 : context.localTag,
                tcb == null ? 0 : tcb.peerTag);
        context.out.useTag(init.initiateTag());
        ownInit(tag, tsn, cookies.seal(cookie), init.unrecognised()).write(context.out, ChunkType.INIT_ACK);
        context.out.emit();
        restoreTag();
    }

    /** RFC 9260 §5.1, step C; in other states an INIT ACK is ignored (§5.2.3). */
    void onInitAck(PacketReader packet, long nowNanos) {
        if (context.state != AssociationState.COOKIE_WAIT || packet.chunkCount() != 1) {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
            return;
        }
        switch (InitChunk.decode(packet.data(), packet.body(), packet.bodyLength())) {
            case InitDecoded.Refused refused -> {
                context.drops.count(SctpDrop.MALFORMED_CHUNK);
                if (refused.answer() != InitDecoded.NO_ANSWER) {
                    refuse(Bytes.get32(packet.data(), packet.body()), refused.answer(), refused.detail());
                }
            }
            case InitChunk ack -> {
                if (ack.cookie().length == 0) {
                    refuse(ack.initiateTag(), CauseCode.MISSING_MANDATORY_PARAMETER, "INIT ACK without a cookie");
                } else {
                    echo(ack, nowNanos);
                }
            }
        }
    }

    private void refuse(int peerTag, int causeCode, String detail) {
        timer.stop();
        context.sendAbort(peerTag, 0, Context.cause(causeCode, new byte[0]));
        context.end(AssociationEnd.ABORTED_BY_US, detail);
    }

    private void echo(InitChunk ack, long nowNanos) {
        var parameters = new StateCookie(
                nowNanos,
                context.localTag,
                ack.initiateTag(),
                localTsn,
                ack.initialTsn(),
                ack.windowBytes(),
                Math.min(context.options.maxStreams(), ack.inboundStreams()),
                Math.min(context.options.maxStreams(), ack.outboundStreams()),
                ack.extensions().and(Extensions.own(context.options)),
                0,
                0);
        context.tcb = new TransmissionControlBlock(context, parameters, nowNanos);
        context.state = AssociationState.COOKIE_ECHOED;
        echoed = ack.cookie();
        unrecognised = ack.unrecognised();
        timeoutCount = 0;
        timeoutNanos = context.options.rtoInitialNanos();
        writeCookieEcho();
        timer.start(nowNanos, timeoutNanos);
    }

    private void writeCookieEcho() {
        if (context.tcb == null) {
            return;
        }
        context.use(context.tcb);
        context.out.chunk(ChunkType.COOKIE_ECHO, 0, echoed);
        if (unrecognised.length > 0) {
            // The cause "Unrecognized Parameters" and the parameter of that name have the same number and form.
            context.out.chunk(ChunkType.ERROR, 0, unrecognised);
        }
        context.out.emit();
    }

    void onCookieAck(PacketReader packet) {
        if (context.state != AssociationState.COOKIE_ECHOED || context.tcb == null) {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
            return;
        }
        established(context.tcb);
    }

    private void established(TransmissionControlBlock tcb) {
        timer.stop();
        echoed = new byte[0];
        unrecognised = new byte[0];
        context.establish(tcb);
        context.use(tcb);
        context.listener.onEstablished();
    }

    /** The peer found our cookie too old: begin again (RFC 9260 §5.2.6). */
    void onStaleCookie(long nowNanos) {
        if (context.state != AssociationState.COOKIE_ECHOED) {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
            return;
        }
        context.tcb = null;
        context.state = AssociationState.COOKIE_WAIT;
        sendInit(nowNanos);
    }

    /** RFC 9260 §5.1, step D, and the table of §5.2.4. Whether the rest of the packet may be processed. */
    boolean onCookieEcho(PacketReader packet, long nowNanos) {
        Optional<StateCookie> opened = cookies.open(packet.data(), packet.body(), packet.bodyLength());
        if (opened.isEmpty() || packet.verificationTag() != opened.get().localTag()) {
            context.drops.count(SctpDrop.BAD_COOKIE);
            return false;
        }
        StateCookie cookie = opened.get();
        TransmissionControlBlock tcb = context.tcb;
        boolean isLocalSame = cookie.localTag() == context.localTag;
        boolean isPeerSame = tcb != null && cookie.peerTag() == tcb.peerTag;
        boolean isStale = nowNanos - cookie.createdNanos() > COOKIE_LIFE_NANOS;
        if (isStale && !(isLocalSame && isPeerSame)) {
            context.drops.count(SctpDrop.STALE_COOKIE);
            sendStale(cookie);
            return false;
        }
        return switch (context.state) {
            case CLOSED -> open(cookie, nowNanos);
            // Case B: both sides sent INIT, and the peer's is the one that came through.
            case COOKIE_WAIT -> isLocalSame && open(cookie, nowNanos);
            case COOKIE_ECHOED -> isLocalSame && (isPeerSame ? resume(tcb) : open(cookie, nowNanos));
            case SHUTDOWN_ACK_SENT, ENDED -> false;
            default -> meetsAssociation(cookie, tcb, isLocalSame, isPeerSame);
        };
    }

    private boolean open(StateCookie cookie, long nowNanos) {
        context.localTag = cookie.localTag();
        localTsn = cookie.localTsn();
        return resume(new TransmissionControlBlock(context, cookie, nowNanos));
    }

    private boolean resume(@Nullable TransmissionControlBlock tcb) {
        if (tcb == null) {
            return false;
        }
        context.use(tcb);
        context.out.chunk(ChunkType.COOKIE_ACK, 0, 0);
        established(tcb);
        return !context.isEnded();
    }

    private boolean meetsAssociation(
            StateCookie cookie, @Nullable TransmissionControlBlock tcb, boolean isLocalSame, boolean isPeerSame) {
        if (isLocalSame && isPeerSame) {
            // Case D: our COOKIE ACK was lost.
            context.out.chunk(ChunkType.COOKIE_ACK, 0, 0);
            return true;
        }
        boolean isRestart = tcb != null
                && !isLocalSame
                && !isPeerSame
                && cookie.localTieTag() == context.localTag
                && cookie.peerTieTag() == tcb.peerTag;
        if (isRestart) {
            // Case A. What was under way on reliable channels is lost with the peer's memory of it, so this is the end.
            byte[] cause = Context.cause(CauseCode.RESTART_REFUSED, new byte[0]);
            context.sendAbort(cookie.peerTag(), 0, cause);
            context.end(AssociationEnd.ABORTED_BY_US, "the peer restarted the association");
            return false;
        }
        context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
        return false;
    }

    private void sendStale(StateCookie cookie) {
        byte[] staleness = new byte[4];
        context.out.useTag(cookie.peerTag());
        context.out.chunk(ChunkType.ERROR, 0, Context.cause(CauseCode.STALE_COOKIE, staleness));
        context.out.emit();
        restoreTag();
    }
}
