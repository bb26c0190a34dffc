package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Items;
import org.vsekai.game.Reason;
import org.vsekai.game.StandingOffer;
import org.vsekai.game.StructureKind;
import org.vsekai.game.Terrain;

/**
 * A client that walks to and fro over the corner where four regions meet, acts now and then, and sends again what it has no
 * answer to.
 */
final class BorderWalker {
    static final int MUCH_WOOD = 60;

    /** Not enough to keep all promises: whoever has so much trades, and builds nothing. */
    static final int FEW_WOOD = 3;

    private static final long CORNER = Units.REGION_MICROS;
    private static final long ROAM_MICROS = 14 * Units.MICROS_PER_METRE;
    private static final long STEP_MICROS = 120_000;
    private static final int MAX_UNACKNOWLEDGED = 6;
    private static final int RESEND_TICKS = 40;
    private static final int REJOIN_TICKS = 240;

    private final long playerId;
    private final int firstWood;
    private final SplitMix64 random;
    private final Terrain terrain;
    private final TreeMap<Long, Action> unacknowledged = new TreeMap<>();
    private final Map<Long, ActionResult> acknowledged = new HashMap<>();
    private final Map<Long, Action> sent = new HashMap<>();
    private Action.@Nullable Accept offered;
    private long x;
    private long z;
    private long goalX;
    private long goalZ;
    private long sessionId;
    private boolean isIn;
    private boolean actsAnew = true;
    private int silentTicks;
    private int unseenTicks;
    private int longestUnseen;
    private long nextSequence = 1;

    BorderWalker(long playerId, int firstWood, SplitMix64 random, Terrain terrain) {
        this.playerId = playerId;
        this.firstWood = firstWood;
        this.random = random;
        this.terrain = terrain;
        x = CORNER - 6 * Units.MICROS_PER_METRE + random.between(-2_000_000, 2_000_000);
        z = CORNER - 6 * Units.MICROS_PER_METRE + random.between(-2_000_000, 2_000_000);
        goalX = x;
        goalZ = z;
    }

    AvatarState firstAvatar() {
        return new AvatarState(
                playerId,
                1_000 + playerId,
                "Player " + playerId,
                x,
                terrain.heightMicros(x, z),
                z,
                100,
                firstWood,
                0,
                0,
                0,
                List.of());
    }

    long playerId() {
        return playerId;
    }

    long firstWood() {
        return firstWood;
    }

    /** The longest time for which others did not see the player while it was in, in ticks. */
    int longestUnseen() {
        return longestUnseen;
    }

    void stopActingAnew() {
        actsAnew = false;
    }

    boolean isContent() {
        return unacknowledged.isEmpty() && isIn;
    }

    void onDisconnected() {
        sessionId = 0;
        isIn = false;
        unseenTicks = 0;
    }

    /** Whatever was up may be down: nobody can be seen for a while. */
    void expectsAPause() {
        unseenTicks = 0;
    }

    void play(TestWorld world, Sequence sessions) {
        silentTicks++;
        if (sessionId == 0 || (!isIn && silentTicks > REJOIN_TICKS)) {
            sessionId = sessions.next();
            isIn = false;
            silentTicks = 0;
            world.offer(new RegionInput.Join(playerId, "Player " + playerId, sessionId));
        } else if (isIn && actsAnew && random.chance(0.002)) {
            world.offer(new RegionInput.Leave(playerId, sessionId));
            onDisconnected();
        } else if (isIn) {
            walk(world);
            act(world);
        }
    }

    /** Numbers that only grow. */
    static final class Sequence {
        private long last;

        long next() {
            return ++last;
        }
    }

    private void walk(TestWorld world) {
        long[] back = world.putBack.remove(playerId);
        if (back != null) {
            x = back[0];
            z = back[2];
        }
        if (Math.hypot((double) (goalX - x), (double) (goalZ - z)) < 2 * STEP_MICROS) {
            goalX = CORNER + random.between(-ROAM_MICROS, ROAM_MICROS);
            goalZ = CORNER + random.between(-ROAM_MICROS, ROAM_MICROS);
        }
        double length = Math.hypot((double) (goalX - x), (double) (goalZ - z));
        x += Math.round((goalX - x) * STEP_MICROS / length);
        z += Math.round((goalZ - z) * STEP_MICROS / length);
        world.offer(new RegionInput.Move(playerId, sessionId, Pose.standingAt(x, terrain.heightMicros(x, z), z)));
    }

    private void act(TestWorld world) {
        if (actsAnew && unacknowledged.size() < MAX_UNACKNOWLEDGED && random.chance(0.05)) {
            Action action = choose();
            unacknowledged.put(nextSequence, action);
            sent.put(nextSequence, action);
            world.offer(new RegionInput.Act(playerId, sessionId, nextSequence, action));
            nextSequence++;
            silentTicks = 0;
        } else if (!unacknowledged.isEmpty() && silentTicks > RESEND_TICKS) {
            unacknowledged.forEach(
                    (sequence, action) -> world.offer(new RegionInput.Act(playerId, sessionId, sequence, action)));
            silentTicks = 0;
        }
    }

    private Action choose() {
        if (random.chance(0.3)) {
            return new Action.Idle();
        }
        if (firstWood <= FEW_WOOD || random.chance(0.6)) {
            return deal();
        }
        long wallX = x + random.between(-5, 6) * Units.MICROS_PER_METRE;
        long wallZ = z + random.between(-5, 6) * Units.MICROS_PER_METRE;
        return new Action.Build(
                StructureKind.WALL, wallX, terrain.heightMicros(wallX, wallZ), wallZ, random.nextInt(360));
    }

    /** With somebody who is mostly near, and sometimes beyond a border. */
    private Action deal() {
        Action.Accept offer = offered;
        if (offer != null && random.chance(0.7)) {
            offered = null;
            return offer;
        }
        long other = 1 + (playerId + random.nextInt(BorderSimulation.PLAYERS - 1)) % BorderSimulation.PLAYERS;
        return random.chance(firstWood <= FEW_WOOD ? 0.2 : 0.5)
                ? new Action.Gift(other, wood(3))
                : new Action.Offer(other, wood(2), wood(2));
    }

    private Items wood(int most) {
        return new Items(1 + random.nextInt(most), 0);
    }

    /** At the end of a tick. */
    void look(TestWorld world) {
        if (!isIn) {
            return;
        }
        Pose pose = world.seen.get(playerId);
        unseenTicks = pose == null ? unseenTicks + 1 : 0;
        longestUnseen = Math.max(longestUnseen, unseenTicks);
        if (pose != null && !world.putBack.containsKey(playerId)) {
            double apart = Math.hypot((double) (pose.rootXMicros() - x), (double) (pose.rootZMicros() - z));
            assertThat(apart)
                    .as("others see the player where it is, or it is told")
                    .isLessThan(3_000_000);
        }
    }

    void onFrame(DurableFrame frame) {
        for (DurableFrame.PlayerResult result : frame.results()) {
            if (result.playerId() == playerId) {
                acknowledge(result.result());
            }
        }
        for (AvatarState avatar : frame.avatars()) {
            StandingOffer offer = avatar.offer();
            if (offer != null && offer.toPlayerId() == playerId) {
                offered = new Action.Accept(avatar.playerId(), offer.sequence());
            }
        }
        for (DurableFrame.Joined joined : frame.joined()) {
            if (joined.playerId() == playerId && joined.sessionId() == sessionId) {
                onWelcome(joined.avatar());
            }
        }
    }

    private void onWelcome(AvatarState avatar) {
        avatar.recentResults().forEach(this::acknowledge);
        assertThat(acknowledged.keySet())
                .as("what was acknowledged is not taken back")
                .allMatch(sequence -> sequence <= avatar.lastAppliedSequence());
        if (!isIn) {
            x = avatar.xMicros();
            z = avatar.zMicros();
        }
        isIn = true;
        unseenTicks = 0;
        silentTicks = RESEND_TICKS;
    }

    void onRepeat(TestWorld.Repeat repeat) {
        if (repeat.result() != null) {
            acknowledge(repeat.result());
        }
    }

    private void acknowledge(ActionResult result) {
        ActionResult before = acknowledged.put(result.sequence(), result);
        assertThat(before == null || before.equals(result))
                .as("the answer to an action is final: %s, before %s", result, before)
                .isTrue();
        unacknowledged.remove(result.sequence());
    }

    Map<Long, ActionResult> acknowledged() {
        return acknowledged;
    }

    long sent() {
        return nextSequence - 1;
    }

    /** Actions of a kind that were done. */
    long done(Class<? extends Action> kind) {
        return acknowledged.values().stream()
                .filter(result -> result.reason() == Reason.OK && kind.isInstance(sent.get(result.sequence())))
                .count();
    }
}
