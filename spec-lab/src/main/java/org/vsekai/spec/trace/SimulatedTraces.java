package org.vsekai.spec.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.sim.RegionId;
import org.vsekai.simulator.run.Plan;
import org.vsekai.simulator.run.Run;
import org.vsekai.simulator.run.RunResult;
import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.simulator.server.Hands;
import org.vsekai.simulator.server.Relay;
import org.vsekai.simulator.store.CommittedTransaction;
import org.vsekai.simulator.time.Life;
import org.vsekai.storage.Database;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.RegionPort;
import org.vsekai.world.WorldListener;

/** Traces of the simulator's runs: the whole server, in one thread and under virtual time, with players, and faults of all kinds. */
final class SimulatedTraces {
    private SimulatedTraces() {}

    /** Of the server as it is. */
    static List<Trace> sound(Plan plan, int eventsPerTrace) {
        return record("seed " + plan.seed(), plan, new Hands() {}, false, eventsPerTrace)
                .traces();
    }

    /** Of a server that is broken in one way, until the simulator notices. Nothing where it doesn't. */
    static List<Trace> sabotaged(long seed, Sabotage sabotage, int eventsPerTrace) {
        String name = sabotage + ", seed " + seed;
        Recorded run = record(name, Plan.of(seed), sabotage.hands(), sabotage.skipsSync(), eventsPerTrace);
        return run.result.isClean() ? List.of() : run.traces;
    }

    private record Recorded(RunResult result, List<Trace> traces) {}

    private static Recorded record(String name, Plan plan, Hands hands, boolean skipsSync, int eventsPerTrace) {
        WorldRecorder recorder = new WorldRecorder(name, PlayedWorld.NAME, eventsPerTrace);
        RunResult result = new Run(plan, new Recording(hands, recorder), skipsSync, false).run();
        return new Recorded(result, recorder.traces());
    }

    /** Tells the recorder what becomes durable and what players are told; otherwise does what other hands do. */
    private static final class Recording implements Hands {
        private final Hands hands;
        private final WorldRecorder recorder;
        private int lives;

        Recording(Hands hands, WorldRecorder recorder) {
            this.hands = hands;
            this.recorder = recorder;
        }

        @Override
        public void onDurable(CommittedTransaction transaction) {
            hands.onDurable(transaction);
            recorder.onCommit(transaction.changes());
        }

        @Override
        public Database store(Database sound, Life life) {
            return hands.store(sound, life);
        }

        @Override
        public RegionPort port(RegionPort sound) {
            return hands.port(sound);
        }

        @Override
        public WorldListener listener(WorldListener sound) {
            Telling telling = new Telling(recorder, ++lives);
            telling.to(sound);
            return hands.listener(telling);
        }

        @Override
        public PeerConnection connection(PeerConnection sound) {
            return hands.connection(sound);
        }
    }

    private static final class Telling extends Relay {
        private final WorldRecorder recorder;
        private final int life;

        Telling(WorldRecorder recorder, int life) {
            this.recorder = recorder;
            this.life = life;
        }

        @Override
        public void onRegionUp(RegionId region) {
            recorder.onRegionUp(life, region);
            super.onRegionUp(region);
        }

        @Override
        public void onRegionDown(RegionId region, String why) {
            recorder.onRegionDown(life, region);
            super.onRegionDown(region, why);
        }

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {
            recorder.onShown(life, region, frame);
            super.onFrame(region, frame);
        }

        @Override
        public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
            recorder.onAnswered(life, playerId, sessionId, sequence);
            super.onActionRepeated(playerId, sessionId, sequence, result);
        }
    }
}
