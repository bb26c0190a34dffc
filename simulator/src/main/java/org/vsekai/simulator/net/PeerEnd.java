package org.vsekai.simulator.net;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerSink;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.wire.Protocol;

/**
 * One end of a connection: a {@link Peer}, driven by virtual time as an event loop drives it. What its user sends waits until
 * the next turn, at the same moment; a turn hands it over, and sends what is due.
 */
final class PeerEnd implements PeerSink, PeerConnection {
    /** What a task of the handshake may take on another thread. */
    private static final long MOST_ARITHMETIC_NANOS = 8 * VirtualTime.NANOS_PER_MILLI;

    /** Plans what this end does: it may be stopped, and end. */
    interface Plans {
        void after(long nanos, Runnable action);
    }

    private record Letter(int channelId, byte[] message) {}

    private final VirtualTime time;
    private final Plans plans;
    private final SplitMix64 random;
    private final Verdict verdict;
    private final PeerListener listener;
    private final PeerConnection connection;
    private final Peer peer;
    private final Deque<Letter> mailbox = new ArrayDeque<>();
    private @Nullable Consumer<byte[]> way;
    private Consumer<byte[]> onTaken = message -> {};
    private long mailboxBytes;
    private long plannedNanos = Peer.NEVER;
    private boolean isTurnPlanned;
    private boolean isCloseAsked;
    private boolean isClosed;

    /**
     * @param listener its user
     * @param hands may put something between this and its user
     */
    PeerEnd(
            VirtualTime time,
            Plans plans,
            SplitMix64 random,
            Verdict verdict,
            PeerListener listener,
            UnaryOperator<PeerConnection> hands,
            Function<PeerSink, Peer> peer) {
        this.time = time;
        this.plans = plans;
        this.random = random;
        this.verdict = verdict;
        this.listener = listener;
        connection = hands.apply(this);
        this.peer = peer.apply(this);
        planTurn();
    }

    /** @param onward takes each datagram to the other end */
    void use(Consumer<byte[]> onward) {
        way = onward;
    }

    /** @param taken told of each reliable message that is taken from the user, when it is */
    void onTaken(Consumer<byte[]> taken) {
        onTaken = taken;
    }

    void receive(InetSocketAddress from, byte[] datagram) {
        // Decrypted where it lies, and a duplicate may follow.
        byte[] own = datagram.clone();
        peer.receive(from, own, 0, own.length, time.nowNanos());
        planTurn();
    }

    boolean isConnected() {
        return peer.isConnected();
    }

    boolean isClosed() {
        return isClosed;
    }

    /** Ends without a word to anybody, as a process that is killed. */
    void abandon() {
        isClosed = true;
        way = null;
        mailbox.clear();
        peer.closeNow(CloseReason.LOCAL, time.nowNanos());
    }

    // ---- turns ----

    private void planTurn() {
        if (!isTurnPlanned) {
            isTurnPlanned = true;
            plans.after(0, this::turn);
        }
    }

    private void turn() {
        isTurnPlanned = false;
        long now = time.nowNanos();
        while (!mailbox.isEmpty()) {
            handOver(mailbox.removeFirst(), now);
        }
        mailboxBytes = 0;
        if (isCloseAsked) {
            peer.close(CloseReason.LOCAL, now);
        }
        peer.flush(now);
        planDeadline();
    }

    private void handOver(Letter letter, long now) {
        if (!peer.send(letter.channelId, letter.message, now)
                && letter.channelId == Protocol.RELIABLE_CHANNEL
                && peer.isChannelOpen(letter.channelId)) {
            // As the event loop does: a gap in a reliable channel is worse than its end.
            peer.closeNow(CloseReason.PROTOCOL_ERROR, now);
        }
    }

    private void planDeadline() {
        long due = peer.deadlineNanos();
        if (due < plannedNanos) {
            plannedNanos = due;
            plans.after(Math.max(0, due - time.nowNanos()), () -> onDue(due));
        }
    }

    private void onDue(long planned) {
        if (planned != plannedNanos) {
            return;
        }
        plannedNanos = Peer.NEVER;
        if (peer.deadlineNanos() <= time.nowNanos()) {
            peer.onDeadline(time.nowNanos());
            planTurn();
        } else {
            planDeadline();
        }
    }

    // ---- what its user asks ----

    @Override
    public boolean send(int channelId, byte[] message) {
        if (!peer.isConnected() || !peer.isChannelOpen(channelId) || !peer.fits(message.length)) {
            return false;
        }
        if (channelId == Protocol.RELIABLE_CHANNEL) {
            if (bufferedBytes() + message.length > Peer.MAX_BUFFERED_BYTES) {
                return false;
            }
            mailboxBytes += message.length;
            onTaken.accept(message);
        }
        mailbox.addLast(new Letter(channelId, message));
        planTurn();
        return true;
    }

    @Override
    public void close() {
        isCloseAsked = true;
        planTurn();
    }

    @Override
    public long bufferedBytes() {
        return mailboxBytes + peer.bufferedBytes();
    }

    @Override
    public long bufferedBytes(int channelId) {
        return peer.waitingBytes(channelId);
    }

    @Override
    public OptionalInt openChannel(ChannelOptions options) {
        return OptionalInt.empty();
    }

    @Override
    public void closeChannel(int channelId) {}

    @Override
    public void notifyBufferedLow(int channelId, int bytes) {
        peer.setBufferedLow(channelId, bytes);
    }

    // ---- what the peer asks ----

    @Override
    public void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
        Consumer<byte[]> onward = way;
        if (onward != null) {
            byte[] datagram = Arrays.copyOfRange(buffer, offset, offset + length);
            time.log().note("datagram", datagram);
            onward.accept(datagram);
        }
    }

    @Override
    public void onTask(Runnable task) {
        plans.after(random.between(0, MOST_ARITHMETIC_NANOS), () -> {
            task.run();
            peer.onTaskDone(time.nowNanos());
            planTurn();
        });
    }

    @Override
    public void onAddressValidated(InetSocketAddress address) {}

    @Override
    public void onAddressForgotten(InetSocketAddress address) {}

    @Override
    public void onConnected() {
        listener.onConnected(connection);
    }

    @Override
    public void onMessage(int channelId, byte[] message) {
        listener.onMessage(connection, channelId, message);
    }

    @Override
    public void onChannelOpen(ChannelOptions channel) {
        listener.onChannelOpen(connection, channel);
    }

    @Override
    public void onChannelClosed(int channelId) {
        listener.onChannelClosed(connection, channelId);
    }

    @Override
    public void onBufferedLow(int channelId) {
        listener.onBufferedLow(connection, channelId);
    }

    @Override
    public void onClosed(CloseReason reason, String detail) {
        if (!isClosed) {
            verdict.require(
                    reason != CloseReason.PROTOCOL_ERROR && reason != CloseReason.FINGERPRINT_MISMATCH,
                    "two of the transport's own ends understand each other: " + reason + ", " + detail);
            isClosed = true;
            listener.onClosed(connection, reason);
        }
    }
}
