package org.vsekai.server.http.websocket;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.HotPath;
import org.vsekai.gateway.websocket.Fault;
import org.vsekai.gateway.websocket.LaneReceiver;
import org.vsekai.gateway.websocket.LaneSender;
import org.vsekai.gateway.websocket.Outgoing;
import org.vsekai.gateway.websocket.Received;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.wire.Protocol;

/**
 * One peer over its WebSocket: joins the state machines of both directions to the socket and to the peer's user. What the
 * user is told comes from the thread that reads, which so is the peer's event loop; a thread of its own writes, and alone
 * waits for the socket. The methods of {@link PeerConnection} are for any thread and wait for nothing.
 */
final class WebSocketPeer implements PeerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketPeer.class);
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int UNEXPECTED_CONDITION = 1011;

    private final WebSocketPort port;
    private final PeerListener listener;
    private final long createdAtNanos;
    private final LaneSender sender;
    private final LaneReceiver receiver;
    private final AtomicBoolean hasBegun = new AtomicBoolean();
    private final AtomicReference<@Nullable CloseReason> end = new AtomicReference<>();
    private volatile long heardAtNanos;
    private volatile long closingAtNanos;
    private volatile boolean isClosing;
    private volatile boolean isOpen;
    private volatile boolean isOver;
    private volatile @Nullable Wire wire;
    private volatile @Nullable Thread writer;

    WebSocketPeer(WebSocketPort port, PeerListener listener, long nowNanos) {
        this.port = port;
        this.listener = listener;
        createdAtNanos = nowNanos;
        heardAtNanos = nowNanos;
        sender = new LaneSender(nowNanos);
        receiver = new LaneReceiver(nowNanos);
    }

    long createdAtNanos() {
        return createdAtNanos;
    }

    long heardAtNanos() {
        return heardAtNanos;
    }

    @Override
    @HotPath
    public boolean send(int channelId, byte[] message) {
        if (!isOpen) {
            return false;
        }
        if (message.length > LaneSender.MAX_MESSAGE_BYTES) {
            port.count(SocketDrop.OVERSIZED_MESSAGE);
            return false;
        }
        return switch (channelId) {
            case Protocol.LOSSY_CHANNEL -> isTaken(sender.offerLossy(message));
            case Protocol.RELIABLE_CHANNEL -> isTaken(sender.offerReliable(message));
            default -> {
                port.count(SocketDrop.UNKNOWN_CHANNEL);
                yield false;
            }
        };
    }

    private boolean isTaken(LaneSender.Offered offered) {
        switch (offered) {
            case TAKEN -> {}
            case TAKEN_FOR_ANOTHER -> port.count(SocketDrop.LOSSY_REPLACED);
            case FULL -> {
                port.count(SocketDrop.RELIABLE_REFUSED);
                return false;
            }
            case CLOSED -> {
                return false;
            }
        }
        wakeWriter();
        return true;
    }

    @Override
    public void close() {
        close(CloseReason.LOCAL, NORMAL, "");
    }

    /** The port is closing. */
    void goAway() {
        close(CloseReason.PORT_CLOSED, GOING_AWAY, "The server is stopping.");
    }

    private void close(CloseReason why, int code, String reason) {
        end.compareAndSet(null, why);
        sender.close(code, reason);
        beginClosing();
    }

    private void closeNow(CloseReason why, int code, String reason) {
        end.compareAndSet(null, why);
        sender.closeNow(code, reason);
        beginClosing();
    }

    private void beginClosing() {
        if (!isClosing) {
            closingAtNanos = System.nanoTime();
            isClosing = true;
        }
        wakeWriter();
    }

    @Override
    public long bufferedBytes() {
        return sender.bufferedBytes();
    }

    @Override
    public long bufferedBytes(int channelId) {
        return isLane(channelId) ? sender.waitingBytes(channelId) : 0;
    }

    @Override
    public void notifyBufferedLow(int channelId, int bytes) {
        if (isLane(channelId)) {
            sender.setLow(channelId, bytes);
        }
    }

    /** There are the two lanes, and no others. */
    @Override
    public OptionalInt openChannel(ChannelOptions options) {
        return OptionalInt.empty();
    }

    /** The lanes live as long as the WebSocket. */
    @Override
    public void closeChannel(int channelId) {}

    private static boolean isLane(int channelId) {
        return channelId == Protocol.LOSSY_CHANNEL || channelId == Protocol.RELIABLE_CHANNEL;
    }

    /** Ends the connection at once. */
    void abort() {
        Wire open = wire;
        if (open != null) {
            open.abort();
        }
    }

    /** Ends what takes too long. To be called several times a second. */
    void look(long nowNanos, long silenceNanos) {
        if (isClosing && nowNanos - closingAtNanos > Peer.CLOSE_TIMEOUT_NANOS) {
            abort();
        } else if (nowNanos - heardAtNanos > silenceNanos) {
            end.compareAndSet(null, CloseReason.CONSENT_EXPIRED);
            abort();
        }
    }

    /** No WebSocket will come; nothing happens if one has. */
    void neverCame(CloseReason why) {
        if (hasBegun.compareAndSet(false, true)) {
            end.compareAndSet(null, why);
            tellGone();
        }
    }

    /** The peer's whole life over its WebSocket, on the thread that reads from it. At most once. */
    void run(Wire open) {
        if (!hasBegun.compareAndSet(false, true)) {
            return;
        }
        wire = open;
        heardAtNanos = System.nanoTime();
        Thread writing = Thread.ofVirtual().name("websocket-writer").unstarted(() -> write(open));
        writer = writing;
        writing.start();
        isOpen = true;
        port.onConnected(this);
        try {
            listener.onConnected(this);
            read(open);
        } catch (RuntimeException bug) {
            LOG.error("A peer's WebSocket is closed because of a bug", bug);
            closeNow(CloseReason.PROTOCOL_ERROR, UNEXPECTED_CONDITION, "The server made a mistake.");
        } finally {
            isOpen = false;
            finish(open, writing);
        }
    }

    /** The last frames get their time, which {@link #look} ends. */
    private void finish(Wire open, Thread writing) {
        try {
            writing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.abort();
        tellGone();
    }

    private void tellGone() {
        CloseReason why = Objects.requireNonNullElse(end.get(), CloseReason.REMOTE);
        LOG.debug("A peer is gone: {}", why);
        port.onGone(this, why);
        try {
            listener.onClosed(this, why);
        } catch (RuntimeException bug) {
            LOG.error("A peer's listener failed", bug);
        }
    }

    private void read(Wire open) {
        while (true) {
            switch (open.read()) {
                case Wire.Read.Frame frame -> {
                    heardAtNanos = System.nanoTime();
                    pauseIfTooFast();
                    Received received = receiver.onFrame(frame.opcode(), frame.isFinal(), frame.payload());
                    if (!take(received, open)) {
                        return;
                    }
                    tellLow(Protocol.LOSSY_CHANNEL);
                    tellLow(Protocol.RELIABLE_CHANNEL);
                }
                case Wire.Read.Bad(Fault fault) -> {
                    refuse(fault, open);
                    return;
                }
                case Wire.Read.End(boolean isOrderly) -> {
                    end.compareAndSet(null, isOrderly ? CloseReason.REMOTE : CloseReason.UNREACHABLE);
                    isOver = true;
                    open.abort();
                    wakeWriter();
                    return;
                }
            }
        }
    }

    /** False when nothing more is to be read. */
    private boolean take(Received received, Wire open) {
        switch (received) {
            case Received.Message(int lane, byte[] bytes) -> {
                port.countIn(bytes.length);
                listener.onMessage(this, lane, bytes);
            }
            case Received.Ping(byte[] payload) -> {
                sender.onPing(payload);
                wakeWriter();
            }
            case Received.Pong(long number) -> {
                sender.onPong(number);
                wakeWriter();
            }
            case Received.Nothing _ -> {}
            case Received.Close _ -> {
                // RFC 6455 §5.5.1: "it MUST send a Close frame in response", unless it has sent one.
                closeNow(CloseReason.REMOTE, NORMAL, "");
                return false;
            }
            case Received.Refused(Fault fault) -> {
                refuse(fault, open);
                return false;
            }
        }
        return true;
    }

    /** Whatever leaves has a ping behind it, whose answer leads here. */
    private void tellLow(int lane) {
        if (sender.takeLow(lane)) {
            listener.onBufferedLow(this, lane);
        }
    }

    private void pauseIfTooFast() {
        long pause = receiver.pauseNanos(System.nanoTime());
        if (pause > 0) {
            port.count(SocketDrop.READING_PAUSED);
        }
        while (pause > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(pause);
            pause = receiver.pauseNanos(System.nanoTime());
        }
    }

    /** Says why, and stays until the client has had time to read it: closing over unread bytes would take it back. */
    private void refuse(Fault fault, Wire open) {
        port.count(fault);
        closeNow(CloseReason.PROTOCOL_ERROR, fault.closeCode(), fault.reason());
        open.discard();
    }

    private void wakeWriter() {
        LockSupport.unpark(writer);
    }

    private void write(Wire open) {
        try {
            while (!isOver) {
                switch (sender.poll(System.nanoTime())) {
                    case Outgoing.Frame(byte[] frame) -> write(open, frame);
                    case Outgoing.LastFrame(byte[] frame) -> {
                        write(open, frame);
                        return;
                    }
                    case Outgoing.Nothing(long untilNanos) -> waitUntil(untilNanos);
                }
            }
        } catch (Wire.GoneException gone) {
            LOG.debug("A peer's WebSocket takes no more", gone);
            end.compareAndSet(null, CloseReason.UNREACHABLE);
            open.abort();
        } catch (RuntimeException bug) {
            LOG.error("A peer's WebSocket is closed because of a bug", bug);
            end.compareAndSet(null, CloseReason.PROTOCOL_ERROR);
            open.abort();
        }
    }

    private void write(Wire open, byte[] frame) {
        open.write(frame);
        port.countOut(frame.length);
    }

    private static void waitUntil(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park();
        } else {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }
}
