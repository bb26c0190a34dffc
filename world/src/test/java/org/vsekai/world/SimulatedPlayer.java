package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.StructureKind;
import org.vsekai.game.ThingChange;
import org.vsekai.world.v1.AppliedInput;

/** A client as the protocol describes it, which writes down every answer it gets: its log is the oracle. */
final class SimulatedPlayer {
    private static final int MAX_UNACKNOWLEDGED = 20;
    private static final int RESEND_STEPS = 40;

    private final long playerId;
    private final SplitMix64 random;

    /** Actions without an answer, by sequence. */
    private final TreeMap<Long, Action> unacknowledged = new TreeMap<>();

    private final Map<Long, ActionResult> acknowledged = new HashMap<>();
    private long nextSequence = 1;
    private long newestAcknowledged;
    private long sessionId;
    private boolean isIn;
    private boolean actsAnew = true;
    private int stepsSinceSent;
    private long wantedItem;
    private @Nullable Pose at;

    SimulatedPlayer(long playerId, SplitMix64 random) {
        this.playerId = playerId;
        this.random = random;
    }

    long playerId() {
        return playerId;
    }

    long acknowledgedCount() {
        return acknowledged.size();
    }

    void stopActingAnew() {
        actsAnew = false;
    }

    /** Whether every action has its answer. */
    boolean isContent() {
        return unacknowledged.isEmpty();
    }

    void onDisconnected() {
        sessionId = 0;
        isIn = false;
    }

    void play(TestRegion region, LongSupplier newSession) {
        stepsSinceSent++;
        if (sessionId == 0 || (!isIn && stepsSinceSent > RESEND_STEPS)) {
            sessionId = newSession.getAsLong();
            isIn = false;
            stepsSinceSent = 0;
            region.join(playerId, sessionId);
        } else if (isIn && actsAnew && random.chance(0.005)) {
            region.loop.onInput(new RegionInput.Leave(playerId, sessionId));
            onDisconnected();
        } else if (isIn && Scenes.hasTrees(region.loop.realm())) {
            walk(region);
            act(region);
        }
    }

    private void act(TestRegion region) {
        if (actsAnew && unacknowledged.size() < MAX_UNACKNOWLEDGED && random.chance(0.3)) {
            Action action = choose(region);
            unacknowledged.put(nextSequence, action);
            region.act(playerId, sessionId, nextSequence, action);
            nextSequence++;
            stepsSinceSent = 0;
        }
        if ((!unacknowledged.isEmpty() && stepsSinceSent > RESEND_STEPS) || random.chance(0.02)) {
            resend(region);
        }
        if (newestAcknowledged > 0 && random.chance(0.02)) {
            region.act(playerId, sessionId, newestAcknowledged, new Action.Idle());
        }
    }

    private void resend(TestRegion region) {
        unacknowledged.forEach((sequence, action) -> region.act(playerId, sessionId, sequence, action));
        stepsSinceSent = 0;
    }

    private Action choose(TestRegion region) {
        Realm realm = region.loop.realm();
        Avatar avatar = region.avatar(playerId);
        int choice = random.nextInt(10);
        if (choice < 5) {
            return new Action.Harvest(Scenes.nearestTree(realm, avatar.xMicros(), avatar.zMicros())
                    .id());
        }
        if (choice < 7) {
            return new Action.Interact(wantedItem);
        }
        if (choice < 9) {
            long x = avatar.xMicros() + random.between(-5, 6) * Units.MICROS_PER_METRE;
            long z = avatar.zMicros() + random.between(-5, 6) * Units.MICROS_PER_METRE;
            return new Action.Build(StructureKind.WALL, x, realm.terrain().heightMicros(x, z), z, random.nextInt(360));
        }
        return new Action.Idle();
    }

    /** Towards the nearest tree, a step at a time. */
    private void walk(TestRegion region) {
        Avatar avatar = region.avatar(playerId);
        Pose from = Pose.standingAt(avatar.xMicros(), avatar.yMicros(), avatar.zMicros());
        EntityState tree = Scenes.nearestTree(region.loop.realm(), avatar.xMicros(), avatar.zMicros());
        List<Pose> way = Scenes.walk(region.loop.realm(), from, tree, 2 * Units.MICROS_PER_METRE);
        if (!way.isEmpty()) {
            at = random.chance(0.01) ? way.getLast() : way.getFirst();
            region.loop.onInput(new RegionInput.Move(playerId, sessionId, at));
        }
    }

    void onFrame(DurableFrame frame) {
        for (DurableFrame.PlayerResult result : frame.results()) {
            if (result.playerId() == playerId) {
                acknowledge(result.result());
            }
        }
        for (ThingChange change : frame.changes()) {
            EntityState thing = change.now();
            if (thing != null && thing.kind() == EntityKind.ITEM) {
                wantedItem = thing.id();
            }
        }
        for (DurableFrame.Joined joined : frame.joined()) {
            if (joined.playerId() == playerId && joined.sessionId() == sessionId) {
                onWelcome(joined.avatar());
            }
        }
    }

    private void onWelcome(AvatarState avatar) {
        assertThat(avatar.lastAppliedSequence())
                .as("what was acknowledged is not taken back")
                .isGreaterThanOrEqualTo(newestAcknowledged);
        avatar.recentResults().forEach(this::acknowledge);
        assertThat(unacknowledged.headMap(avatar.lastAppliedSequence() + 1))
                .as("every applied action has its answer in the welcome")
                .isEmpty();
        isIn = true;
        stepsSinceSent = RESEND_STEPS;
    }

    void onRepeat(TestRegion.Repeat repeat) {
        if (repeat.result() != null) {
            acknowledge(repeat.result());
        }
    }

    void onRefusals(List<TestRegion.Refusal> refusals) {
        for (TestRegion.Refusal refusal : refusals) {
            if (refusal.playerId() == playerId) {
                stepsSinceSent = RESEND_STEPS;
            }
        }
    }

    private void acknowledge(ActionResult result) {
        ActionResult before = acknowledged.put(result.sequence(), result);
        assertThat(before == null || before.equals(result))
                .as("the answer to an action is final: %s, before %s", result, before)
                .isTrue();
        unacknowledged.remove(result.sequence());
        newestAcknowledged = Math.max(newestAcknowledged, result.sequence());
    }

    void audit(Map<String, AppliedInput> applied, TestRegion last) {
        assertThat(unacknowledged).as("every action was answered").isEmpty();
        assertThat(acknowledged).hasSize((int) nextSequence - 1);
        for (ActionResult result : acknowledged.values()) {
            AppliedInput stored = Objects.requireNonNull(
                    applied.get(playerId + ":" + result.sequence()), "an acknowledged action is stored");
            assertThat(Records.result(stored.getResult())).isEqualTo(result);
        }
        assertThat(last.avatar(playerId).lastAppliedSequence()).isEqualTo(nextSequence - 1);
    }
}
