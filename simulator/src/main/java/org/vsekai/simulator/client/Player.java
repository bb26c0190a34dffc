package org.vsekai.simulator.client;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.Bounds;
import org.vsekai.game.Terrain;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.simulator.net.Link;
import org.vsekai.simulator.net.LinkListener;
import org.vsekai.simulator.oracle.MessageAudit;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.PoseCodec;
import org.vsekai.wire.PoseMessage;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.SnapshotReader;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionRefused;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.Goodbye;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/** A person with a client: joins, walks, acts, asks again for what was not answered, comes back after every end. */
public final class Player implements LinkListener {
    private static final long HEARTBEAT_NANOS = VirtualTime.NANOS_PER_SECOND / 10;
    private static final long RESEND_NANOS = 1_500 * VirtualTime.NANOS_PER_MILLI;
    private static final long JOIN_PATIENCE_NANOS = 4 * VirtualTime.NANOS_PER_SECOND;
    private static final long COME_BACK_NANOS = 700 * VirtualTime.NANOS_PER_MILLI;
    private static final int MOST_AWAITED = 20;
    private static final double ACT_CHANCE = 0.25;
    private static final double LEAVE_CHANCE = 0.002;

    private final int number;
    private final boolean isSettled;
    private final VirtualTime time;
    private final Swarm swarm;
    private final SplitMix64 random;
    private final Door door;
    private final MessageAudit audit;
    private final Verdict verdict;
    private final Answers answers;
    private final Body body;
    private final Mischief mischief;
    private Memory memory;
    private Company company;
    private Will will;
    private @Nullable String token;
    private long playerId;
    private @Nullable Link link;
    private boolean isJoining;
    private boolean isWelcome;
    private boolean actsAnew = true;
    private long joinAtNanos;
    private long waitUntilNanos;
    private long resendAtNanos;
    private int poseSequence;
    private long newestSnapshotTick;
    private long snapshots;

    /** @param token of somebody who was in the world before, and lives where four regions meet; null for who is new */
    public Player(
            int number,
            VirtualTime time,
            Swarm swarm,
            SplitMix64 random,
            Door door,
            MessageAudit audit,
            Verdict verdict,
            Terrain terrain,
            Bounds bounds,
            @Nullable String token) {
        this.number = number;
        this.token = token;
        isSettled = token != null;
        this.time = time;
        this.swarm = swarm;
        this.random = random;
        this.door = door;
        this.audit = audit;
        this.verdict = verdict;
        answers = new Answers(verdict);
        body = new Body(terrain, bounds, random);
        mischief = new Mischief(swarm, random, answers);
        memory = new Memory(verdict);
        company = new Company(random, memory, body, playerId);
        will = new Will(random, memory, body, company, isSettled);
    }

    public int number() {
        return number;
    }

    public String name() {
        return name(number);
    }

    public static String name(int number) {
        return "Player " + number;
    }

    public @Nullable String token() {
        return token;
    }

    /** Begins to live. */
    public void start() {
        joinAtNanos = time.nowNanos() + random.between(0, 2 * VirtualTime.NANOS_PER_SECOND);
        time.after(random.between(0, HEARTBEAT_NANOS), this::beat);
    }

    private void beat() {
        time.after(HEARTBEAT_NANOS, this::beat);
        Link current = link;
        if (current == null || !current.isUp()) {
            comeIn();
            return;
        }
        current.tick();
        mischief.beat();
        if (!isWelcome) {
            if (time.nowNanos() > joinAtNanos) {
                goAway(current);
            }
            return;
        }
        if (mischief.isSilent(time.nowNanos())) {
            return;
        }
        live(current);
    }

    private void live(Link current) {
        if (body.hasArrived() || random.chance(0.003)) {
            will.choosePlace();
        }
        if (swarm.strikes(Fault.PLAYER_SPEED_HACK, 0.02)) {
            body.jump();
        }
        body.step((double) HEARTBEAT_NANOS / VirtualTime.NANOS_PER_SECOND);
        sendPose(current, body.pose());
        if (actsAnew && answers.awaited().size() < MOST_AWAITED && random.chance(ACT_CHANCE)) {
            Action action = answers.number(will.chooseAction());
            if (time.nowNanos() >= waitUntilNanos) {
                send(current, action);
            }
        }
        if (!answers.awaited().isEmpty() && time.nowNanos() >= Math.max(resendAtNanos, waitUntilNanos)) {
            resend(current);
        }
        mischief.disturb(current);
        if (actsAnew && mischief.opensSecondSession()) {
            answers.share();
            mischief.keepPlaying(current);
            link = null;
            joinAtNanos = time.nowNanos();
        } else if (actsAnew && random.chance(LEAVE_CHANCE)) {
            sendReliable(
                    current,
                    ClientMessage.newBuilder()
                            .setGoodbye(Goodbye.getDefaultInstance())
                            .build());
            goAway(current);
        }
    }

    private void sendPose(Link current, Pose pose) {
        poseSequence = (poseSequence + 1) & 0xFFFF;
        current.sendFromPlayer(
                Protocol.LOSSY_CHANNEL, PoseCodec.encode(new PoseMessage(poseSequence, newestSnapshotTick, pose)));
    }

    private void send(Link current, Action action) {
        sendReliable(current, ClientMessage.newBuilder().setAction(action).build());
        resendAtNanos = time.nowNanos() + RESEND_NANOS;
    }

    private static void sendReliable(Link current, ClientMessage message) {
        current.sendFromPlayer(Protocol.RELIABLE_CHANNEL, ReliableCodec.encode(message));
    }

    private void resend(Link current) {
        answers.awaited().values().forEach(action -> send(current, action));
    }

    // ---- coming and going ----

    private void comeIn() {
        if (isJoining || time.nowNanos() < joinAtNanos) {
            return;
        }
        isJoining = true;
        joinAtNanos = time.nowNanos();
        long asked = joinAtNanos;
        door.join(this, answer -> {
            if (asked == joinAtNanos && isJoining) {
                onAnswer(answer);
            }
        });
        time.after(JOIN_PATIENCE_NANOS, () -> {
            if (asked == joinAtNanos && isJoining) {
                isJoining = false;
                joinAtNanos = time.nowNanos();
            }
        });
    }

    private void onAnswer(Door.Answer answer) {
        isJoining = false;
        switch (answer.outcome()) {
            case JoinOutcome.Joined joined -> {
                token = joined.token();
                playerId = joined.playerId();
                link = answer.link();
                joinAtNanos = time.nowNanos() + JOIN_PATIENCE_NANOS;
                isWelcome = false;
                memory = new Memory(verdict);
                company = new Company(random, memory, body, playerId);
                will = new Will(random, memory, body, company, isSettled);
            }
            case JoinOutcome.Refused refused -> joinAtNanos = time.nowNanos() + COME_BACK_NANOS;
        }
    }

    private void goAway(Link from) {
        if (random.chance(0.5)) {
            from.closeFromPlayer();
        } else {
            from.vanish();
        }
        lost();
    }

    private void lost() {
        link = null;
        isWelcome = false;
        joinAtNanos = time.nowNanos() + random.between(0, COME_BACK_NANOS);
    }

    @Override
    public void onUp(Link up) {}

    @Override
    public void onClosed(Link closed) {
        if (closed == link) {
            lost();
        }
    }

    // ---- what comes in ----

    @Override
    public void onSent(Link sender, byte[] message) {
        audit.onSent(sender, sender.playerId(), message);
    }

    @Override
    public void onMessage(Link from, int channelId, byte[] bytes) {
        if (from != link) {
            return;
        }
        if (channelId == Protocol.LOSSY_CHANNEL) {
            onSnapshot(bytes);
        } else if (ReliableCodec.decodeServer(bytes) instanceof Decoded.Ok<ServerMessage>(ServerMessage message)) {
            memory.on(message);
            onReliable(message);
        }
    }

    private void onSnapshot(byte[] bytes) {
        if (SnapshotReader.decode(bytes) instanceof Decoded.Ok<Snapshot>(Snapshot snapshot)) {
            newestSnapshotTick = Math.max(newestSnapshotTick, snapshot.tick());
            company.on(snapshot);
            snapshots++;
        } else {
            verdict.violate("a snapshot can be read");
        }
    }

    private void onReliable(ServerMessage message) {
        switch (message.getBodyCase()) {
            case WELCOME -> onWelcome(message.getWelcome());
            case FRAME_UPDATE -> {
                message.getFrameUpdate().getResultsList().forEach(answers::on);
                company.on(message.getFrameUpdate());
            }
            case ACTION_REFUSED -> onRefused(message.getActionRefused());
            case POSE_REFUSED ->
                body.standAt(
                        message.getPoseRefused().getPosition().getXMicros(),
                        message.getPoseRefused().getPosition().getZMicros());
            case FAREWELL -> lost();
            default -> {}
        }
    }

    private void onWelcome(Welcome welcome) {
        time.log()
                .detail(
                        time.nowNanos(),
                        () -> "player " + playerId + " is welcome, with action " + welcome.getLastAppliedSequence()
                                + " applied");
        isWelcome = true;
        body.standAt(welcome.getPosition().getXMicros(), welcome.getPosition().getZMicros());
        body.within(new Bounds(
                welcome.getBounds().getMinXMicros(),
                welcome.getBounds().getMinZMicros(),
                welcome.getBounds().getMaxXMicros(),
                welcome.getBounds().getMaxZMicros()));
        welcome.getRecentResultsList().forEach(answers::on);
        answers.onCursor(welcome.getLastAppliedSequence());
        waitUntilNanos = 0;
        resendAtNanos = time.nowNanos();
        will.choosePlace();
    }

    private void onRefused(ActionRefused refused) {
        waitUntilNanos = time.nowNanos() + refused.getRetryAfterMs() * VirtualTime.NANOS_PER_MILLI;
        resendAtNanos = waitUntilNanos;
    }

    // ---- the end of a run ----

    /** Whoever has no connection gets one now; nothing new is begun. */
    public void heal() {
        actsAnew = false;
        mischief.stop();
        Link current = link;
        isJoining = false;
        if (current == null || !current.isAlive()) {
            lost();
            joinAtNanos = time.nowNanos();
        } else {
            current.heal();
        }
    }

    /** Whether every action has its answer. */
    public boolean isContent() {
        return answers.awaited().isEmpty();
    }

    public boolean isIn() {
        Link current = link;
        return current != null && current.isUp() && isWelcome;
    }

    /** Whether all that was sent to the client has arrived. */
    public boolean isUpToDate() {
        Link current = link;
        return current != null && current.bytesUnderWay() == 0;
    }

    public String complaint() {
        Link current = link;
        return name() + " (" + playerId + ") awaits " + answers.awaited().keySet() + ", in " + isIn() + ", link "
                + (current == null ? "none" : current.toString());
    }

    public long answered() {
        return answers.answered();
    }

    public long snapshots() {
        return snapshots;
    }

    /** What the client believes of the world. */
    public Map<Long, Entity> things() {
        return memory.things();
    }

    public Set<Long> chunks() {
        return memory.chunks();
    }
}
