package org.vsekai.simulator.client;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.simulator.net.Link;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.Harvest;
import org.vsekai.wire.v1.Idle;

/** What a player does who means no good, or whose client is broken. */
final class Mischief {
    private static final double CHANCE = 0.02;
    private static final int FLOOD_MESSAGES = 150;
    private static final int ROGUE_BEATS = 30;

    private final Swarm swarm;
    private final SplitMix64 random;
    private final Answers answers;
    private final List<Link> rogues = new ArrayList<>();
    private int rogueBeats;
    private long silentUntilNanos;

    Mischief(Swarm swarm, SplitMix64 random, Answers answers) {
        this.swarm = swarm;
        this.random = random;
        this.answers = answers;
    }

    boolean isSilent(long nowNanos) {
        if (swarm.strikes(Fault.PLAYER_SILENCE, CHANCE)) {
            silentUntilNanos = nowNanos + swarm.between(Fault.PLAYER_SILENCE, 100, 5_000) * VirtualTime.NANOS_PER_MILLI;
        }
        return nowNanos < silentUntilNanos;
    }

    void disturb(Link link) {
        if (answers.nextSequence() > 1 && swarm.strikes(Fault.PLAYER_FLOOD, CHANCE)) {
            for (int i = 0; i < FLOOD_MESSAGES; i++) {
                send(link, Action.newBuilder().setSequence(1).setIdle(Idle.getDefaultInstance()));
            }
        }
        if (swarm.strikes(Fault.PLAYER_MALFORMED, CHANCE)) {
            link.sendFromPlayer(random.nextInt(3), random.nextBytes(random.nextInt(200)));
        }
        if (answers.nextSequence() > 1 && swarm.strikes(Fault.PLAYER_REPEATS, CHANCE)) {
            // Another action under a number that is used up.
            send(
                    link,
                    Action.newBuilder()
                            .setSequence(random.between(1, answers.nextSequence()))
                            .setHarvest(Harvest.newBuilder().setTarget(random.between(1, 2_000))));
        }
    }

    boolean opensSecondSession() {
        return swarm.strikes(Fault.PLAYER_SECOND_SESSION, CHANCE / 2);
    }

    /** The first session goes on acting under the next numbers, as if there were no second one. */
    void keepPlaying(Link link) {
        rogues.add(link);
        rogueBeats = ROGUE_BEATS;
    }

    void beat() {
        if (rogues.isEmpty()) {
            return;
        }
        for (Link rogue : rogues) {
            if (random.chance(0.5)) {
                send(
                        rogue,
                        Action.newBuilder()
                                .setSequence(answers.nextSequence() + random.nextInt(2))
                                .setHarvest(Harvest.newBuilder().setTarget(random.between(1, 2_000))));
            }
        }
        if (--rogueBeats <= 0) {
            stop();
        }
    }

    void stop() {
        rogues.forEach(Link::vanish);
        rogues.clear();
        silentUntilNanos = 0;
    }

    private static void send(Link link, Action.Builder action) {
        link.sendFromPlayer(
                Protocol.RELIABLE_CHANNEL,
                ReliableCodec.encode(
                        ClientMessage.newBuilder().setAction(action).build()));
    }
}
