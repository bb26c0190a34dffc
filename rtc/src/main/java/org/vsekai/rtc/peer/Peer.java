package org.vsekai.rtc.peer;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;
import org.vsekai.core.TokenBucket;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.datachannel.ChannelSink;
import org.vsekai.rtc.datachannel.DataChannels;
import org.vsekai.rtc.dtls.Dtls12Session;
import org.vsekai.rtc.dtls.DtlsEnd;
import org.vsekai.rtc.dtls.DtlsListener;
import org.vsekai.rtc.dtls.DtlsSession;
import org.vsekai.rtc.ice.IceAgent;
import org.vsekai.rtc.ice.IceClient;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.ice.IceListener;
import org.vsekai.rtc.ice.IceLite;
import org.vsekai.rtc.ice.Stun;
import org.vsekai.rtc.sctp.Association;
import org.vsekai.rtc.sctp.AssociationEnd;
import org.vsekai.rtc.sctp.AssociationListener;
import org.vsekai.rtc.sctp.AssociationOptions;
import org.vsekai.rtc.sctp.SctpDrop;
import org.vsekai.rtc.sdp.SessionDescription;

/**
 * One WebRTC peer as a state machine: ICE, then DTLS, then SCTP. Datagrams, messages to send and the time go in; what comes
 * out goes to the {@link PeerSink}. Confined to its event loop; all times are of one monotonic clock, in nanoseconds.
 *
 * <pre>
 * JOINING ──SCTP is up──► CONNECTED ──close──► CLOSING ──shut down, or time is up──► CLOSED
 *    └──────────── timeout, refusal, abort, consent expired, from any state ──────────►┘
 * </pre>
 *
 * <ul>
 *   <li>Nothing is sent to an address from which no STUN with valid integrity came.
 *   <li>DTLS is taken only from such addresses; SCTP only from the certificate that was signalled.
 *   <li>After {@link PeerSink#onClosed} nothing more comes out, whatever goes in.
 *   <li>Packets of SCTP leave with {@link #flush}: call it after each batch of datagrams or messages.
 * </ul>
 *
 * <p>Memory: about 12 kB when idle; the limits of DTLS's handshake and of {@link AssociationOptions} bound the rest.
 */
public final class Peer {
    /** {@link #deadlineNanos} when nothing is due. */
    public static final long NEVER = Long.MAX_VALUE;

    /** From the answer to open channels. */
    public static final long CONNECT_TIMEOUT_NANOS = 15_000_000_000L;
    /** How long {@link #close} tries to get through what is queued. */
    public static final long CLOSE_TIMEOUT_NANOS = 1_000_000_000L;
    /** Bytes of reliable messages that wait for the peer's acknowledgement. */
    public static final int MAX_BUFFERED_BYTES = 1 << 20;
    /** The largest message that a server takes, and so what its answer announces. */
    public static final int MAX_MESSAGE_TO_SERVER_BYTES = 64 * 1024;
    /** The largest message that a client takes, and so what its offer announces; the largest sent. */
    public static final int MAX_MESSAGE_BYTES = 256 * 1024;

    /** Ids of channels are below this. */
    public static final int MAX_CHANNELS = 1_024;

    private static final int SERVER_WINDOW_BYTES = 256 * 1024;
    private static final int CLIENT_WINDOW_BYTES = 1024 * 1024;
    /** What turns out to be the peer's; forged datagrams don't count, or they could use up what genuine ones need. */
    private static final int MAX_DATAGRAMS_PER_SECOND = 4_000;

    private static final int DATAGRAM_BURST = 2_000;
    /** Nobody acknowledges a close_notify, and libwebrtc closes its channels by nothing else. */
    private static final int FAREWELLS = 3;
    /** Checks from addresses known to be the peer's that are worth an HMAC. */
    private static final int MAX_CHECKS_PER_SECOND = 4_000;

    private static final int CHECK_BURST = 2_000;
    /** Checks from anywhere else that are worth an HMAC, about a microsecond: many, so that a join gets through a flood of others. */
    private static final int MAX_STRANGERS_CHECKS_PER_SECOND = 10_000;

    private static final int STRANGERS_CHECK_BURST = 1_000;

    private enum State {
        JOINING,
        CONNECTED,
        CLOSING,
        CLOSED
    }

    private PeerContext context;
    private final boolean client;
    private final PeerSink sink;
    private final long remoteMaxMessageBytes;
    private final IceAgent ice;
    private final DtlsSession dtls;
    private final TokenBucket datagrams;
    private final TokenBucket checks;
    private final TokenBucket strangersChecks;
    private @Nullable Association association;
    private @Nullable DataChannels channels;
    private State state = State.JOINING;
    private CloseReason closeReason = CloseReason.LOCAL;
    private long stateDueNanos;
    /** The time of the call under way, for what the layers call back. */
    private long now;
    /** How often each datagram of DTLS is sent. */
    private int copies = 1;

    private Peer(
            PeerContext context,
            boolean client,
            IceCredentials local,
            SessionDescription remote,
            PeerSink sink,
            long now) {
        this.context = context;
        this.client = client;
        this.sink = sink;
        this.now = now;
        remoteMaxMessageBytes = remote.maxMessageSize();
        datagrams = new TokenBucket(MAX_DATAGRAMS_PER_SECOND, DATAGRAM_BURST, now);
        checks = new TokenBucket(MAX_CHECKS_PER_SECOND, CHECK_BURST, now);
        strangersChecks = new TokenBucket(MAX_STRANGERS_CHECKS_PER_SECOND, STRANGERS_CHECK_BURST, now);
        stateDueNanos = now + CONNECT_TIMEOUT_NANOS;
        var iceEvents = new IceEvents();
        var dtlsEvents = new DtlsEvents();
        if (client) {
            ice = new IceClient(local, remote.ice(), remote.candidates(), context.secureRandom(), iceEvents, now);
            dtls = Dtls12Session.client(context.dtls(), remote.fingerprint(), context.scratch(), dtlsEvents);
        } else {
            ice = new IceLite(local, remote.ice(), iceEvents);
            dtls = Dtls12Session.server(context.dtls(), remote.fingerprint(), context.scratch(), dtlsEvents);
        }
    }

    /** The side that answered: ICE-lite, DTLS server, waits for SCTP's INIT. */
    public static Peer server(
            PeerContext context, IceCredentials local, SessionDescription offer, PeerSink sink, long now) {
        return new Peer(context, false, local, offer, sink, now);
    }

    /** The side that offered and got an answer: sends ICE checks, is DTLS client, sends SCTP's INIT. Due at once. */
    public static Peer client(
            PeerContext context, IceCredentials local, SessionDescription answer, PeerSink sink, long now) {
        return new Peer(context, true, local, answer, sink, now);
    }

    /** The peer goes to another event loop, whose working memory it uses from now on. Only before the first datagram. */
    public void moveTo(PeerContext ofOtherLoop) {
        context = ofOtherLoop;
        dtls.useScratch(ofOtherLoop.scratch());
    }

    /** Takes one datagram, which is decrypted where it lies. */
    @HotPath
    public void receive(InetSocketAddress from, byte[] buffer, int offset, int length, long nowNanos) {
        if (state == State.CLOSED || length == 0) {
            return;
        }
        now = nowNanos;
        int first = buffer[offset] & 0xFF;
        if (Stun.claims(first)) {
            receiveCheck(from, buffer, offset, length);
        } else if (!isDtls(first)) {
            context.drops().count(PacketDrop.JUNK_FIRST_BYTE);
        } else if (!ice.isValidated(from)) {
            context.drops().count(PacketDrop.DTLS_UNVALIDATED);
        } else if (datagrams.available(nowNanos) == 0) {
            context.drops().count(PacketDrop.RATE_LIMITED);
        } else {
            dtls.receive(buffer, offset, length, nowNanos);
        }
    }

    private void receiveCheck(InetSocketAddress from, byte[] buffer, int offset, int length) {
        TokenBucket limit = ice.isValidated(from) ? checks : strangersChecks;
        if (limit.tryTake(1, now)) {
            ice.receive(from, buffer, offset, length, now);
        } else {
            context.drops().count(PacketDrop.STUN_RATE_LIMITED);
        }
    }

    /** Whether the first byte of a datagram says DTLS (RFC 7983 §7). */
    public static boolean isDtls(int firstByte) {
        return firstByte >= 20 && firstByte <= 63;
    }

    /**
     * Hands over one message; the array must not be changed afterwards. A message on a lossy channel that the congestion
     * window has no room for is dropped and counted.
     *
     * @return false if the message was not taken: not connected, no such channel, too large, no room
     */
    @HotPath
    public boolean send(int channelId, byte[] message, long nowNanos) {
        if (state != State.CONNECTED || channels == null) {
            return false;
        }
        now = nowNanos;
        return channels.send(channelId, message, nowNanos);
    }

    /**
     * Opens an in-band channel. Messages may be sent on it at once.
     *
     * @param options with an id of ours that is free, or {@link ChannelOptions#ANY_ID}
     * @return its id, or {@link DataChannels#NONE}
     */
    public int openChannel(ChannelOptions options, long nowNanos) {
        if (state != State.CONNECTED || channels == null) {
            return DataChannels.NONE;
        }
        now = nowNanos;
        return channels.open(options, nowNanos);
    }

    /** Closes an in-band channel once what was sent on it has left. Without effect on agreed ones, which live as long as the connection. */
    public void closeChannel(int channelId, long nowNanos) {
        if (state == State.CONNECTED && channels != null && !isAgreed(channelId)) {
            now = nowNanos;
            channels.close(channelId, nowNanos);
        }
    }

    /** The DTLS client's in-band channels have even ids, the server's odd ones. */
    public boolean isDtlsClient() {
        return client;
    }

    private boolean isAgreed(int channelId) {
        for (ChannelOptions agreed : context.channels()) {
            if (agreed.id() == channelId) {
                return true;
            }
        }
        return false;
    }

    /** Whether messages may be sent on this channel: not once the peer shuts down, while it still takes what was sent before. */
    public boolean isChannelOpen(int channelId) {
        return state == State.CONNECTED
                && association != null
                && association.isEstablished()
                && channels != null
                && channels.isOpen(channelId);
    }

    /** Bytes of messages on a channel that were handed over and not sent yet: the {@code bufferedAmount} of a browser. */
    public int waitingBytes(int channelId) {
        return association == null ? 0 : association.waitingBytes(channelId);
    }

    /** Asks for {@link PeerSink#onBufferedLow} when what waits on a channel comes down to so many bytes; a negative number for never. */
    public void setBufferedLow(int channelId, int bytes) {
        if (association != null) {
            association.setBufferedLow(channelId, bytes);
        }
    }

    /** Bytes and fragments from the peer that can't be delivered yet. */
    public int heldBytes() {
        return association == null ? 0 : association.heldBytes();
    }

    public int heldFragments() {
        return association == null ? 0 : association.heldFragments();
    }

    /** What {@link #heldBytes} never exceeds. */
    public int maxHeldBytes() {
        return client ? CLIENT_WINDOW_BYTES + MAX_MESSAGE_BYTES : SERVER_WINDOW_BYTES + MAX_MESSAGE_TO_SERVER_BYTES;
    }

    /** Whether the peer takes messages of this size (RFC 8841 §6: 0 is no limit), and we send them. */
    public boolean fits(int bytes) {
        return bytes <= MAX_MESSAGE_BYTES && (remoteMaxMessageBytes == 0 || bytes <= remoteMaxMessageBytes);
    }

    /** Sends what is due: acknowledgements and messages, bundled. */
    @HotPath
    public void flush(long nowNanos) {
        now = nowNanos;
        if (association != null && state != State.CLOSED) {
            association.flush(nowNanos);
        }
    }

    /** Whether {@link #flush} may have something to send. */
    @HotPath
    public boolean isFlushDue(long nowNanos) {
        return association != null && state != State.CLOSED && association.isFlushDue(nowNanos);
    }

    /** Sends what is queued if it can within {@link #CLOSE_TIMEOUT_NANOS}, then ends with this reason. Idempotent. */
    public void close(CloseReason reason, long nowNanos) {
        now = nowNanos;
        if (state == State.CONNECTED && association != null) {
            beginClosing(reason);
            association.flush(nowNanos);
        } else if (state == State.JOINING) {
            finish(reason, "closed before it came up");
        }
    }

    /** Ends at once with this reason. Idempotent. */
    public void closeNow(CloseReason reason, long nowNanos) {
        now = nowNanos;
        if (state != State.CLOSED) {
            closeReason = reason;
            state = State.CLOSING;
            if (association != null) {
                association.abort("closed", nowNanos);
            }
            finish(reason, "closed at once");
        }
    }

    private void beginClosing(CloseReason reason) {
        state = State.CLOSING;
        closeReason = reason;
        stateDueNanos = now + CLOSE_TIMEOUT_NANOS;
        if (association != null) {
            association.shutdown(now);
        }
    }

    /** The task last handed out by {@link PeerSink#onTask} has run. */
    public void onTaskDone(long nowNanos) {
        now = nowNanos;
        dtls.onTaskDone(nowNanos);
    }

    /** Does what is due; may be called at any time. */
    public void onDeadline(long nowNanos) {
        now = nowNanos;
        if (state != State.CLOSED && nowNanos >= stateDueNanos) {
            onStateDue();
        }
        if (state != State.CLOSED) {
            ice.onDeadline(nowNanos);
            dtls.onDeadline(nowNanos);
        }
        if (state != State.CLOSED && ice.isConsentExpired(nowNanos)) {
            finish(CloseReason.CONSENT_EXPIRED, "no valid check for 30 seconds");
        }
        if (state != State.CLOSED && association != null) {
            association.onDeadline(nowNanos);
        }
    }

    private void onStateDue() {
        if (state == State.JOINING) {
            finish(CloseReason.CONNECT_TIMEOUT, howFar());
        } else if (state == State.CLOSING && association != null) {
            association.abort("closing took too long", now);
            finish(closeReason, "closing took too long");
        }
    }

    private String howFar() {
        return ice.selected() == null
                ? "no valid connectivity check came through"
                : dtls.isConnected() ? "SCTP did not come up" : "DTLS did not come up";
    }

    public long deadlineNanos() {
        if (state == State.CLOSED) {
            return NEVER;
        }
        long layers = Math.min(ice.deadlineNanos(), dtls.deadlineNanos());
        long transport = association == null ? NEVER : association.deadlineNanos();
        return Math.min(stateDueNanos, Math.min(layers, transport));
    }

    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Bytes of reliable messages that the peer has not acknowledged yet. */
    public long bufferedBytes() {
        return association == null ? 0 : association.bufferedBytes();
    }

    /** Null until SCTP begins. May be read by any thread. */
    public @Nullable Tally<SctpDrop> sctpDrops() {
        return association == null ? null : association.drops();
    }

    /** Null until SCTP begins. May be read by any thread. */
    public @Nullable Tally<ChannelDrop> channelDrops() {
        return channels == null ? null : channels.drops();
    }

    private void beginSctp() {
        int largest =
                (int) Math.min(MAX_MESSAGE_BYTES, remoteMaxMessageBytes == 0 ? Long.MAX_VALUE : remoteMaxMessageBytes);
        var options = AssociationOptions.defaults()
                .withMaxSendMessageBytes(largest)
                .withExtensions(context.interleaving(), context.zeroChecksum())
                .withReceiveLimits(
                        client ? CLIENT_WINDOW_BYTES : SERVER_WINDOW_BYTES,
                        client ? MAX_MESSAGE_BYTES : MAX_MESSAGE_TO_SERVER_BYTES);
        var created = new Association(options, new SctpEvents(), context.secureRandom(), context.sctpScratch());
        channels = new DataChannels(
                context.channels(), client, context.maxChannelsFromPeer(), created, new ChannelEvents());
        association = created;
        if (client) {
            created.connect(now);
            created.flush(now);
        }
    }

    private void finish(CloseReason reason, String detail) {
        if (state != State.CLOSED) {
            copies = FAREWELLS;
            dtls.close();
            state = State.CLOSED;
            sink.onClosed(reason, detail);
        }
    }

    private final class IceEvents implements IceListener {
        @Override
        public void onStun(InetSocketAddress to, byte[] message) {
            sink.onTransmit(to, message, 0, message.length);
        }

        @Override
        public void onValidated(InetSocketAddress address) {
            sink.onAddressValidated(address);
        }

        @Override
        public void onForgotten(InetSocketAddress address) {
            sink.onAddressForgotten(address);
        }

        @Override
        public void onSelected(InetSocketAddress address) {
            if (client) {
                dtls.start(now);
            }
        }

        @Override
        public void onDrop(PacketDrop reason) {
            context.drops().count(reason);
        }
    }

    private final class DtlsEvents implements DtlsListener {
        @Override
        public void onDatagram(byte[] buffer, int offset, int length) {
            InetSocketAddress to = ice.selected();
            for (int i = 0; to != null && i < copies; i++) {
                sink.onTransmit(to, buffer, offset, length);
            }
        }

        @Override
        public void onTask(Runnable task) {
            sink.onTask(task);
        }

        @Override
        public void onConnected() {
            beginSctp();
        }

        @Override
        public void onPlaintext(byte[] buffer, int offset, int length) {
            if (!datagrams.tryTake(1, now)) {
                context.drops().count(PacketDrop.RATE_LIMITED);
            } else if (association != null) {
                association.receive(buffer, offset, length, now);
            }
        }

        @Override
        public void onClosed(DtlsEnd end, String detail) {
            boolean closing = state == State.CLOSING;
            switch (end) {
                case CLOSED_BY_PEER -> finish(closing ? closeReason : CloseReason.REMOTE, detail);
                case FINGERPRINT_MISMATCH -> finish(CloseReason.FINGERPRINT_MISMATCH, detail);
                case FAILED -> finish(closing ? closeReason : CloseReason.PROTOCOL_ERROR, "DTLS: " + detail);
            }
        }

        @Override
        public void onDrop(PacketDrop reason) {
            context.drops().count(reason);
        }
    }

    private final class ChannelEvents implements ChannelSink {
        @Override
        public void onMessage(int channelId, byte[] message, boolean isText) {
            if (state == State.CONNECTED) {
                sink.onMessage(channelId, message);
            }
        }

        @Override
        public void onOpen(ChannelOptions channel) {
            if (state == State.CONNECTED) {
                sink.onChannelOpen(channel);
            }
        }

        @Override
        public void onClosed(int channelId) {
            if (state == State.CONNECTED) {
                sink.onChannelClosed(channelId);
            }
        }
    }

    private final class SctpEvents implements AssociationListener {
        @Override
        public void onPacket(byte[] buffer, int offset, int length) {
            dtls.seal(buffer, offset, length, now);
        }

        @Override
        public void onEstablished() {
            if (state == State.JOINING && channels != null) {
                channels.onEstablished();
                state = State.CONNECTED;
                stateDueNanos = NEVER;
                sink.onConnected();
            }
        }

        @Override
        public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {
            if (channels != null) {
                channels.receive(streamId, payloadProtocolId, payload, now);
            }
        }

        @Override
        public void onStreamsReset(int[] streamIds) {
            if (channels != null) {
                channels.onStreamsReset(streamIds);
                if (state == State.CONNECTED && !isWhole(channels)) {
                    beginClosing(CloseReason.REMOTE);
                }
            }
        }

        @Override
        public void onOutgoingStreamsReset(int[] streamIds, boolean isPerformed) {
            if (channels != null) {
                channels.onOutgoingStreamsReset(streamIds);
            }
        }

        @Override
        public void onBufferedLow(int streamId) {
            if (state == State.CONNECTED) {
                sink.onBufferedLow(streamId);
            }
        }

        /** A browser can't open a negotiated channel again, so a peer that closes one is leaving. */
        private boolean isWhole(DataChannels open) {
            for (ChannelOptions agreed : context.channels()) {
                if (!open.isOpen(agreed.id())) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void onClosed(AssociationEnd end, String detail) {
            finish(state == State.CLOSING ? closeReason : reason(end), "SCTP: " + end + ", " + detail);
        }

        private CloseReason reason(AssociationEnd end) {
            return switch (end) {
                case SHUT_DOWN_BY_US -> CloseReason.LOCAL;
                case SHUT_DOWN_BY_PEER, ABORTED_BY_PEER -> CloseReason.REMOTE;
                case ABORTED_BY_US -> CloseReason.PROTOCOL_ERROR;
                case RETRANSMISSIONS_EXHAUSTED -> CloseReason.UNREACHABLE;
                case HANDSHAKE_TIMED_OUT -> CloseReason.CONNECT_TIMEOUT;
            };
        }
    }
}
