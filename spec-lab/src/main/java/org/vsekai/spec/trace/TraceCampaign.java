package org.vsekai.spec.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Recorded runs of the server that the specification must allow, and of broken ones that it must not. */
public final class TraceCampaign {
    private static final int EVENTS_PER_TRACE = 100;

    /** Of each broken run; the first of them, and the last, in which it comes to an end. */
    private static final int MOST_OF_A_BROKEN_RUN = 4;

    private final Path folder;
    private final Consumer<String> say;

    /** @param folder where the model checker's runs leave their files */
    public TraceCampaign(Path folder, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
    }

    /**
     * What came of it.
     *
     * @param accepted traces of sound runs that the specification allows
     * @param rejected runs of a broken server, and traces that were tampered with, that it doesn't
     * @param failures what is wrong, with the event where it is
     */
    public record Result(int accepted, int rejected, List<String> failures) {}

    /** @param seeds how many runs of each kind, from seed 1 on */
    public Result run(int seeds) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        List<Trace> sound = LongStream.rangeClosed(1, seeds)
                .boxed()
                .flatMap(seed -> RecordedTraces.sound(seed, EVENTS_PER_TRACE).stream())
                .toList();
        int accepted = 0;
        for (TraceCheck.Verdict verdict : TraceCheck.check(folder.resolve("sound"), sound)) {
            accepted += verdict.isAccepted() ? 1 : 0;
            if (!verdict.isAccepted()) {
                failures.add(verdict.toString());
            }
        }
        say.accept(accepted + " of " + sound.size() + " traces accepted");
        int rejected = checkTampered(sound, failures) + checkBroken(Math.min(3, seeds), failures);
        return new Result(accepted, rejected, failures);
    }

    private int checkTampered(List<Trace> sound, List<String> failures) throws IOException, InterruptedException {
        List<Tampering> done = new ArrayList<>();
        List<Trace> tampered = new ArrayList<>();
        for (Tampering each : Tampering.values()) {
            Optional<Trace> trace = each.in(sound);
            if (trace.isPresent()) {
                done.add(each);
                tampered.add(trace.get());
            } else {
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

    private int checkBroken(int seeds, List<String> failures) throws IOException, InterruptedException {
        int rejected = 0;
        for (RecordedTraces.Sabotage sabotage : RecordedTraces.Sabotage.values()) {
            int found = 0;
            for (long seed = 1; seed <= seeds; seed++) {
                List<Trace> run = RecordedTraces.sabotaged(seed, sabotage, EVENTS_PER_TRACE);
                Path runFolder = folder.resolve("broken-" + sabotage + "-" + seed);
                found += TraceCheck.check(runFolder, some(run)).stream().allMatch(TraceCheck.Verdict::isAccepted)
                        ? 0
                        : 1;
            }
            say.accept(sabotage + ": " + found + " of " + seeds + " runs rejected");
            if (found == 0) {
                failures.add("a store that is broken in its " + sabotage + " was not noticed");
            }
            rejected += found;
        }
        return rejected;
    }

    private static List<Trace> some(List<Trace> run) {
        Set<Trace> some = new HashSet<>(run.subList(0, Math.min(run.size(), MOST_OF_A_BROKEN_RUN)));
        if (!run.isEmpty()) {
            some.add(run.getLast());
        }
        return run.stream().filter(some::contains).toList();
    }
}
