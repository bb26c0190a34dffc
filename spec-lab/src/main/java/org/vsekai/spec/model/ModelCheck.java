package org.vsekai.spec.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Runs instances and mutants, two at a time, and says what came of them. */
public final class ModelCheck {
    private final Path folder;
    private final Consumer<String> say;

    /** @param folder each run leaves its files in a folder of its own in there */
    public ModelCheck(Path folder, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
    }

    /**
     * What came of it all.
     *
     * @param states distinct ones, of all instances
     * @param caught how many mutants were found out by their property
     * @param failures what is wrong, with the file that tells more
     */
    public record Result(int instances, long states, int mutants, int caught, List<String> failures) {}

    public Result run(Checks checks) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        List<Callable<TlcRun>> tasks = new ArrayList<>();
        checks.instances().forEach(instance -> tasks.add(() -> check(instance)));
        checks.mutants().forEach(mutant -> tasks.add(() -> check(mutant)));
        List<TlcRun> runs = TwoAtATime.all(tasks);
        long states = 0;
        for (int i = 0; i < checks.instances().size(); i++) {
            Instance instance = checks.instances().get(i);
            TlcRun run = runs.get(i);
            states += run.states();
            if (!run.isClean()) {
                failures.add(instance.configuration() + ": " + run.complaint() + "; the counterexample is in "
                        + folder(instance).resolve("output.txt"));
            }
        }
        int caught = 0;
        for (int i = 0; i < checks.mutants().size(); i++) {
            Mutant mutant = checks.mutants().get(i);
            TlcRun run = runs.get(checks.instances().size() + i);
            caught += run.isViolation() ? 1 : 0;
            if (!run.isViolation()) {
                failures.add("the defect " + mutant + " was not noticed: "
                        + (run.isClean() ? "nothing is violated" : run.complaint()) + "; more in "
                        + folder(mutant).resolve("output.txt"));
            }
        }
        return new Result(checks.instances().size(), states, checks.mutants().size(), caught, failures);
    }

    private TlcRun check(Instance instance) throws IOException, InterruptedException {
        TlcRun run = Tlc.run(
                folder(instance), instance.module(), Specification.configuration(instance.configuration()), List.of());
        say.accept(instance.configuration() + ": " + (run.isClean() ? run.states() + " states" : run.complaint()));
        return run;
    }

    private TlcRun check(Mutant mutant) throws IOException, InterruptedException {
        TlcRun run =
                Tlc.run(folder(mutant), mutant.instance().module(), Specification.configuration(mutant), List.of());
        say.accept(mutant + ": " + (run.isViolation() ? "caught" : "NOT caught"));
        return run;
    }

    private Path folder(Instance instance) {
        return folder.resolve(instance.configuration());
    }

    private Path folder(Mutant mutant) {
        return folder.resolve(mutant.instance().configuration() + "-" + mutant.defect());
    }
}
