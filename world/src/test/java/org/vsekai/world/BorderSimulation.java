package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.Action;
import org.vsekai.game.EntityKind;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Rules;
import org.vsekai.game.SetAside;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.ModelDatabase.Fate;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;

/** One seeded run over borders: players, hosts, faults of the store, thefts of regions, crashes, and the audit at the end. */
final class BorderSimulation {
    private static final long WORLD_SEED = 3;
    static final int PLAYERS = 3;
    private static final int STEPS = 1_500;
    private static final int HEALING_STEPS = 6_000;

    /** Longer than anybody waits for the answer of another region. */
    private static final int LEAP_TICKS = 200;

    private static final int STALL_STEPS = 220;

    private final SplitMix64 random;
    private final ModelDatabase database;
    private final List<BorderWalker> players = new ArrayList<>();
    private final BorderWalker.Sequence sessions = new BorderWalker.Sequence();
    private final int hostCount;
    private final double crashChance;
    private final double stealChance;
    private final double troubleChance;
    private final double settleChance;
    private final double leapChance;
    private final double stallChance;
    private TestWorld world;
    private int framesHeard;
    private int repeatsHeard;
    private int downsSeen;
    private int crashes;
    private int stalledSteps;
    private long crossings;

    /** @param isCalm nothing goes wrong, apart from a store that takes its time */
    BorderSimulation(SplitMix64 random, int hostCount, boolean isCalm) {
        this(random, hostCount, isCalm, new ModelDatabase());
    }

    BorderSimulation(SplitMix64 random, int hostCount, boolean isCalm, ModelDatabase database) {
        this.random = random;
        this.database = database;
        this.hostCount = hostCount;
        crashChance = isCalm || random.chance(0.4) ? 0 : 0.003 * random.nextDouble();
        stealChance = isCalm || random.chance(0.4) ? 0 : 0.006 * random.nextDouble();
        troubleChance = isCalm || random.chance(0.2) ? 0 : 0.3 * random.nextDouble();
        settleChance = 0.3 + 0.65 * random.nextDouble();
        leapChance = isCalm || random.chance(0.5) ? 0 : 0.004;
        stallChance = isCalm || random.chance(0.5) ? 0 : 0.003;
        int firstWood = random.chance(0.5) ? BorderWalker.FEW_WOOD : BorderWalker.MUCH_WOOD;
        Terrain terrain = new Terrain(WORLD_SEED);
        for (long player = 1; player <= PLAYERS; player++) {
            BorderWalker walker = new BorderWalker(player, firstWood, random, terrain);
            TestWorld.store(database, walker.firstAvatar());
            players.add(walker);
        }
        world = new TestWorld(database, WORLD_SEED, hostCount);
    }

    int crashes() {
        return crashes;
    }

    long crossings() {
        return crossings;
    }

    int longestUnseen() {
        return players.stream().mapToInt(BorderWalker::longestUnseen).max().orElse(0);
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            players.forEach(player -> player.play(world, sessions));
            world.onTick(leap());
            listen();
            players.forEach(player -> player.look(world));
            settleSome();
            listen();
            trouble();
        }
        heal();
    }

    private int leap() {
        if (random.chance(leapChance)) {
            return LEAP_TICKS;
        }
        return random.chance(0.01) ? 1 + random.nextInt(3) : 1;
    }

    private void settleSome() {
        world.hearAll();
        if (stalledSteps > 0) {
            stalledSteps--;
            return;
        }
        if (random.chance(stallChance)) {
            stalledSteps = STALL_STEPS;
        }
        while (database.hasPending() && random.chance(settleChance)) {
            database.settle(random.chance(troubleChance) ? anyTrouble() : Fate.APPLIED);
            world.hearAll();
        }
        if (database.hasLate() && random.chance(0.2)) {
            database.applyLate(random.nextInt(database.lateCount()));
        }
    }

    private Fate anyTrouble() {
        Fate[] fates = Fate.values();
        return fates[1 + random.nextInt(fates.length - 1)];
    }

    private void trouble() {
        if (random.chance(crashChance)) {
            database.orphanPending();
            restart();
        } else if (random.chance(stealChance)) {
            List<RegionId> regions = TestWorld.regions();
            world.steal(regions.get(random.nextInt(regions.size())));
        }
    }

    private void restart() {
        crashes++;
        crossings += world.counters.get(WorldCounter.CROSSINGS_IN);
        world = new TestWorld(database, WORLD_SEED, hostCount);
        framesHeard = 0;
        repeatsHeard = 0;
        downsSeen = 0;
        players.forEach(BorderWalker::onDisconnected);
    }

    private void listen() {
        for (; framesHeard < world.frames.size(); framesHeard++) {
            DurableFrame frame = world.frames.get(framesHeard).frame();
            players.forEach(player -> player.onFrame(frame));
        }
        for (; repeatsHeard < world.repeats.size(); repeatsHeard++) {
            TestWorld.Repeat repeat = world.repeats.get(repeatsHeard);
            players.get((int) repeat.playerId() - 1).onRepeat(repeat);
        }
        if (world.downs.size() > downsSeen || troubleIsNear()) {
            downsSeen = world.downs.size();
            players.forEach(BorderWalker::expectsAPause);
        }
    }

    /** Whether a region is not up that somebody may be in. */
    private boolean troubleIsNear() {
        return TestWorld.regions().stream()
                .anyMatch(region -> region.x() >= 0 && region.z() >= 0 && world.loop(region) == null);
    }

    private void heal() {
        players.forEach(BorderWalker::stopActingAnew);
        for (int step = 0; step < HEALING_STEPS && !players.stream().allMatch(BorderWalker::isContent); step++) {
            while (database.hasLate()) {
                database.applyLate(0);
            }
            players.forEach(player -> player.play(world, sessions));
            world.calmTick();
            listen();
        }
        assertThat(players).as("everybody is in, and has every answer").allMatch(BorderWalker::isContent);
        world.drain();
        listen();
        crossings += world.counters.get(WorldCounter.CROSSINGS_IN);
        checkpointAll();
    }

    /** Takes every region once more: one that was stolen unnoticed has written no last checkpoint. */
    private void checkpointAll() {
        world = new TestWorld(database, WORLD_SEED, hostCount);
        for (RegionId region : TestWorld.regions()) {
            world.offer(new RegionInput.ShowChunk(ChunkKey.at(region.minXMicros(), region.minZMicros())));
        }
        world.calmTicks(3);
        world.drain();
    }

    /** Holds what the players were told against all frames, and those against each other. */
    void audit() {
        Map<String, AppliedInput> applied = new HashMap<>();
        Set<ParcelId> sent = new HashSet<>();
        Set<ParcelId> taken = new HashSet<>();
        long walls = 0;
        for (RegionId region : TestWorld.regions()) {
            long previous = 0;
            for (FrameRecord frame : history(region)) {
                assertThat(frame.getNumber())
                        .as("the frames of %s are dense", region)
                        .isEqualTo(++previous);
                for (AppliedInput input : frame.getInputsList()) {
                    String key = input.getPlayerId() + ":" + input.getResult().getSequence();
                    assertThat(applied.put(key, input))
                            .as("action %s is applied once", key)
                            .isNull();
                }
                for (EntityChange change : frame.getChangesList()) {
                    boolean isWall = change.getAfter().getKind() == EntityKind.STRUCTURE.code();
                    walls += isWall && !change.hasBefore() ? 1 : 0;
                }
                frame.getSentList().forEach(parcel -> sent.add(parcel.getId()));
                frame.getTakenList()
                        .forEach(id -> assertThat(taken.add(id))
                                .as("a parcel is taken once")
                                .isTrue());
            }
        }
        TestWorld.regions().forEach(this::replay);
        Set<ParcelId> waiting = inboxes();
        assertThat(waiting).as("what waits was not taken").doesNotContainAnyElementsOf(taken);
        taken.addAll(waiting);
        assertThat(taken).as("what was sent was taken, or waits").isEqualTo(sent);
        players.forEach(player -> audit(player, applied));
        auditItems(walls);
    }

    /** The rules, asked again about every frame, decide as they did; wherever one begins. */
    private void replay(RegionId region) {
        List<FrameRecord> frames = history(region);
        RegionImage end = Replays.end(database, world.keys.in(region));
        for (int from = 0; from < frames.size(); from += 1 + frames.size() / 5) {
            RegionReplay.Replayed replayed =
                    Replays.replay(end, frames.subList(from, frames.size()), region, world.shape);
            String what = "region " + region + " from frame " + (from + 1);
            assertThat(replayed.differences()).as(what).isEmpty();
            assertThat(replayed.hash()).as(what).isEqualTo(replayed.storedHash());
        }
    }

    private void audit(BorderWalker player, Map<String, AppliedInput> applied) {
        assertThat(player.acknowledged()).as("every action has its answer").hasSize((int) player.sent());
        player.acknowledged().forEach((sequence, result) -> {
            String name = player.playerId() + ":" + sequence;
            assertThat(applied).as("an acknowledged action is stored").containsKey(name);
            AppliedInput stored = Objects.requireNonNull(applied.get(name));
            assertThat(Records.result(stored.getResult())).isEqualTo(result);
        });
        AvatarRecord avatar = world.storedAvatar(player.playerId());
        assertThat(avatar.getLastAppliedSequence()).isEqualTo(player.sent());
    }

    private void auditItems(long walls) {
        long held = 0;
        long built = 0;
        for (BorderWalker player : players) {
            held += Records.avatar(world.storedAvatar(player.playerId())).count(ItemKind.WOOD);
            built += player.done(Action.Build.class);
        }
        for (Parcel parcel : waiting()) {
            held += DealRecords.items(parcel.getVote().getAnswer().getHandsOverList())
                    .wood();
            held += DealRecords.items(parcel.getDecision().getItemsList()).wood();
        }
        long begun = walls + wallsUnderWay();
        assertThat(begun).as("each wall was built by an action").isEqualTo(built);
        assertThat(held + begun * Rules.WALL_WOOD_COST)
                .as("items are conserved")
                .isEqualTo(players.stream().mapToLong(BorderWalker::firstWood).sum());
    }

    /** What was done between players of two regions, or of one. */
    long deals() {
        return players.stream()
                .mapToLong(player -> player.done(Action.Gift.class) + player.done(Action.Accept.class))
                .sum();
    }

    /** What several regions have agreed on. */
    long transactions() {
        return TestWorld.regions().stream()
                .flatMap(region -> history(region).stream())
                .filter(frame -> frame.getReceiptsCount() > 0 && frame.getDecidedTransactionsCount() > 0)
                .flatMap(frame -> frame.getReceiptsList().stream())
                .filter(receipt -> receipt.getReason() == 0)
                .count();
    }

    private Set<ParcelId> inboxes() {
        return waiting().stream().map(Parcel::getId).collect(Collectors.toSet());
    }

    private List<Parcel> waiting() {
        return Replays.waiting(database, world.keys);
    }

    /** Walls that are decided, with the region they will stand in not told yet. */
    private long wallsUnderWay() {
        return waiting().stream()
                .filter(parcel -> parcel.getDecision().getDone() && receiverBuilds(parcel))
                .count();
    }

    private boolean receiverBuilds(Parcel parcel) {
        RegionId receiver = Records.region(parcel.getReceiver());
        return Replays.end(database, world.keys.in(receiver)).deals().parts().stream()
                .filter(part ->
                        part.id().equals(DealRecords.id(parcel.getDecision().getId())))
                .flatMap(part -> part.asides().stream())
                .anyMatch(SetAside.Site.class::isInstance);
    }

    private List<FrameRecord> history(RegionId region) {
        return Replays.frames(database, world.keys.in(region));
    }
}
