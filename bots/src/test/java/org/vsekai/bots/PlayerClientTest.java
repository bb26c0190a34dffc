package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.PoseCodec;
import org.vsekai.wire.PoseMessage;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Farewell;
import org.vsekai.wire.v1.FarewellReason;
import org.vsekai.wire.v1.PoseRefused;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.Rules;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

class PlayerClientTest implements ClientObserver {
    private static final long MS = 1_000_000L;

    private final List<ClientEffect> effects = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private long nowMs = 1_000;
    private Behaviour.Place goal = new Behaviour.Place(Units.metres(50), 0);
    private final PlayerClient client =
            new PlayerClient("ada", new Wanderer(), this, PlayerClient.SILENCE_NANOS, nowMs * MS);

    @Test
    void joinsByNameFirstAndWithItsTokenEverAfter() {
        tickAt(1_000);
        assertThat(effects).containsExactly(new ClientEffect.Join(1, "ada", null));
        welcomed(1);
        closed(1);
        effects.clear();
        tickAt(nowMs + 250);
        assertThat(effects).containsExactly(new ClientEffect.Join(2, "ada", "secret"));
    }

    @Test
    void waitsLongerAfterEachFailureUpToTwoSeconds() {
        List<Long> waits = new ArrayList<>();
        for (int attempt = 1; attempt <= 6; attempt++) {
            tickAt(nowMs);
            long failedAt = nowMs;
            on(new ClientEvent.JoinFailed(attempt, 0, null, 0));
            effects.clear();
            while (effects.isEmpty()) {
                tickAt(nowMs + 1);
            }
            waits.add(nowMs - failedAt);
        }
        assertThat(waits).containsExactly(250L, 500L, 1_000L, 2_000L, 2_000L, 2_000L);
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        tickAt(nowMs);
        on(new ClientEvent.JoinFailed(1, 503, "draining", 3_000 * MS));
        effects.clear();
        tickAt(nowMs + 2_999);
        assertThat(effects).isEmpty();
        tickAt(nowMs + 1);
        assertThat(effects).hasSize(1);
    }

    @Test
    void hangsUpWithoutAWelcomeForFiveSeconds() {
        tickAt(nowMs);
        on(new ClientEvent.JoinAnswered(1, "secret"));
        tickAt(nowMs + 4_999);
        assertThat(client.phase()).isEqualTo(PlayerClient.Phase.CONNECTING);
        tickAt(nowMs + 1);
        assertThat(effects).contains(new ClientEffect.HangUp(1));
        assertThat(client.phase()).isEqualTo(PlayerClient.Phase.WAITING);
    }

    @Test
    void hangsUpAfterFiveSecondsOfSilence() {
        welcomed(1);
        nowMs += 3_000;
        // Any message counts as a word: here a snapshot of nobody.
        on(new ClientEvent.Received(1, Protocol.LOSSY_CHANNEL, new byte[] {2, 0, 0, 0, 9, 0, 0, 0, 0}));
        tickAt(nowMs + 4_999);
        assertThat(effects).doesNotContain(new ClientEffect.HangUp(1));
        tickAt(nowMs + 1);
        assertThat(effects).contains(new ClientEffect.HangUp(1));
    }

    @Test
    void ignoresWhatComesFromAnEarlierConnection() {
        welcomed(1);
        closed(1);
        tickAt(nowMs + 250);
        closed(1);
        on(new ClientEvent.JoinFailed(1, 401, "unknown_token", 0));
        on(new ClientEvent.JoinAnswered(1, "older"));
        assertThat(client.phase()).isEqualTo(PlayerClient.Phase.JOINING);
    }

    @Test
    void staysAwayWhenTheServerSaysSo() {
        welcomed(1);
        Farewell.Builder farewell = Farewell.newBuilder().setReason(FarewellReason.FAREWELL_REASON_JOINED_ELSEWHERE);
        message(1, ServerMessage.newBuilder().setFarewell(farewell).build());
        tickAt(nowMs + 60_000);
        assertThat(client.phase()).isEqualTo(PlayerClient.Phase.STOPPED);
        assertThat(client.stoppedBecause()).contains("JOINED_ELSEWHERE");
    }

    @Test
    void walksToItsGoalBelowTheTopSpeedAndOnTheGround() {
        welcomed(1);
        List<PoseMessage> poses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            effects.clear();
            tickAt(nowMs + 5);
            poses.addAll(poses());
        }
        Ground ground = new Ground(7);
        assertThat(poses).hasSizeBetween(19, 21);
        for (int i = 1; i < poses.size(); i++) {
            long x = poses.get(i).pose().rootXMicros();
            long z = poses.get(i).pose().rootZMicros();
            assertThat(poses.get(i).sequence()).isEqualTo(poses.get(i - 1).sequence() + 1);
            assertThat(x - poses.get(i - 1).pose().rootXMicros()).isBetween(1L, Units.metres(8) / 20);
            assertThat(Math.abs(poses.get(i).pose().rootYMicros() - ground.heightMicros(x, z)))
                    .isLessThan(Units.metres(0.01));
        }
    }

    @Test
    void goesBackToWhereARefusedPoseIsTold() {
        welcomed(1);
        tickAt(nowMs + 500);
        goal = new Behaviour.Place(Units.metres(-3), Units.metres(4));
        PoseRefused refused = PoseRefused.newBuilder()
                .setPosition(Position.newBuilder().setXMicros(Units.metres(-3)).setZMicros(Units.metres(4)))
                .build();
        message(1, ServerMessage.newBuilder().setPoseRefused(refused).build());
        effects.clear();
        tickAt(nowMs + 50);
        assertThat(poses().getFirst().pose().rootXMicros()).isEqualTo(Units.metres(-3));
    }

    @Test
    void anyBytesFromTheServerAreCountedAndNothingElse() {
        welcomed(1);
        SplitMix64 random = new SplitMix64(5);
        for (int i = 0; i < 500; i++) {
            on(new ClientEvent.Received(1, Protocol.LOSSY_CHANNEL, random.nextBytes(random.nextInt(60))));
        }
        on(new ClientEvent.Received(1, Protocol.RELIABLE_CHANNEL, new byte[] {-1, -1, -1}));
        assertThat(unreadable).hasSizeGreaterThan(400);
        assertThat(client.phase()).isEqualTo(PlayerClient.Phase.PLAYING);
    }

    private void welcomed(int attempt) {
        tickAt(nowMs);
        on(new ClientEvent.JoinAnswered(attempt, "secret"));
        Welcome welcome = Welcome.newBuilder()
                .setProtocolVersion(Protocol.VERSION)
                .setTerrainSeed(7)
                .setPoseSendHertz(20)
                .setMaxActionsInFlight(8)
                .setRules(Rules.newBuilder().setMaxSpeedMmPerS(8_000))
                .build();
        message(attempt, ServerMessage.newBuilder().setWelcome(welcome).build());
    }

    private void message(int attempt, ServerMessage message) {
        on(new ClientEvent.Received(attempt, Protocol.RELIABLE_CHANNEL, ReliableCodec.encode(message)));
    }

    private void closed(int attempt) {
        on(new ClientEvent.Closed(attempt));
    }

    private void tickAt(long ms) {
        nowMs = ms;
        on(new ClientEvent.Tick());
    }

    private void on(ClientEvent event) {
        client.on(event, nowMs * MS, effects::add);
    }

    private List<PoseMessage> poses() {
        List<PoseMessage> poses = new ArrayList<>();
        for (ClientEffect effect : effects) {
            if (effect instanceof ClientEffect.Send(int channel, byte[] bytes)
                    && channel == Protocol.LOSSY_CHANNEL
                    && PoseCodec.decode(bytes) instanceof Decoded.Ok<PoseMessage>(PoseMessage pose)) {
                poses.add(pose);
            }
        }
        return poses;
    }

    @Override
    public void onJoining(int attempt) {}

    @Override
    public void onMessage(int attempt, ServerMessage message) {}

    @Override
    public void onSent(Action action) {}

    @Override
    public void onSnapshot(Snapshot snapshot, long echoNanos) {}

    @Override
    public void onUnreadable(String why) {
        unreadable.add(why);
    }

    private final class Wanderer implements Behaviour {
        @Override
        public Wish decide(Situation now) {
            return new Wish(goal, List.of(), Mischief.NONE);
        }

        @Override
        public void onTaken(Action action) {}

        @Override
        public void onResult(ActionResult result) {}
    }
}
