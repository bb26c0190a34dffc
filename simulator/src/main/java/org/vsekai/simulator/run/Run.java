package org.vsekai.simulator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vsekai.archive.verify.WorldVerification;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.core.Units;
import org.vsekai.game.Bounds;
import org.vsekai.game.Rules;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.simulator.client.Player;
import org.vsekai.simulator.net.ModelNetwork;
import org.vsekai.simulator.net.Network;
import org.vsekai.simulator.net.RtcNetwork;
import org.vsekai.simulator.oracle.MessageAudit;
import org.vsekai.simulator.oracle.Reached;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.simulator.oracle.WorldAudit;
import org.vsekai.simulator.server.Hands;
import org.vsekai.simulator.server.Upkeep;
import org.vsekai.simulator.store.CommittedTransaction;
import org.vsekai.simulator.store.SimulatedStore;
import org.vsekai.simulator.store.StoreNature;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.RunLog;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.storage.Database;
import org.vsekai.wire.v1.Entity;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.RegionReplay;
import org.vsekai.world.SteppedWorld;
import org.vsekai.world.v1.EntityRecord;

/** One run: players, servers one after the other, a store; trouble, healing, an orderly stop, one more server, the audit. */
public final class Run {
    private static final long SLICE_NANOS = VirtualTime.NANOS_PER_SECOND / 10;

    /** After everything has healed, each accepted action has its answer within this time. */
    private static final long ANSWER_NANOS = 5 * VirtualTime.NANOS_PER_SECOND;

    private static final long UPKEEP_NANOS = 10 * VirtualTime.NANOS_PER_SECOND;
    private static final long SETTLE_NANOS = VirtualTime.NANOS_PER_SECOND;
    private static final long DRAIN_NANOS = 10 * VirtualTime.NANOS_PER_SECOND;

    /** The last server finds what was felled grown again. */
    private static final long REGROWTH_MINUTES = Rules.REGROWTH_TICKS / (60 * Rules.TICK_HERTZ) + 1;

    /** One seed in so many has its world verified, as by {@code world verify}: it takes as long as some virtual seconds. */
    private static final int VERIFIED = 4;

    /** Some dozens of chunks: what is around one player. */
    private static final long SHORT_OF_MEMORY_BYTES = 100_000;

    /** What may wait for a host whose queue is short. */
    private static final int FEW_POSTS = 2;

    private final Plan plan;
    private final VirtualTime time;
    private final Tally<Fault> fired = new Tally<>(Fault.class);
    private final Swarm swarm;
    private final Verdict verdict;
    private final WorldAudit audit;
    private final long worldSeed;
    private final SteppedWorld.Shape shape;
    private final Network network;
    private final Estate estate;
    private final List<Player> players = new ArrayList<>();

    private final Upkeep upkeep;
    private long upkeepNanos = UPKEEP_NANOS;

    /** Since when nothing goes wrong with the server at hand. */
    private long wellNanos;

    public Run(Plan plan, Hands hands, boolean skipsSync, boolean keepsLines) {
        this.plan = plan;
        SplitMix64 seeds = new SplitMix64(plan.seed());
        time = new VirtualTime(new RunLog(keepsLines));
        swarm = new Swarm(seeds.nextLong(), plan.withheld(), fired);
        verdict = new Verdict(time);
        StoreNature nature = StoreNature.of(new SplitMix64(seeds.nextLong()));
        worldSeed = seeds.between(1, 1_000);
        int regionsPerSide = seeds.nextInt(4) == 0 ? 1 : 3;
        network = switch (plan.network()) {
            case MODEL -> new ModelNetwork(time);
            case RTC -> new RtcNetwork(time, new SplitMix64(SplitMix64.mix(plan.seed())), verdict);
        };
        shape = shape(plan.seed(), regionsPerSide);
        audit = new WorldAudit(verdict, PlayedWorld.NAME, shape::emptyRealm);
        estate = new Estate(time, swarm, new SplitMix64(seeds.nextLong()), shape, network, audit, verdict, hands);
        Consumer<CommittedTransaction> durable = transaction -> {
            hands.onDurable(transaction);
            audit.onDurable(transaction);
        };
        SimulatedStore store = new SimulatedStore(
                time, swarm, new SplitMix64(seeds.nextLong()), nature, durable, estate::onCommitSent);
        if (skipsSync) {
            store.skipSync();
        }
        estate.storeIn(store);
        upkeep = new Upkeep(hands.upkeep(estate.openAtOnce()), time, verdict, new SplitMix64(~plan.seed()));
        MessageAudit messages = new MessageAudit(audit, verdict);
        Terrain terrain = new Terrain(worldSeed);
        Bounds spawn = new Bounds(0, 0, Units.REGION_MICROS, Units.REGION_MICROS);
        List<String> tokens = plan.areSettled() && regionsPerSide > 1 ? estate.settle(plan.players()) : List.of();
        for (int number = 1; number <= Plan.PLAYERS; number++) {
            SplitMix64 random = new SplitMix64(seeds.nextLong());
            if (number <= plan.players()) {
                String token = tokens.isEmpty() ? null : tokens.get(number - 1);
                players.add(new Player(number, time, swarm, random, estate, messages, verdict, terrain, spawn, token));
            }
        }
        time.log()
                .tell(
                        time.nowNanos(),
                        "seed " + plan.seed() + ": " + plan.network() + ", " + nature + ", " + swarm.kinds());
    }

    /** In every other seed memory is short, and chunks that nobody is near to don't stay. */
    private SteppedWorld.Shape shape(long seed, int regionsPerSide) {
        SteppedWorld.Shape shape = new SteppedWorld.Shape(worldSeed, regionsPerSide, 0);
        if (swarm.has(Fault.HOST_POST_WAITS) || swarm.has(Fault.HOST_POSE_DROPPED)) {
            shape = shape.withPostCapacity(FEW_POSTS);
        }
        return new SplitMix64(seed).nextInt(2) == 0 ? shape.withChunkBytes(SHORT_OF_MEMORY_BYTES) : shape;
    }

    public RunResult run() {
        try (network) {
            live();
        }
        return result();
    }

    /** As {@link #run}, but that a throwable is one more violation. */
    @SuppressWarnings("CatchingUnchecked") // Whatever goes wrong is a finding.
    public RunResult runToAnyEnd() {
        try {
            return run();
        } catch (RuntimeException | Error fault) {
            verdict.violate(RunResult.text(fault));
            return result();
        }
    }

    private RunResult result() {
        estate.countFullQueues();
        return new RunResult(
                plan,
                verdict.violations(),
                time.log().hash(),
                time.nowNanos(),
                network.elsewhereNanos(),
                swarm.kinds(),
                fired,
                audit.reached(),
                players.stream().mapToLong(Player::answered).sum(),
                estate.lives(),
                time.log().lines());
    }

    private void live() {
        estate.boot();
        players.forEach(Player::start);
        long end = plan.seconds() * VirtualTime.NANOS_PER_SECOND;
        while (time.nowNanos() < end && verdict.isClean()) {
            time.runUntil(time.nowNanos() + SLICE_NANOS);
            estate.trouble();
            if (time.nowNanos() >= upkeepNanos) {
                upkeepNanos += UPKEEP_NANOS;
                upkeep.pass();
            }
        }
        if (verdict.isClean()) {
            heal();
        }
        if (verdict.isClean()) {
            settle();
        }
        if (verdict.isClean()) {
            stopInOrder();
        }
        if (verdict.isClean()) {
            succeed();
        }
        if (verdict.isClean()) {
            stopInOrder();
        }
        if (verdict.isClean()) {
            rebuild();
        }
    }

    /** Nothing goes wrong any more: every player gets every answer. */
    private void heal() {
        time.log().tell(time.nowNanos(), "everything heals");
        swarm.heal();
        estate.heal();
        players.forEach(Player::heal);
        // A commit that was made slow before is slow still: the store is well when it has arrived.
        wellNanos = Math.max(time.nowNanos(), estate.storeIsWellNanos());
        awaitAnswers(wellNanos + ANSWER_NANOS, "after healing");
    }

    private void awaitAnswers(long limitNanos, String since) {
        while (time.nowNanos() < limitNanos && verdict.isClean() && !areContent()) {
            time.runUntil(time.nowNanos() + SLICE_NANOS);
            estate.keepUp();
        }
        for (Player player : players) {
            verdict.require(
                    player.isContent() && player.isIn(),
                    "within 5 seconds " + since + " everybody is in and has every answer: " + player.complaint());
        }
    }

    private boolean areContent() {
        return players.stream().allMatch(player -> player.isContent() && player.isIn());
    }

    /** When all that was sent has arrived, each client's world is the durable one around it. */
    private void settle() {
        time.runUntil(time.nowNanos() + SETTLE_NANOS);
        long limit = time.nowNanos() + ANSWER_NANOS;
        while (time.nowNanos() < limit
                && !(players.stream().allMatch(this::isSettled)
                        && audit.waitingParcels(wellNanos).isEmpty())) {
            time.runUntil(time.nowNanos() + SLICE_NANOS);
        }
        List<String> stuck = audit.waitingParcels(wellNanos);
        verdict.require(stuck.isEmpty(), "what was sent to a region while there was trouble has been taken: " + stuck);
        Map<Long, EntityRecord> durable = audit.things();
        for (Player player : players) {
            verdict.require(player.isIn(), "nobody is sent away without a reason: " + player.complaint());
            verdict.require(player.isUpToDate(), "all that was sent has arrived: " + player.complaint());
            verdict.require(!player.chunks().isEmpty(), "everybody is shown where they are: " + player.complaint());
            compare(player, durable);
        }
    }

    /** Whoever has sent what makes no sense may be sent away for it when the last of it arrives, and comes back. */
    private boolean isSettled(Player player) {
        return player.isUpToDate() && (player.isIn() || !swarm.kinds().contains(Fault.PLAYER_MALFORMED));
    }

    private void compare(Player player, Map<Long, EntityRecord> durable) {
        long known = durable.values().stream()
                .filter(thing -> player.chunks().contains(ChunkKey.at(thing.getXMicros(), thing.getZMicros())))
                .count();
        verdict.require(
                known == player.things().size(),
                player.name() + " sees as many things as there are: "
                        + player.things().size() + ", not " + known);
        for (Entity thing : player.things().values()) {
            EntityRecord stored = durable.get(thing.getId());
            verdict.require(
                    stored != null && MessageAudit.isSame(thing, stored),
                    player.name() + " sees a thing as it is durable: " + thing.getId());
        }
    }

    private void stopInOrder() {
        estate.server().stopInOrder();
        long limit = time.nowNanos() + DRAIN_NANOS;
        while (time.nowNanos() < limit && !estate.server().isDrained() && verdict.isClean()) {
            time.runUntil(time.nowNanos() + SLICE_NANOS);
        }
        verdict.require(
                estate.server().isDrained(),
                "a server that is asked to stop makes everything durable: " + estate.server());
        verdict.require(!estate.server().hasLostAtDrain(), "nothing is lost when a server stops in order");
        estate.server().die();
    }

    /** Another server finds the world that the last one had, shows it to everybody, and ends what was left under way. */
    private void succeed() {
        time.runUntil(Math.max(time.nowNanos(), estate.storeIsWellNanos()) + SLICE_NANOS);
        wellNanos = time.nowNanos();
        long felled = audit.reached().get(Reached.FELLED);
        estate.leaveAlone(REGROWTH_MINUTES);
        estate.boot();
        awaitAnswers(wellNanos + ANSWER_NANOS, "after a server has followed another");
        if (verdict.isClean()) {
            settle();
            audit.requireTidy();
            if (audit.reached().get(Reached.FELLED) == felled) {
                players.forEach(this::requireGrown);
            }
        }
    }

    private void requireGrown(Player player) {
        for (Entity thing : player.things().values()) {
            verdict.require(
                    thing.getHp() > 0, player.name() + " sees grown again what was felled long ago: " + thing.getId());
        }
    }

    /** What is stored of each region is the world as everything that happened has made it, and as the rules would make it again. */
    private void rebuild() {
        upkeep.pass();
        Database store = estate.openAtOnce();
        for (RegionId region : audit.regions()) {
            audit.requireHistory(region, SteppedWorld.history(store, region), !upkeep.drops());
        }
        if (verdict.isClean()) {
            audit.regions().forEach(region -> rebuild(store, region));
        }
        if (verdict.isClean() && plan.seed() % VERIFIED == 0) {
            WorldVerification.Verified verified = new WorldVerification(store, PlayedWorld.NAME, false).run();
            verdict.require(
                    verified.count() == 0, "an operator who verifies the world finds it sound: " + verified.findings());
        }
    }

    private void rebuild(Database store, RegionId region) {
        verdict.require(
                SteppedWorld.rebuilt(store, worldSeed, region)
                        .equals(List.copyOf(audit.things(region).values())),
                "region " + region + " rebuilt from pages and frames is what the frames alone make of it");
        RegionReplay.Replayed replayed = SteppedWorld.replayed(store, shape, region);
        verdict.require(
                replayed.differences().isEmpty() && replayed.hash() == replayed.storedHash(),
                "region " + region + ": a replay of what is stored comes to it " + replayed.differences());
    }
}
