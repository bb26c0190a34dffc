package org.vsekai.simulator.server;

import org.jspecify.annotations.Nullable;
import org.vsekai.game.Bounds;
import org.vsekai.game.Rules;
import org.vsekai.gateway.Gateway;
import org.vsekai.gateway.GatewayOptions;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.gateway.JoinRequest;
import org.vsekai.gateway.JoinService;
import org.vsekai.gateway.Transport;
import org.vsekai.gateway.WorldFacts;
import org.vsekai.simulator.net.Network;
import org.vsekai.simulator.oracle.OfferedActs;
import org.vsekai.simulator.oracle.ShownAudit;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.simulator.oracle.WorldAudit;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.storage.Database;
import org.vsekai.world.RegionInput;
import org.vsekai.world.RegionPort;
import org.vsekai.world.SteppedWorld;

/** One life of the server, wired as the composition root does it, with virtual time in the place of its threads. */
public final class Server {
    private static final long TICK_NANOS = VirtualTime.NANOS_PER_SECOND / Rules.TICK_HERTZ;

    /** Frames and inputs that may wait; the world's own limits, with room for what comes in one tick. */
    private static final int MOST_WAITING_FRAMES = 2_000;

    private final Life life;
    private final VirtualTime time;
    private final Verdict verdict;
    private final SteppedWorld world;
    private final Gateway gateway;
    private final JoinService joins;
    private final Network.Port port;
    private final OfferedActs offered;
    private final Hands hands;
    private final long bornNanos;
    private int slowness = 1;

    /** Opens the world and takes it from whoever held it. */
    public Server(
            Life life,
            VirtualTime time,
            Database store,
            SteppedWorld.Shape shape,
            Network network,
            WorldAudit audit,
            OfferedActs offered,
            Verdict verdict,
            Hands hands) {
        this.life = life;
        bornNanos = time.nowNanos();
        this.time = time;
        this.verdict = verdict;
        this.offered = offered;
        this.hands = hands;
        Relay relay = new Relay();
        ShownAudit shown = new ShownAudit(relay, audit, offered, life.number(), verdict);
        world = new SteppedWorld(hands.store(store, life), shape, hands.listener(shown), this::lookAtAnswers);
        RegionPort inputs = hands.port(world::offer);
        gateway = new Gateway(
                GatewayOptions.defaults(),
                WorldFacts.of("simulated", shape.seed(), world.bounds()),
                input -> offer(inputs, input),
                time::nowNanos);
        relay.to(gateway);
        port = network.open(life, hands::connection);
        joins = new JoinService(world.players(), transport -> port, gateway);
        world.start();
        time.after(TICK_NANOS, life, this::tick);
        time.after(VirtualTime.NANOS_PER_SECOND, life, this::sweep);
    }

    private boolean offer(RegionPort inputs, RegionInput input) {
        offered.onOffer(life.number(), input);
        return inputs.offer(input);
    }

    public Life life() {
        return life;
    }

    public Bounds bounds() {
        return world.bounds();
    }

    /** Its time goes so many times slower. */
    public void slowDown(int times) {
        slowness = times;
    }

    private void tick() {
        time.after(TICK_NANOS * slowness, life, this::tick);
        guarded(() -> {
            hands.onTick(world);
            world.onTick((time.nowNanos() - bornNanos) / TICK_NANOS, time.unixMillis());
            verdict.require(world.waitingFrames() <= MOST_WAITING_FRAMES, "frames that wait are bounded");
        });
    }

    private void lookAtAnswers() {
        time.after(0, life, () -> guarded(world::onMessages));
    }

    private void sweep() {
        time.after(VirtualTime.NANOS_PER_SECOND, life, this::sweep);
        guarded(gateway::sweep);
    }

    /** What would stop a region in production is a finding here. */
    @SuppressWarnings("CatchingUnchecked") // Whatever goes wrong is a finding.
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException fault) {
            StackTraceElement[] trace = fault.getStackTrace();
            verdict.violate("the server has no faults: " + fault + (trace.length == 0 ? "" : " at " + trace[0]));
            life.end();
        }
    }

    /** A wish to join, as it comes over HTTP. */
    public JoinOutcome join(String name, @Nullable String token, String offer, String address) {
        return joins.join(new JoinRequest(name, token, Transport.WEBRTC, offer), address);
    }

    /** kill -9. */
    public void die() {
        life.end();
        port.die();
    }

    /** SIGTERM. */
    public void stopInOrder() {
        guarded(() -> {
            gateway.beginDrain();
            world.drain();
        });
    }

    public boolean isDrained() {
        return world.isDrained();
    }

    /** For a person. */
    @Override
    public String toString() {
        return "life " + life.number() + " " + world;
    }

    /** A region was down when its server stopped. */
    public boolean hasLostAtDrain() {
        return world.hasLostAtDrain();
    }

    /** Its world has stopped, in order or not. */
    public boolean isOver() {
        return life.isOver() || world.isOver();
    }
}
