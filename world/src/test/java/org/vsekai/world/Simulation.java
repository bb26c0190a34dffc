package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.EntityKind;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.sim.EntityTable;
import org.vsekai.world.ModelDatabase.Fate;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;

/** One seeded run: players, servers, faults and the audit at the end. */
final class Simulation {
    static final long WORLD_SEED = 3;
    private static final int PLAYERS = 3;
    private static final int STEPS = 1_000;
    private static final int ZOMBIE_STEPS = 60;
    private static final int HEALING_STEPS = 3_000;

    private final SplitMix64 random;
    private final ModelDatabase database = new ModelDatabase();
    private final List<SimulatedPlayer> players = new ArrayList<>();

    /** Everything that any server has shown, by frame number. */
    private final Map<Long, DurableFrame> shown = new TreeMap<>();

    /** How likely each kind of trouble is in this run. */
    private final double crashChance;

    private final double stealChance;

    /** Whether everything is in memory all the time, or chunks come and go. */
    private final boolean isInMemory;

    private final double troubleChance;
    private final double settleChance;

    private TestRegion region;
    private @Nullable TestRegion zombie;
    private int zombieSteps;
    private int shownOfRegion;
    private int repeatsSeen;
    private long sessions = 1;
    private int crashes;
    private long unknownResults;

    Simulation(SplitMix64 random, boolean isBroken) {
        this.random = random;
        if (isBroken) {
            database.breakConflictChecks();
        }
        crashChance = random.chance(0.8) ? 0.01 * random.nextDouble() : 0;
        stealChance = random.chance(0.6) ? 0.01 * random.nextDouble() : 0;
        troubleChance = random.chance(0.9) ? 0.5 * random.nextDouble() : 0;
        settleChance = 0.05 + 0.9 * random.nextDouble();
        isInMemory = random.chance(0.5);
        region = new TestRegion(database, WORLD_SEED, isInMemory);
        for (long player = 1; player <= PLAYERS; player++) {
            players.add(new SimulatedPlayer(player, random));
        }
    }

    ModelDatabase database() {
        return database;
    }

    WorldKeys keys() {
        return region.keys;
    }

    int crashes() {
        return crashes;
    }

    long unknownResults() {
        return unknownResults;
    }

    long acknowledged() {
        return players.stream().mapToLong(SimulatedPlayer::acknowledgedCount).sum();
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            players.forEach(player -> player.play(region, this::newSession));
            region.onTick();
            settleSome();
            haunt();
            listen();
            trouble();
        }
        heal();
    }

    private long newSession() {
        return sessions++;
    }

    private void settleSome() {
        database.failReads(random.chance(troubleChance / 4));
        region.tellOutcomes();
        while (database.hasPending() && random.chance(settleChance)) {
            database.settle(random.chance(troubleChance) ? anyTrouble() : Fate.APPLIED);
            region.tellOutcomes();
        }
        if (database.hasLate() && random.chance(0.2)) {
            database.applyLate(random.nextInt(database.lateCount()));
        }
        database.failReads(false);
    }

    private Fate anyTrouble() {
        Fate[] fates = Fate.values();
        Fate fate = fates[1 + random.nextInt(fates.length - 1)];
        if (fate != Fate.CONFLICT) {
            unknownResults++;
        }
        return fate;
    }

    /** Hands on what the region has said since the last time, and holds each frame to what was said before. */
    private void listen() {
        for (; shownOfRegion < region.frames.size(); shownOfRegion++) {
            DurableFrame frame = region.frames.get(shownOfRegion);
            DurableFrame before = shown.put(frame.number(), frame);
            assertThat(before).as("frame %d is shown once", frame.number()).isNull();
            players.forEach(player -> player.onFrame(frame));
        }
        for (; repeatsSeen < region.repeats.size(); repeatsSeen++) {
            TestRegion.Repeat repeat = region.repeats.get(repeatsSeen);
            players.get((int) repeat.playerId() - 1).onRepeat(repeat);
        }
        players.forEach(player -> player.onRefusals(region.refusals));
        region.refusals.clear();
    }

    private void trouble() {
        if (region.stopped != null || random.chance(crashChance)) {
            database.orphanPending();
            restart();
        } else if (random.chance(stealChance)) {
            // The old owner doesn't know, and goes on with what it has under way.
            players.forEach(player -> player.play(region, this::newSession));
            zombie = region;
            zombieSteps = ZOMBIE_STEPS;
            region = new TestRegion(database, WORLD_SEED, isInMemory);
            afterRestart();
        }
    }

    /** An owner whose region was taken ticks on, and may show only what was stored before that. */
    private void haunt() {
        TestRegion old = zombie;
        if (old == null) {
            return;
        }
        if (--zombieSteps == 0) {
            zombie = null;
        }
        if (random.chance(0.8)) {
            // Paused: it hears of its commits only after the new owner has made some.
            return;
        }
        old.tellOutcomes();
        old.onTick();
        long stored = region.recovered.frame();
        assertThat(old.frames)
                .as("a fenced owner shows nothing that came after it")
                .allMatch(frame -> frame.number() <= stored);
    }

    private void restart() {
        zombie = null;
        region = new TestRegion(database, WORLD_SEED, isInMemory);
        afterRestart();
    }

    private void afterRestart() {
        crashes++;
        shownOfRegion = 0;
        repeatsSeen = 0;
        long newestShown = shown.isEmpty() ? 0 : ((TreeMap<Long, DurableFrame>) shown).lastKey();
        assertThat(region.recovered.frame()).as("what was shown is stored").isGreaterThanOrEqualTo(newestShown);
        players.forEach(SimulatedPlayer::onDisconnected);
    }

    /** No more trouble: every player gets every answer. */
    private void heal() {
        zombie = null;
        players.forEach(SimulatedPlayer::stopActingAnew);
        for (int step = 0; step < HEALING_STEPS && !players.stream().allMatch(SimulatedPlayer::isContent); step++) {
            while (database.hasLate()) {
                database.applyLate(0);
            }
            if (region.stopped != null) {
                restart();
            }
            players.forEach(player -> player.play(region, this::newSession));
            region.tick();
            listen();
        }
        region.loop.onDrain();
        region.ticks(3);
        listen();
        assertThat(region.loop.isDrained())
                .as("drains; stopped: " + region.stopped)
                .isTrue();
    }

    /** Compares what the players were told, the frames, and the state that recovery finds. */
    void audit() {
        TestRegion last = new TestRegion(database, WORLD_SEED);
        assertThat(last.contentHash()).isEqualTo(region.contentHash());
        List<FrameRecord> history = history();
        Map<Long, Long> cursors = new HashMap<>();
        Map<String, AppliedInput> applied = new HashMap<>();
        replay(history);
        long previous = 0;
        for (FrameRecord frame : history) {
            assertThat(frame.getNumber()).as("frames are dense").isEqualTo(++previous);
            for (AppliedInput input : frame.getInputsList()) {
                long sequence = input.getResult().getSequence();
                long cursor = cursors.merge(input.getPlayerId(), 1L, Long::sum);
                assertThat(sequence).as("each action once, in order").isEqualTo(cursor);
                applied.put(input.getPlayerId() + ":" + sequence, input);
            }
        }
        shown.forEach((number, frame) ->
                assertThat(history.get((int) (number - 1)).getTick()).isEqualTo(frame.tick()));
        players.forEach(player -> player.audit(applied, last));
        assertThat(woodHeld(last)).as("items are conserved").isEqualTo(woodBalance(history));
    }

    long itemsMade() {
        return history().stream()
                .flatMap(frame -> frame.getInputsList().stream())
                .filter(input -> input.hasHarvest() && input.getResult().getReason() == Reason.OK.code())
                .count();
    }

    private List<FrameRecord> history() {
        return Replays.frames(database, region.keys);
    }

    /** The rules, asked again, decide as they did, whatever crashed in between. */
    private void replay(List<FrameRecord> history) {
        RegionReplay.Replayed replayed = Replays.replay(Replays.end(database, region.keys), history, WORLD_SEED);
        assertThat(replayed.differences()).isEmpty();
        assertThat(replayed.hash()).isEqualTo(replayed.storedHash());
    }

    /** Wood that should be there: struck from trees, dropped by falling ones, less what went into walls. */
    private static long woodBalance(List<FrameRecord> history) {
        long balance = 0;
        for (FrameRecord frame : history) {
            for (AppliedInput input : frame.getInputsList()) {
                if (input.getResult().getReason() == Reason.OK.code()) {
                    balance += input.hasHarvest() ? Rules.WOOD_PER_STRIKE : 0;
                    balance -= input.hasBuild() ? Rules.WALL_WOOD_COST : 0;
                }
            }
            for (EntityChange change : frame.getChangesList()) {
                EntityRecord after = change.getAfter();
                boolean isDrop = !change.hasBefore() && isWood(after.getKind(), after.getVariant());
                balance += isDrop ? after.getCount() : 0;
            }
        }
        return balance;
    }

    private long woodHeld(TestRegion region) {
        long held = 0;
        for (SimulatedPlayer player : players) {
            held += region.avatar(player.playerId()).count(ItemKind.WOOD);
        }
        EntityTable things = region.loop.realm().things();
        long[] lying = {0};
        things.forEach(row -> lying[0] += isWood(things.kind(row), things.variant(row)) ? things.count(row) : 0);
        return held + lying[0];
    }

    private static boolean isWood(int kind, int variant) {
        return kind == EntityKind.ITEM.code() && variant == ItemKind.WOOD.code();
    }
}
