package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Tally;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Items;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.StandingOffer;
import org.vsekai.game.StructureKind;
import org.vsekai.game.WorldGenerator;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AvatarRecord;

/** What is done over a border, in the real loops of a host: Ada is at home in the west, Bob in the east. */
class BorderDealTest implements WorldListener {
    private static final long ADA = 1;
    private static final long BOB = 2;
    private static final RegionId WEST = new RegionId(0, 0);
    private static final RegionId EAST = new RegionId(1, 0);
    private static final long BORDER = Units.REGION_MICROS;
    private static final int SIDE = 3;

    private record Shown(RegionId region, DurableFrame frame) {}

    private final ModelDatabase database = new ModelDatabase();
    private final WorldKeys keys = WorldKeys.of("test");
    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    private final ArrayDeque<StoreEvent> events = new ArrayDeque<>();
    private final List<Shown> frames = new ArrayList<>();
    private final Map<Long, List<EntityState>> chunks = new HashMap<>();
    private WorldShape shape = new WorldShape(1, new RegionGrid(SIDE));
    private @Nullable RegionHost host;
    private long tick = 1;
    private long session = 1;

    @Test
    void givesToSomebodyBeyondTheBorderAndDoesTheRestInOrder() {
        begin(1);
        enter(ADA, BORDER - Units.MICROS_PER_METRE, Units.metres(100), new Items(5, 0));
        enter(BOB, BORDER + Units.MICROS_PER_METRE, Units.metres(100), Items.NONE);
        start();
        act(ADA, 1, new Action.Gift(BOB, new Items(3, 0)));
        act(ADA, 2, new Action.Gift(BOB, new Items(3, 0)));
        act(ADA, 3, new Action.Idle());
        run(20);
        assertThat(results(ADA).stream().map(ActionResult::reason))
                .containsExactly(Reason.OK, Reason.NOT_ENOUGH_ITEMS, Reason.OK);
        assertThat(items(ADA)).isEqualTo(new Items(2, 0));
        assertThat(items(BOB)).isEqualTo(new Items(3, 0));
        assertThat(counters.get(WorldCounter.TRANSACTIONS_BEGUN)).isEqualTo(1);
        assertThat(counters.get(WorldCounter.ACTIONS_WAITED)).isEqualTo(2);
    }

    @Test
    void strikesATreeThatStandsBeyondTheBorder() {
        EntityState tree = treeNearTheBorder();
        enter(ADA, WEST, BORDER + Units.metres(1.9), tree.zMicros(), Items.NONE);
        start();
        act(ADA, 1, new Action.Harvest(idOf(tree)));
        run(20);
        assertThat(results(ADA)).containsExactly(new ActionResult(1, Reason.OK, idOf(tree)));
        assertThat(items(ADA)).isEqualTo(new Items(1, 0));
        assertThat(inChunk(tree).hp()).isEqualTo(Rules.TREE_HP - Rules.STRIKE_HP);
    }

    @Test
    void offersAndTradesOverTheBorder() {
        begin(1);
        enter(ADA, BORDER - Units.MICROS_PER_METRE, Units.metres(100), new Items(5, 0));
        enter(BOB, BORDER + Units.MICROS_PER_METRE, Units.metres(100), new Items(0, 5));
        start();
        act(BOB, 1, new Action.Offer(ADA, new Items(0, 2), new Items(4, 0)));
        run(10);
        assertThat(newest(BOB).offer()).isEqualTo(new StandingOffer(1, ADA, new Items(0, 2), new Items(4, 0)));
        act(ADA, 1, new Action.Accept(BOB, 1));
        run(10);
        assertThat(results(ADA).getLast().reason()).isEqualTo(Reason.OK);
        assertThat(items(ADA)).isEqualTo(new Items(1, 2));
        assertThat(items(BOB)).isEqualTo(new Items(4, 3));
        assertThat(newest(BOB).offer()).isNull();
    }

    @Test
    void buildsBeyondTheBorder() {
        begin(1);
        enter(ADA, BORDER - Units.MICROS_PER_METRE, Units.metres(100), new Items(5, 0));
        start();
        for (int sequence = 1; sequence <= 40 && walls() == 0; sequence++) {
            long x = BORDER + sequence % 4 * Units.MICROS_PER_METRE;
            long z = Units.metres(96 + sequence % 9);
            act(
                    ADA,
                    sequence,
                    new Action.Build(StructureKind.WALL, x, shape.terrain().heightMicros(x, z), z, 90));
            run(10);
        }
        assertThat(walls()).isEqualTo(1);
        assertThat(items(ADA)).isEqualTo(new Items(3, 0));
    }

    @Test
    void givesBackWhatWasHandedOverWhereTheOtherCanNotPayAnyMore() {
        TestWorld world = BrokenPromise.play(database);
        assertThat(world.counters.get(WorldCounter.TRANSACTIONS_BEGUN))
                .as("Ada's offer, and that Bob accepts it")
                .isEqualTo(2);
        assertThat(stored(BrokenPromise.BOB).recentResults())
                .extracting(ActionResult::reason)
                .containsExactly(Reason.OK, Reason.NOT_ENOUGH_ITEMS);
        assertThat(stored(BrokenPromise.CAT).recentResults())
                .extracting(ActionResult::reason)
                .containsExactly(Reason.OK);
        assertThat(itemsOf(BrokenPromise.ADA)).isEqualTo(BrokenPromise.WOOD);
        assertThat(itemsOf(BrokenPromise.BOB)).isEqualTo(BrokenPromise.WOOD);
        assertThat(itemsOf(BrokenPromise.CAT)).isEqualTo(BrokenPromise.STONE);
    }

    private Items itemsOf(long player) {
        return new Items(stored(player).wood(), stored(player).stone());
    }

    /** Bob may not be back when he is asked: then nothing is done. */
    @Test
    void whatWasBegunIsDecidedOnceAfterEverythingHasCrashed() {
        for (int ticks = 1; ticks <= 6; ticks++) {
            BorderDealTest other = new BorderDealTest();
            other.crashesAfter(ticks);
        }
    }

    private void crashesAfter(int ticks) {
        begin(1);
        enter(ADA, BORDER - Units.MICROS_PER_METRE, Units.metres(100), new Items(5, 0));
        enter(BOB, BORDER + Units.MICROS_PER_METRE, Units.metres(100), Items.NONE);
        start();
        act(ADA, 1, new Action.Gift(BOB, new Items(3, 0)));
        run(ticks);
        events.clear();
        start();
        act(ADA, 1, new Action.Gift(BOB, new Items(3, 0)));
        run(40);
        drain();
        Reason reason = stored(ADA).recentResults().getFirst().reason();
        assertThat(reason).as("after %s ticks", ticks).isIn(Reason.OK, Reason.NO_SUCH_PLAYER);
        boolean isDone = reason == Reason.OK;
        assertThat(stored(ADA).wood()).as("after %s ticks", ticks).isEqualTo(isDone ? 2 : 5);
        assertThat(stored(BOB).wood()).as("after %s ticks", ticks).isEqualTo(isDone ? 3 : 0);
        assertThat(stored(ADA).lastAppliedSequence()).isEqualTo(1);
    }

    // ---- the world ----

    private void begin(long seed) {
        shape = new WorldShape(seed, new RegionGrid(SIDE));
        World.open(
                database,
                new WorldOptions("test", OptionalLong.of(seed), new SeededTokens(seed))
                        .withRegionsPerSide(OptionalInt.of(SIDE)));
    }

    /** Of the first seed that has such a tree. */
    private EntityState treeNearTheBorder() {
        for (long seed = 1; seed < 1_000; seed++) {
            for (EntityState thing : WorldGenerator.generate(seed, EAST, 1)) {
                if (thing.kind() == EntityKind.TREE && thing.xMicros() < BORDER + Units.metres(5)) {
                    begin(seed);
                    return thing;
                }
            }
        }
        throw new AssertionError("no tree stands near the border");
    }

    private void enter(long player, long x, long z, Items items) {
        enter(player, RegionId.at(x, z), x, z, items);
    }

    /** Who walks home over the border is there a little behind it. */
    private void enter(long player, RegionId home, long x, long z, Items items) {
        AvatarState avatar = new AvatarState(
                player,
                player,
                "Player " + player,
                x,
                shape.terrain().heightMicros(x, z),
                z,
                Rules.AVATAR_HP,
                items.wood(),
                items.stone(),
                0,
                0,
                List.of());
        database.put(keys.avatar(player), Records.avatar(avatar, home).toByteArray());
    }

    /** A host takes the world, from whoever had it, and everybody comes in. */
    private void start() {
        WorldStore store = new WorldStore(database.immediate(), keys, shape, Runnable::run, () -> 0, events::add);
        host = new RegionHost(new RegionHost.Place(new HostPlan(1), 0), this, store, (index, message) -> {}, counters);
        host().onStart(tick);
        session++;
        host().onInput(new RegionInput.Join(ADA, "Ada", session));
        host().onInput(new RegionInput.Join(BOB, "Bob", session));
        run(60);
        host().onInput(new RegionInput.ShowChunk(ChunkKey.at(BORDER, Units.metres(100))));
        run(1);
    }

    private void act(long player, long sequence, Action action) {
        host().onInput(new RegionInput.Act(player, session, sequence, action));
    }

    private void run(int ticks) {
        for (int i = 0; i < ticks; i++) {
            tick++;
            hear();
            host().onTick(tick, 1_800_000_000_000L + tick * 17);
            hear();
        }
    }

    private void hear() {
        while (!events.isEmpty()) {
            host().onStoreEvent(events.removeFirst());
        }
    }

    private void drain() {
        host().onDrain();
        for (int i = 0; i < 1_000 && !host().isDrained(); i++) {
            run(1);
        }
        assertThat(host().isDrained()).isTrue();
    }

    private RegionHost host() {
        return Objects.requireNonNull(host);
    }

    // ---- what came of it ----

    private List<ActionResult> results(long player) {
        return frames.stream()
                .flatMap(shown -> shown.frame.results().stream())
                .filter(result -> result.playerId() == player)
                .map(DurableFrame.PlayerResult::result)
                .toList();
    }

    /** The player's avatar as a frame showed it last. */
    private AvatarState newest(long player) {
        return frames.stream()
                .flatMap(shown -> shown.frame.avatars().stream())
                .filter(avatar -> avatar.playerId() == player)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private Items items(long player) {
        AvatarState newest = null;
        for (Shown shown : frames) {
            for (AvatarState avatar : shown.frame.avatars()) {
                newest = avatar.playerId() == player ? avatar : newest;
            }
        }
        AvatarState avatar = Objects.requireNonNull(newest);
        return new Items(avatar.wood(), avatar.stone());
    }

    private AvatarState stored(long player) {
        byte[] value = database.all(keys.avatar(player), keys.avatar(player + 1))
                .getFirst()
                .value();
        return Records.avatar(Records.parse(AvatarRecord.parser(), value, "avatar"));
    }

    private long walls() {
        return frames.stream()
                .flatMap(shown -> shown.frame.changes().stream())
                .filter(change -> change.before() == null
                        && change.now() != null
                        && change.now().kind() == EntityKind.STRUCTURE)
                .count();
    }

    /** The id that the world has given to something that its seed makes there. */
    private long idOf(EntityState made) {
        return inChunk(made).id();
    }

    private EntityState inChunk(EntityState made) {
        long chunk = ChunkKey.at(made.xMicros(), made.zMicros());
        host().onInput(new RegionInput.ShowChunk(chunk));
        run(1);
        return Objects.requireNonNull(chunks.get(chunk)).stream()
                .filter(thing -> thing.xMicros() == made.xMicros() && thing.zMicros() == made.zMicros())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void onRegionUp(RegionId region) {}

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        frames.add(new Shown(region, frame));
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {
        chunks.put(chunk, durable);
    }

    @Override
    public void onPoses(long nowTick, PoseView poses) {}

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        throw new AssertionError("a player in step is not refused: " + why);
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {}

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {}

    @Override
    public void onRegionDown(RegionId region, String why) {
        throw new AssertionError(region + " is down: " + why);
    }

    @Override
    public void onStopped(String why) {
        throw new AssertionError(why);
    }
}
