package org.vsekai.spec.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs instances and mutants, two at a time, and says what came of them. */
public final class ModelCheck {
    /** Each is a process with a gigabyte. */
    private static final int AT_A_TIME = 2;

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
        long states = 0;
        int caught = 0;
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<TlcRun>> sound = new ArrayList<>();
            for (Instance instance : checks.instances()) {
                sound.add(threads.submit(() -> check(instance)));
            }
            List<Future<TlcRun>> broken = new ArrayList<>();
            for (Mutant mutant : checks.mutants()) {
                broken.add(threads.submit(() -> check(mutant)));
            }
            for (int i = 0; i < sound.size(); i++) {
                Instance instance = checks.instances().get(i);
                TlcRun run = result(sound.get(i));
                states += run.states();
                if (!run.isClean()) {
                    failures.add(instance.configuration() + ": " + run.complaint() + "; the counterexample is in "
                            + folder(instance).resolve("output.txt"));
                }
            }
            for (int i = 0; i < broken.size(); i++) {
                Mutant mutant = checks.mutants().get(i);
                TlcRun run = result(broken.get(i));
                if (run.isViolation()) {
                    caught++;
                } else {
                    failures.add("the defect " + mutant + " was not noticed: "
                            + (run.isClean() ? "nothing is violated" : run.complaint()) + "; more in "
                            + folder(mutant).resolve("output.txt"));
                }
            }
        } finally {
            threads.shutdownNow();
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

    private static <T> T result(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }
}
