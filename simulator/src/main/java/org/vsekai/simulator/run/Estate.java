package org.vsekai.simulator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.game.Rules;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.simulator.client.Door;
import org.vsekai.simulator.client.Player;
import org.vsekai.simulator.net.Link;
import org.vsekai.simulator.net.Network;
import org.vsekai.simulator.net.Way;
import org.vsekai.simulator.net.Weather;
import org.vsekai.simulator.oracle.OfferedActs;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.simulator.oracle.WorldAudit;
import org.vsekai.simulator.server.Hands;
import org.vsekai.simulator.server.Server;
import org.vsekai.simulator.store.SimulatedStore;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.storage.Database;
import org.vsekai.world.Settlers;
import org.vsekai.world.SteppedWorld;
import org.vsekai.world.WorldCounter;

/** The machine with the server on it: starts it, kills it, starts it again, and now and then has two of them. */
final class Estate implements Door {
    private static final double KILL_CHANCE = 0.01;
    private static final double KILL_IN_COMMIT_CHANCE = 0.005;
    private static final double PAUSE_CHANCE = 0.02;
    private static final double RARE_CHANCE = 0.01;
    private static final double LEFT_ALONE_CHANCE = 0.5;
    private static final int MOST_MINUTES_ALONE = 60;

    private final VirtualTime time;
    private final Swarm swarm;
    private final SplitMix64 random;
    private final SteppedWorld.Shape shape;
    private final Network network;
    private final WorldAudit audit;
    private final OfferedActs offered = new OfferedActs();
    private final Verdict verdict;
    private final Hands hands;
    private @Nullable SimulatedStore store;
    private @Nullable Server server;
    private @Nullable Server older;
    private long bootAtNanos;
    private int lives;

    /** What the worlds of all lives have counted. */
    private final List<Tally<WorldCounter>> counted = new ArrayList<>();

    Estate(
            VirtualTime time,
            Swarm swarm,
            SplitMix64 random,
            SteppedWorld.Shape shape,
            Network network,
            WorldAudit audit,
            Verdict verdict,
            Hands hands) {
        this.time = time;
        this.swarm = swarm;
        this.random = random;
        this.shape = shape;
        this.network = network;
        this.audit = audit;
        this.verdict = verdict;
        this.hands = hands;
    }

    void storeIn(SimulatedStore newStore) {
        store = newStore;
    }

    private SimulatedStore store() {
        SimulatedStore there = store;
        if (there == null) {
            throw new IllegalStateException("an estate has a store");
        }
        return there;
    }

    Server server() {
        Server there = server;
        if (there == null) {
            throw new IllegalStateException("the server was started");
        }
        return there;
    }

    int lives() {
        return lives;
    }

    /** So many people have been in the world before anything begins. Returns the tokens with which they come back. */
    List<String> settle(int count) {
        List<String> names =
                IntStream.rangeClosed(1, count).mapToObj(Player::name).toList();
        return Settlers.settle(openAtOnce(), shape, names, new SplitMix64(random.nextLong()), audit::onSettled);
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever goes wrong is a finding.
    void boot() {
        Life life = new Life(++lives);
        time.log().tell(time.nowNanos(), "life " + lives + " begins");
        try {
            server = new Server(
                    life,
                    time,
                    store().openFor(life),
                    shape.withTokenSeed(random.nextLong()),
                    network,
                    audit,
                    offered,
                    verdict,
                    hands);
            counted.add(server.counters());
        } catch (RuntimeException fault) {
            verdict.violate("a server can be started, whatever happened before: " + fault);
        }
    }

    /** When all is over: tells what queues between hosts had no room for. */
    void countFullQueues() {
        for (Tally<WorldCounter> ofLife : counted) {
            swarm.fired(Fault.HOST_POST_WAITS, ofLife.get(WorldCounter.POSTS_WAITED));
            swarm.fired(Fault.HOST_POSE_DROPPED, ofLife.get(WorldCounter.POSES_BETWEEN_HOSTS_DROPPED));
        }
    }

    /** Whoever is down is started again, after a while. */
    void keepUp() {
        if (server().isOver()) {
            if (!server().life().isOver()) {
                die(server(), "its world has stopped");
            }
            if (time.nowNanos() >= bootAtNanos) {
                if (swarm.strikes(Fault.WORLD_LEFT_ALONE, LEFT_ALONE_CHANCE)) {
                    leaveAlone(swarm.between(Fault.WORLD_LEFT_ALONE, 1, MOST_MINUTES_ALONE));
                }
                boot();
            }
        }
    }

    /** While no server runs: another one has the world, with nobody in it. */
    void leaveAlone(long minutes) {
        time.log().tell(time.nowNanos(), "the world goes on alone for " + minutes + " minutes");
        SteppedWorld.goOn(openAtOnce(), minutes * 60 * Rules.TICK_HERTZ);
    }

    private void die(Server dying, String why) {
        time.log().tell(time.nowNanos(), "life " + dying.life().number() + " ends: " + why);
        dying.die();
        if (dying == server) {
            long wait = random.between(50, 1_500) * VirtualTime.NANOS_PER_MILLI;
            bootAtNanos = time.nowNanos() + (swarm.isHealed() ? 0 : wait);
        }
    }

    /** Ten times a second: what may go wrong with the machine. */
    void trouble() {
        keepUp();
        if (server().isOver()) {
            return;
        }
        Life life = server().life();
        if (swarm.strikes(Fault.PROCESS_KILL, KILL_CHANCE)) {
            die(server(), "killed");
        } else if (swarm.strikes(Fault.DISK_POWER_CUT, RARE_CHANCE)) {
            die(server(), "power cut");
            store().cutPower();
        } else if (swarm.strikes(Fault.PROCESS_RESTART_STORM, RARE_CHANCE)) {
            storm((int) swarm.between(Fault.PROCESS_RESTART_STORM, 2, 6));
        } else if (swarm.strikes(Fault.PROCESS_STOP_IN_ORDER, RARE_CHANCE)) {
            server().stopInOrder();
        } else if (swarm.strikes(Fault.PROCESS_PAUSE, PAUSE_CHANCE)) {
            life.pauseUntil(time.nowNanos() + pause());
        } else if (swarm.strikes(Fault.PROCESS_SLOW, RARE_CHANCE)) {
            server().slowDown((int) swarm.between(Fault.PROCESS_SLOW, 2, 10));
            time.after(2 * VirtualTime.NANOS_PER_SECOND, life, () -> server().slowDown(1));
        } else if (swarm.strikes(Fault.OWNER_SECOND, RARE_CHANCE)) {
            takeTwice();
        } else if (swarm.strikes(Fault.OWNER_PING_PONG, RARE_CHANCE)) {
            for (int i = 0; i < 3; i++) {
                takeTwice();
            }
        }
    }

    private long pause() {
        long most = random.chance(0.1) ? 20_000 : 1_000;
        return swarm.between(Fault.PROCESS_PAUSE, 100, most) * VirtualTime.NANOS_PER_MILLI;
    }

    private void storm(int times) {
        for (int i = 0; i < times; i++) {
            die(server(), "restart storm");
            boot();
        }
    }

    /** Another server takes the world while this one lives: it may be paused, but it doesn't know. */
    private void takeTwice() {
        Server before = older;
        if (before != null && !before.life().isOver()) {
            die(before, "a third server came");
        }
        Server taken = server();
        older = taken;
        if (random.chance(0.5)) {
            taken.life().pauseUntil(time.nowNanos() + random.between(10, 2_000) * VirtualTime.NANOS_PER_MILLI);
        }
        boot();
    }

    /** A commit is under way: a good moment to die. */
    void onCommitSent(Life sender) {
        if (swarm.strikes(Fault.PROCESS_KILL_IN_COMMIT, KILL_IN_COMMIT_CHANCE)) {
            time.after(random.between(0, 10) * VirtualTime.NANOS_PER_MILLI, sender, () -> {
                Server current = server();
                if (current.life() == sender) {
                    die(current, "killed in a commit");
                }
            });
        }
    }

    /** When nothing that was made slow while there was trouble is under way to the store any more. */
    long storeIsWellNanos() {
        return store().arrivedNanos();
    }

    /** The store for whoever is no server: before, between and after all of them. */
    Database openAtOnce() {
        return store().openAtOnce(new Life(0));
    }

    void heal() {
        Server old = older;
        if (old != null && !old.life().isOver()) {
            die(old, "healed");
        }
        if (!server().isOver() && server().life().isPaused(time.nowNanos())) {
            die(server(), "healed");
        }
        server().slowDown(1);
        bootAtNanos = time.nowNanos();
        keepUp();
    }

    // ---- joining ----

    @Override
    public void join(Player player, Consumer<Answer> answered) {
        long there = random.between(1, 60) * VirtualTime.NANOS_PER_MILLI;
        long back = random.between(1, 60) * VirtualTime.NANOS_PER_MILLI;
        Network.Call call = network.call(player);
        time.after(there, () -> {
            Server current = server;
            if (current == null || current.isOver() || swarm.strikes(Fault.NET_JOIN_LOST, 0.3)) {
                return;
            }
            time.after(0, current.life(), () -> letIn(current, player, call, back, answered));
        });
    }

    private void letIn(Server current, Player player, Network.Call call, long back, Consumer<Answer> answered) {
        JoinOutcome outcome = current.join(player.name(), player.token(), call.offer(), "192.0.2." + player.number());
        Link link = outcome instanceof JoinOutcome.Joined joined ? link(call, joined) : null;
        if (!swarm.strikes(Fault.NET_JOIN_LOST, 0.3)) {
            time.after(back, () -> {
                answered.accept(new Answer(outcome, link));
                if (link != null) {
                    link.begin();
                }
            });
        }
    }

    private Link link(Network.Call call, JoinOutcome.Joined joined) {
        Way way = new Way(time, swarm, new SplitMix64(random.nextLong()), Weather.of(random));
        return call.answered(joined.answer(), joined.playerId(), way);
    }
}
