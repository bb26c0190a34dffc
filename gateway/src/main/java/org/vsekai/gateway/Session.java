package org.vsekai.gateway;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.Pose;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.world.PlayerDirectory;

/**
 * A player's presence over one peer connection.
 *
 * <pre>
 * CONNECTING ──onConnected──▶ JOINING ──welcome──▶ PRESENT
 *     └──────────── end, onClosed: OVER ◀────────────┘
 * </pre>
 *
 * <ul>
 *   <li>States only go forward; OVER is final.
 *   <li>Nothing is sent before {@code Welcome}; once over, nothing but {@code Farewell} is begun to be sent.
 *   <li>At most one {@code Farewell} is sent, by whoever ends the session first.
 * </ul>
 *
 * {@code on…} calls come from the peer's event loop, {@link #welcome} and most sending from the gateway's thread, {@link #end}
 * from any thread.
 */
final class Session implements PeerListener {
    enum State {
        /** The offer was answered; the peer is not there yet. */
        CONNECTING,
        /** The peer is there; the region has yet to let the player in. */
        JOINING,
        PRESENT,
        OVER
    }

    private static final int NO_POSE = -1;

    private final long id;
    private final long createdAtNanos;
    private final Sessions sessions;
    private final GatewayMetrics metrics;
    private final Inbound inbound;
    private final AtomicReference<State> state = new AtomicReference<>(State.CONNECTING);
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final AtomicBoolean farewellSaid = new AtomicBoolean();
    private volatile PlayerDirectory.@Nullable Player player;
    private volatile @Nullable PeerConnection connection;
    private volatile @Nullable Pose standing;
    private volatile int newestPoseSequence = NO_POSE;
    private volatile boolean hasEntered;

    Session(long id, long nowNanos, Sessions sessions, Inbound.Context context) {
        this.id = id;
        this.sessions = sessions;
        createdAtNanos = nowNanos;
        metrics = context.metrics();
        inbound = new Inbound(this, context, nowNanos);
    }

    long id() {
        return id;
    }

    long createdAtNanos() {
        return createdAtNanos;
    }

    State state() {
        return state.get();
    }

    /** Says whose session this is; before the answer is given out, so before any peer can come. */
    void identify(PlayerDirectory.Player player) {
        this.player = player;
    }

    boolean isIdentified() {
        return player != null;
    }

    PlayerDirectory.Player player() {
        PlayerDirectory.Player known = player;
        if (known == null) {
            throw new Check.BrokenInvariant("a session with a peer has a player");
        }
        return known;
    }

    @Override
    public void onConnected(PeerConnection connection) {
        this.connection = connection;
        if (player != null && state.compareAndSet(State.CONNECTING, State.JOINING)) {
            sessions.enter(this);
        } else {
            sayFarewell();
            connection.close();
        }
    }

    @Override
    public void onMessage(PeerConnection connection, int channelId, byte[] message) {
        inbound.onMessage(channelId, message);
    }

    @Override
    public void onClosed(PeerConnection connection, CloseReason reason) {
        state.set(State.OVER);
        sessions.leave(this);
    }

    /** The region has the player's {@code Join} in its queue, so it must also get a {@code Leave}. */
    void markEntered() {
        hasEntered = true;
    }

    boolean hasEntered() {
        return hasEntered;
    }

    /** Sends the first message. The gateway's thread. */
    void welcome(ServerMessage welcome, Pose standing) {
        this.standing = standing;
        if (state.get() == State.JOINING && sendNow(ReliableCodec.encode(welcome))) {
            state.compareAndSet(State.JOINING, State.PRESENT);
        }
    }

    boolean isPresent() {
        return state.get() == State.PRESENT;
    }

    /** Sends a reliable message to a present client; a client that has no room for it can't go on, and is ended. */
    boolean send(ServerMessage message) {
        return isPresent() && sendNow(ReliableCodec.encode(message));
    }

    /** As {@link #send(ServerMessage)}, of a message that was encoded once for several clients. */
    boolean send(byte[] encoded) {
        return isPresent() && sendNow(encoded);
    }

    /** Sends a snapshot; one that the transport has no room for is lost, as snapshots may be. */
    void sendSnapshot(byte[] snapshot) {
        PeerConnection peer = connection;
        if (peer != null && peer.send(Protocol.LOSSY_CHANNEL, snapshot)) {
            metrics.countSnapshot(snapshot.length);
        } else {
            metrics.drops().count(Drop.SNAPSHOT_NOT_TAKEN);
        }
    }

    long bufferedBytes() {
        PeerConnection peer = connection;
        return peer == null ? 0 : peer.bufferedBytes();
    }

    /** Ends the session and says why. Any thread; the first one's reason counts. */
    void end(Ending why) {
        if (state.get() == State.OVER || !ending.compareAndSet(null, why)) {
            return;
        }
        metrics.endings().count(why);
        state.set(State.OVER);
        if (connection == null) {
            sessions.leave(this);
        } else {
            sayFarewell();
        }
    }

    /** The join failed before its answer was given out: no peer will come, or it finds nobody. */
    void abandon() {
        state.set(State.OVER);
        sessions.leave(this);
    }

    /** Where the player stands, as the region has it. */
    void standAt(Pose pose) {
        standing = pose;
    }

    @Nullable
    Pose standing() {
        return standing;
    }

    void poseTaken(int sequence) {
        newestPoseSequence = sequence;
    }

    boolean hasPose() {
        return newestPoseSequence != NO_POSE;
    }

    int newestPoseSequence() {
        return Math.max(0, newestPoseSequence);
    }

    private boolean sendNow(byte[] bytes) {
        PeerConnection peer = connection;
        if (peer != null && peer.send(Protocol.RELIABLE_CHANNEL, bytes)) {
            metrics.countMessage(bytes.length);
            return true;
        }
        metrics.drops().count(Drop.MESSAGE_NOT_TAKEN);
        end(Ending.TOO_SLOW);
        return false;
    }

    /** Once both are there: the connection, and a reason. Whichever thread brings the second one says it. */
    private void sayFarewell() {
        PeerConnection peer = connection;
        Ending why = ending.get();
        if (peer == null || why == null || !farewellSaid.compareAndSet(false, true)) {
            return;
        }
        byte[] farewell = ReliableCodec.encode(why.farewell());
        if (peer.send(Protocol.RELIABLE_CHANNEL, farewell)) {
            metrics.countMessage(farewell.length);
        }
        peer.close();
    }
}
