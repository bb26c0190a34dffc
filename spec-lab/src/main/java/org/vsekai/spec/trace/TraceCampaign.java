package org.vsekai.spec.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.vsekai.simulator.run.Plan;
import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.spec.model.TwoAtATime;

/** Recorded runs of the server that the specification must allow, and of broken ones that it must not. */
public final class TraceCampaign {
    private static final int EVENTS_PER_TRACE = 200;

    /** Of a broken run, which ends when the simulator notices: the traces in which it does. */
    private static final int LAST_OF_A_BROKEN_RUN = 2;

    /** So many seeds are tried until the simulator notices a sabotage. */
    private static final int MOST_SEEDS_OF_A_SABOTAGE = 60;

    /** Few runs come to deals over a border that go all the way: tried from here on, those of deals are noticed soon. */
    private static final long FIRST_SEED_OF_DEALS = 20;

    private static final Set<Sabotage> OF_DEALS = EnumSet.of(
            Sabotage.PART_FORGOTTEN,
            Sabotage.DEAL_FORGOTTEN,
            Sabotage.YES_TWICE,
            Sabotage.NO_ANSWER,
            Sabotage.DECISION_LOST,
            Sabotage.DECISION_TURNED,
            Sabotage.RECEIPT_LOST);

    /**
     * What the simulator can break, beside deals, that shows in commits and in what is told. The others change what is read, or how
     * messages reach players, or are noticed because something never comes, or by a checkpoint's hash (an avatar that is left out)
     * before anybody reads what is missing.
     */
    private static final Set<Sabotage> VISIBLE = EnumSet.of(
            Sabotage.NO_EPOCH_FENCE,
            Sabotage.NO_FRAME_CHECK,
            Sabotage.BLIND_LEASE,
            Sabotage.SKIPPED_FSYNC,
            Sabotage.UNKNOWN_IS_DONE,
            Sabotage.CONFLICT_IS_DONE,
            Sabotage.TORN_AVATARS,
            Sabotage.TORN_PAGES,
            Sabotage.HANDOVER_LATE,
            Sabotage.HANDOVER_EARLY,
            Sabotage.PARCEL_NOT_CLEARED,
            Sabotage.FRAME_LOST,
            Sabotage.PAGE_LOST,
            Sabotage.STALE_AVATARS,
            Sabotage.STALE_HEAD,
            Sabotage.RECEIPT_EARLY,
            Sabotage.FRAME_TWICE,
            Sabotage.FRAME_SKIPPED,
            Sabotage.RESULT_LOST);

    private static final Set<Sabotage> QUICKLY_NOTICED = EnumSet.of(
            Sabotage.NO_EPOCH_FENCE,
            Sabotage.BLIND_LEASE,
            Sabotage.SKIPPED_FSYNC,
            Sabotage.FRAME_LOST,
            Sabotage.STALE_AVATARS);

    private final Path folder;
    private final Consumer<String> say;

    /** @param folder where the model checker's runs leave their files */
    public TraceCampaign(Path folder, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
    }

    /**
     * How much is tried.
     *
     * @param seeds of the simulator's runs, from 1 on
     * @param seconds of virtual time of each, until everything heals
     * @param cornerSeeds of runs at the corner of four regions
     * @param sabotages of the simulator
     * @param runsOfEach runs of each sabotage
     */
    public record Scope(int seeds, int seconds, int cornerSeeds, Set<Sabotage> sabotages, int runsOfEach) {
        public static final Scope FULL = new Scope(50, 20, 8, both(VISIBLE, OF_DEALS), 1);
        public static final Scope QUICK = new Scope(3, 10, 1, QUICKLY_NOTICED, 1);
    }

    /**
     * What came of it.
     *
     * @param accepted traces of sound runs that the specification allows
     * @param rejected runs of a broken server, and traces that were tampered with, that it doesn't
     * @param failures what is wrong, with the event where it is
     */
    public record Result(int accepted, int rejected, List<String> failures) {}

    public Result run(Scope scope) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        List<Trace> sound = sound(scope);
        int accepted = 0;
        for (TraceCheck.Verdict verdict : TraceCheck.check(folder.resolve("sound"), sound)) {
            accepted += verdict.isAccepted() ? 1 : 0;
            if (!verdict.isAccepted()) {
                failures.add(verdict.toString());
            }
        }
        say.accept(accepted + " of " + sound.size() + " traces accepted");
        int rejected = checkTampered(scope, sound, failures) + checkBroken(scope, failures);
        return new Result(accepted, rejected, failures);
    }

    private static List<Trace> sound(Scope scope) throws IOException, InterruptedException {
        List<Callable<List<Trace>>> runs = new ArrayList<>();
        for (long seed = 1; seed <= scope.seeds; seed++) {
            Plan plan = Plan.of(seed).withSeconds(scope.seconds);
            runs.add(() -> SimulatedTraces.sound(plan, EVENTS_PER_TRACE));
        }
        for (long seed = 1; seed <= scope.cornerSeeds; seed++) {
            long each = seed;
            runs.add(() -> BorderTraces.sound(each, EVENTS_PER_TRACE));
        }
        runs.add(() -> BorderTraces.brokenPromise(EVENTS_PER_TRACE));
        return TwoAtATime.all(runs).stream().flatMap(List::stream).toList();
    }

    private int checkTampered(Scope scope, List<Trace> sound, List<String> failures)
            throws IOException, InterruptedException {
        List<Tampering> done = new ArrayList<>();
        List<Trace> tampered = new ArrayList<>();
        for (Tampering each : Tampering.all()) {
            Optional<Trace> trace = each.in(sound);
            if (trace.isPresent()) {
                done.add(each);
                tampered.add(trace.get());
            } else if (scope.equals(Scope.FULL)) {
                failures.add(each + ": there is nothing in the traces to do it to");
            }
        }
        List<TraceCheck.Verdict> verdicts = TraceCheck.check(folder.resolve("tampered"), tampered);
        int rejected = 0;
        for (int i = 0; i < verdicts.size(); i++) {
            boolean isFound = verdicts.get(i).broken().contains(done.get(i).rule());
            rejected += isFound ? 1 : 0;
            if (!isFound) {
                failures.add("not rejected for " + done.get(i).rule() + ": " + verdicts.get(i));
            }
        }
        say.accept(rejected + " of " + tampered.size() + " tampered traces rejected");
        return rejected;
    }

    private int checkBroken(Scope scope, List<String> failures) throws IOException, InterruptedException {
        List<Callable<List<Trace>>> sabotages = new ArrayList<>();
        scope.sabotages.forEach(sabotage -> sabotages.add(() -> endsOf(sabotage, scope.runsOfEach)));
        List<Trace> ends =
                TwoAtATime.all(sabotages).stream().flatMap(List::stream).toList();
        Set<String> all = new TreeSet<>();
        Set<String> rejected = new HashSet<>();
        for (TraceCheck.Verdict verdict : TraceCheck.check(folder.resolve("broken"), ends)) {
            String run = verdict.trace().runName();
            all.add(run);
            if (!verdict.isAccepted()) {
                rejected.add(run);
            }
        }
        say.accept(rejected.size() + " of " + all.size() + " broken runs rejected");
        for (Sabotage sabotage : scope.sabotages) {
            if (rejected.stream().noneMatch(run -> run.startsWith(sabotage + ","))) {
                failures.add(sabotage + " was rejected in no run: " + sabotage.what());
            }
        }
        return rejected.size();
    }

    private static Set<Sabotage> both(Set<Sabotage> some, Set<Sabotage> others) {
        Set<Sabotage> all = EnumSet.copyOf(some);
        all.addAll(others);
        return all;
    }

    /** The last traces of the first runs in which the simulator notices it. */
    private static List<Trace> endsOf(Sabotage sabotage, int runs) {
        List<Trace> ends = new ArrayList<>();
        int noticed = 0;
        long first = OF_DEALS.contains(sabotage) ? FIRST_SEED_OF_DEALS : 1;
        for (long seed = first; noticed < runs && seed < first + MOST_SEEDS_OF_A_SABOTAGE; seed++) {
            List<Trace> run = SimulatedTraces.sabotaged(seed, sabotage, EVENTS_PER_TRACE);
            noticed += run.isEmpty() ? 0 : 1;
            ends.addAll(run.subList(Math.max(0, run.size() - LAST_OF_A_BROKEN_RUN), run.size()));
        }
        return ends;
    }
}
