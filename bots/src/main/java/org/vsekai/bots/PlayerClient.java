package org.vsekai.bots;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.bots.Behaviour.Mischief;
import org.vsekai.bots.Behaviour.Place;
import org.vsekai.bots.Behaviour.Situation;
import org.vsekai.bots.Behaviour.Wish;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.PoseCodec;
import org.vsekai.wire.PoseMessage;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.SnapshotReader;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.Farewell;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.PoseRefused;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/**
 * One player's client as a pure state machine: {@code (event, now) -> effects}. It joins, comes back by itself as
 * docs/protocol/joining.md says, walks, and does what its {@link Behaviour} wishes. Confined to the fleet's thread.
 */
final class PlayerClient {
    /** docs/protocol/joining.md: without a welcome or a word for so long, the client joins again. */
    static final long SILENCE_NANOS = 5_000_000_000L;

    /** The round trip has its own, shorter limit; this one is for an answer that got lost on this side. */
    private static final long JOIN_NANOS = 10_000_000_000L;

    private static final long[] BACK_OFF_NANOS = {250_000_000L, 500_000_000L, 1_000_000_000L, 2_000_000_000L};
    private static final int POSES_REMEMBERED = 256;
    private static final long NO_ECHO = -1;

    enum Phase {
        WAITING,
        JOINING,
        CONNECTING,
        PLAYING,
        /** The server said not to come back, or the client doesn't know how to. */
        STOPPED
    }

    private final String name;
    private final ClientObserver observer;
    private final long silenceNanos;
    private final ActionOutbox outbox = new ActionOutbox();
    private final long[] poseSentAtNanos = new long[POSES_REMEMBERED];
    private Behaviour behaviour;
    private Phase phase = Phase.WAITING;
    private int attempt;
    private int failures;
    private long deadlineNanos;
    private long heardAtNanos;
    private long nextPoseAtNanos;
    private int poseSequence;
    private int echoedSequence = -1;
    private long snapshotTick;
    private @Nullable String token;
    private @Nullable String stoppedBecause;
    private @Nullable Welcome welcome;
    private @Nullable WorldView world;
    private @Nullable Walker walker;

    /** @param silenceNanos how long to bear silence once welcomed; the protocol allows up to {@link #SILENCE_NANOS} */
    PlayerClient(String name, Behaviour behaviour, ClientObserver observer, long silenceNanos, long nowNanos) {
        this.name = name;
        this.behaviour = behaviour;
        this.observer = observer;
        this.silenceNanos = silenceNanos;
        deadlineNanos = nowNanos;
    }

    void on(ClientEvent event, long nowNanos, Consumer<ClientEffect> out) {
        switch (event) {
            case ClientEvent.Tick _ -> onTick(nowNanos, out);
            case ClientEvent.JoinAnswered answered -> onAnswered(answered, nowNanos);
            case ClientEvent.JoinFailed failed -> onJoinFailed(failed, nowNanos, out);
            case ClientEvent.Received received -> onReceived(received, nowNanos, out);
            case ClientEvent.Closed closed -> {
                if (closed.attempt() == attempt) {
                    comeBack(nowNanos, 0, out);
                }
            }
            case ClientEvent.Unplug _ -> comeBack(nowNanos, 0, out);
        }
    }

    /** From now on the bot wants something else. */
    void behave(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    Phase phase() {
        return phase;
    }

    int attempt() {
        return attempt;
    }

    /** Where the bot walks; null while it does not. */
    @Nullable
    Place place() {
        return walker == null ? null : new Place(walker.xMicros(), walker.zMicros());
    }

    /** Whether everything the bot ever did is answered. */
    boolean isSettled() {
        return phase == Phase.PLAYING && outbox.isEmpty();
    }

    @Nullable
    String stoppedBecause() {
        return stoppedBecause;
    }

    private void onTick(long nowNanos, Consumer<ClientEffect> out) {
        switch (phase) {
            case WAITING -> {
                if (nowNanos >= deadlineNanos) {
                    phase = Phase.JOINING;
                    deadlineNanos = nowNanos + JOIN_NANOS;
                    attempt++;
                    observer.onJoining(attempt);
                    out.accept(new ClientEffect.Join(attempt, name, token));
                }
            }
            case JOINING, CONNECTING -> {
                if (nowNanos >= deadlineNanos) {
                    comeBack(nowNanos, 0, out);
                }
            }
            case PLAYING -> {
                if (nowNanos - heardAtNanos >= silenceNanos) {
                    comeBack(nowNanos, 0, out);
                } else {
                    play(nowNanos, out);
                }
            }
            case STOPPED -> {}
        }
    }

    private void onAnswered(ClientEvent.JoinAnswered answered, long nowNanos) {
        if (answered.attempt() != attempt || phase != Phase.JOINING) {
            return;
        }
        token = answered.token();
        phase = Phase.CONNECTING;
        deadlineNanos = nowNanos + SILENCE_NANOS;
    }

    private void onJoinFailed(ClientEvent.JoinFailed failed, long nowNanos, Consumer<ClientEffect> out) {
        if (failed.attempt() != attempt || phase != Phase.JOINING) {
            return;
        }
        if (failed.status() == 401 || failed.status() == 400) {
            stop("the join was refused: " + failed.code(), out);
        } else {
            comeBack(nowNanos, failed.retryAfterNanos(), out);
        }
    }

    private void onReceived(ClientEvent.Received received, long nowNanos, Consumer<ClientEffect> out) {
        boolean isLive = phase == Phase.CONNECTING || phase == Phase.PLAYING;
        if (received.attempt() != attempt || !isLive) {
            return;
        }
        heardAtNanos = nowNanos;
        if (received.channelId() == Protocol.LOSSY_CHANNEL) {
            onLossy(received.message(), nowNanos);
            return;
        }
        switch (ReliableCodec.decodeServer(received.message())) {
            case Decoded.Refused<ServerMessage> refused -> observer.onUnreadable("reliable: " + refused.fault());
            case Decoded.Ok<ServerMessage>(ServerMessage message) -> {
                observer.onMessage(attempt, message);
                onMessage(message, nowNanos, out);
            }
        }
    }

    private void onLossy(byte[] bytes, long nowNanos) {
        switch (SnapshotReader.decode(bytes)) {
            case Decoded.Refused<Snapshot> refused -> observer.onUnreadable("lossy: " + refused.fault());
            case Decoded.Ok<Snapshot>(Snapshot snapshot) -> {
                snapshotTick = Math.max(snapshotTick, snapshot.tick());
                long echo = NO_ECHO;
                int sequence = snapshot.poseSequence().orElse(echoedSequence);
                if (sequence != echoedSequence) {
                    echoedSequence = sequence;
                    echo = nowNanos - poseSentAtNanos[sequence % POSES_REMEMBERED];
                }
                if (world != null) {
                    world.onSnapshot(snapshot);
                }
                observer.onSnapshot(snapshot, echo);
            }
        }
    }

    private void onMessage(ServerMessage message, long nowNanos, Consumer<ClientEffect> out) {
        switch (message.getBodyCase()) {
            case WELCOME -> onWelcome(message.getWelcome(), nowNanos, out);
            case CHUNK_STATE -> {
                if (world != null) {
                    world.onChunkState(message.getChunkState());
                }
            }
            case CHUNK_FORGOTTEN -> {
                if (world != null) {
                    world.onChunkForgotten(message.getChunkForgotten());
                }
            }
            case FRAME_UPDATE -> onFrame(message.getFrameUpdate(), nowNanos);
            case ACTION_REFUSED -> outbox.onRefused(message.getActionRefused(), nowNanos);
            case POSE_REFUSED -> onPoseRefused(message.getPoseRefused());
            case FAREWELL -> onFarewell(message.getFarewell(), nowNanos, out);
            case BODY_NOT_SET -> observer.onUnreadable("reliable: no body");
        }
    }

    private void onWelcome(Welcome welcome, long nowNanos, Consumer<ClientEffect> out) {
        if (welcome.getProtocolVersion() != Protocol.VERSION) {
            stop("the server speaks version " + welcome.getProtocolVersion() + " of the protocol", out);
            return;
        }
        this.welcome = welcome;
        world = new WorldView(welcome);
        Ground ground = new Ground(welcome.getTerrainSeed());
        walker = new Walker(ground, welcome.getRules().getMaxSpeedMmPerS(), nowNanos);
        walker.place(welcome.getPosition().getXMicros(), welcome.getPosition().getZMicros());
        welcome.getRecentResultsList().forEach(behaviour::onResult);
        outbox.onWelcome(welcome, nowNanos);
        phase = Phase.PLAYING;
        failures = 0;
        nextPoseAtNanos = nowNanos;
        snapshotTick = 0;
        echoedSequence = -1;
    }

    private void onFrame(FrameUpdate update, long nowNanos) {
        if (world != null) {
            world.onFrame(update);
        }
        for (ActionResult result : update.getResultsList()) {
            outbox.onResult(result.getSequence(), nowNanos);
            behaviour.onResult(result);
        }
    }

    private void onPoseRefused(PoseRefused refused) {
        if (walker != null) {
            walker.place(
                    refused.getPosition().getXMicros(), refused.getPosition().getZMicros());
        }
    }

    private void onFarewell(Farewell farewell, long nowNanos, Consumer<ClientEffect> out) {
        if (farewell.getReconnect()) {
            comeBack(nowNanos, farewell.getReconnectAfterMs() * 1_000_000L, out);
        } else {
            stop(String.format(Locale.ROOT, "farewell: %s (%s)", farewell.getReason(), farewell.getText()), out);
        }
    }

    private void play(long nowNanos, Consumer<ClientEffect> out) {
        if (welcome == null || world == null || walker == null) {
            return;
        }
        if (nowNanos >= nextPoseAtNanos) {
            sendPose(walker, welcome.getPoseSendHertz(), nowNanos, out);
        }
        Wish wish = behaviour.decide(new Situation(welcome, world, walker, outbox, nowNanos));
        Place place = wish.walkTo();
        if (place != null) {
            walker.walkTo(place.xMicros(), place.zMicros());
        }
        for (Action.Builder kind : wish.actions()) {
            outbox.offer(kind).ifPresent(behaviour::onTaken);
        }
        if (wish.mischief() == Mischief.RESEND_OPEN) {
            outbox.rewind(nowNanos);
        } else if (wish.mischief() == Mischief.REPEAT_ANSWERED) {
            sendActions(outbox.answered(), out);
        }
        sendActions(outbox.drain(nowNanos), out);
        if (wish.mischief() == Mischief.UNPLUG) {
            comeBack(nowNanos, 0, out);
        }
    }

    private void sendPose(Walker body, int hertz, long nowNanos, Consumer<ClientEffect> out) {
        long interval = 1_000_000_000L / Math.max(1, hertz);
        nextPoseAtNanos = Math.max(nextPoseAtNanos + interval, nowNanos);
        poseSequence = poseSequence + 1 & 0xFFFF;
        poseSentAtNanos[poseSequence % POSES_REMEMBERED] = nowNanos;
        byte[] pose = PoseCodec.encode(new PoseMessage(poseSequence, snapshotTick, body.poseAt(nowNanos)));
        out.accept(new ClientEffect.Send(Protocol.LOSSY_CHANNEL, pose));
    }

    private void sendActions(List<Action> actions, Consumer<ClientEffect> out) {
        for (Action action : actions) {
            observer.onSent(action);
            ClientMessage message = ClientMessage.newBuilder().setAction(action).build();
            out.accept(new ClientEffect.Send(Protocol.RELIABLE_CHANNEL, ReliableCodec.encode(message)));
        }
    }

    /** Drops what there is of a connection and waits: longer with each try, and at least as long as the server asks. */
    private void comeBack(long nowNanos, long atLeastNanos, Consumer<ClientEffect> out) {
        if (phase == Phase.STOPPED || phase == Phase.WAITING) {
            return;
        }
        endSession(out);
        phase = Phase.WAITING;
        long backOff = BACK_OFF_NANOS[Math.min(failures, BACK_OFF_NANOS.length - 1)];
        failures++;
        deadlineNanos = nowNanos + Math.max(backOff, atLeastNanos);
    }

    private void stop(String why, Consumer<ClientEffect> out) {
        endSession(out);
        phase = Phase.STOPPED;
        stoppedBecause = why;
    }

    private void endSession(Consumer<ClientEffect> out) {
        outbox.onSessionEnded();
        welcome = null;
        world = null;
        walker = null;
        Arrays.fill(poseSentAtNanos, 0);
        out.accept(new ClientEffect.HangUp(attempt));
    }
}
