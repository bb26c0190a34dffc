package org.vsekai.storage.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.rocksdb.KillWriter.Acknowledgement;

/**
 * Lives of a writing process in one folder, each ended by {@code kill -9} or at a {@link CrashPoint}, each followed by a look
 * at what the store holds. Kills say nothing about power cuts: the system keeps what a dead process has written.
 */
public final class KillLoop {
    private static final int WRITERS = 128;

    /** One life of so many is killed before it has acknowledged anything: while it starts, opens, recovers. */
    private static final int EARLY_KILL = 10;

    private static final int EARLY_KILL_MILLIS = 600;

    /** Within so many kills a broken engine must be noticed. */
    private static final int BROKEN_KILLS = 30;

    private static final long NO_END = Long.MAX_VALUE;

    private static final long LONGEST_LIFE_SECONDS = 60;

    private final Path folder;
    private final Consumer<? super String> progress;
    private final KillOracle oracle = new KillOracle(WRITERS);
    private final List<String> refusals = new ArrayList<>();
    private int kills;

    KillLoop(Path folder, Consumer<? super String> progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * @param lost acknowledged transactions that were not there
     * @param torn writers whose keys were not those after a whole number of transactions
     * @param misordered versions that were used again or didn't grow, transactions that were there twice
     * @param refused times that the store didn't open, or that the writing process said that something is wrong
     */
    public record Result(
            int kills, long acknowledged, long lost, long torn, long misordered, int refused, List<String> details) {
        public boolean isClean() {
            return lost == 0 && torn == 0 && misordered == 0 && refused == 0;
        }

        private Result and(Result other) {
            var both = new ArrayList<>(details);
            both.addAll(other.details);
            return new Result(
                    kills + other.kills,
                    acknowledged + other.acknowledged,
                    lost + other.lost,
                    torn + other.torn,
                    misordered + other.misordered,
                    refused + other.refused,
                    List.copyOf(both));
        }
    }

    /**
     * Kills at random moments.
     *
     * @param acknowledgements of all lives together, at least: the last life goes on until they are there
     */
    public static Result kill(
            Path folder, int kills, long acknowledgements, long seed, Consumer<? super String> progress)
            throws IOException, InterruptedException {
        return kill(folder, BrokenWrite.NONE, kills, acknowledgements, seed, progress);
    }

    static Result kill(
            Path folder,
            BrokenWrite sabotage,
            int kills,
            long acknowledgements,
            long seed,
            Consumer<? super String> progress)
            throws IOException, InterruptedException {
        var loop = new KillLoop(folder, progress);
        var random = new SplitMix64(seed);
        long perLife = Math.max(1, acknowledgements / Math.max(1, kills - kills / EARLY_KILL));
        while (loop.kills < kills
                && loop.refusals.isEmpty()
                && (sabotage == BrokenWrite.NONE || loop.oracle.isClean())) {
            boolean isLast = loop.kills == kills - 1;
            if (loop.kills % EARLY_KILL == EARLY_KILL - 1 && !isLast) {
                loop.killEarly(sabotage, random.nextInt(EARLY_KILL_MILLIS));
            } else {
                long drawn = random.between(perLife / 2, perLife * 3 / 2 + 1);
                long enough = isLast ? Math.max(drawn, acknowledgements - loop.oracle.acknowledged()) : drawn;
                loop.live(loop.start(NO_END, sabotage.name()), seen -> seen >= enough);
            }
            loop.kills++;
            loop.examine();
        }
        return loop.result();
    }

    /** Dies at every crash point, at each of these passings. Points that are passed once in a life are died at once. */
    public static Result crash(Path folder, List<Integer> passings, Consumer<? super String> progress)
            throws IOException, InterruptedException {
        var results = new ArrayList<Result>();
        var loop = new KillLoop(folder.resolve("lives"), progress);
        for (CrashPoint point : CrashPoint.values()) {
            if (point.compareTo(CrashPoint.STARTED) <= 0) {
                // In the making of a store, which happens once in a folder.
                var first = new KillLoop(folder.resolve(point.name()), progress);
                first.crashAt(point, 1);
                results.add(first.result());
            }
        }
        for (CrashPoint point : CrashPoint.values()) {
            List<Integer> times = point.isPassedOften() ? passings : List.of(1);
            for (int passing : point == CrashPoint.FOLDER_CREATED ? List.<Integer>of() : times) {
                loop.crashAt(point, passing);
            }
        }
        results.add(loop.result());
        return results.stream().reduce(Result::and).orElseThrow();
    }

    /** Writes groups in ways that lose or tear them, each in a folder of its own. The names of those that were noticed. */
    public static List<String> caughtBrokenWrites(Path folder, long seed, Consumer<? super String> progress)
            throws IOException, InterruptedException {
        var caught = new ArrayList<String>();
        for (BrokenWrite broken : BrokenWrite.values()) {
            if (broken != BrokenWrite.NONE) {
                Result result =
                        kill(folder.resolve(broken.name()), broken, BROKEN_KILLS, BROKEN_KILLS * 500L, seed, progress);
                if (!result.isClean()) {
                    caught.add(broken.name());
                }
                progress.accept(broken + (result.isClean() ? " was not noticed" : ": " + result.details()));
            }
        }
        return caught;
    }

    public static List<String> brokenWrites() {
        return Stream.of(BrokenWrite.values())
                .filter(broken -> broken != BrokenWrite.NONE)
                .map(Enum::name)
                .toList();
    }

    /** Where the process can be made to die. */
    public static int crashPoints() {
        return CrashPoint.values().length;
    }

    private void crashAt(CrashPoint point, int passing) throws IOException, InterruptedException {
        long commits = point.compareTo(CrashPoint.CLOSE_BEGUN) >= 0 ? 500 : NO_END;
        Process process = start(commits, BrokenWrite.NONE.name(), point.name(), Integer.toString(passing));
        int exit = live(process, seen -> false);
        if (exit != KillWriter.CRASHED) {
            refusals.add(
                    "the writer ended with " + exit + " in place of dying at " + point + " the " + passing + ". time");
        }
        kills++;
        examine();
    }

    private Process start(long commits, String... rest) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                KillWriter.class.getName(),
                folder.toString(),
                Integer.toString(WRITERS),
                Long.toString(commits)));
        command.addAll(List.of(rest));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void killEarly(BrokenWrite sabotage, int millis) throws IOException, InterruptedException {
        Process process = start(NO_END, sabotage.name());
        process.waitFor(millis, TimeUnit.MILLISECONDS);
        live(process, seen -> true);
    }

    /**
     * Listens until it is enough, kills, and listens to what was said before: that counts as well; one that was cut short does
     * not.
     *
     * @return how the process ended
     */
    private int live(Process process, LongPredicate isEnough) throws IOException, InterruptedException {
        var watchdog = Thread.ofVirtual().start(() -> endAfterLongest(process));
        try (InputStream out = process.getInputStream()) {
            long seen = 0;
            while (true) {
                if (isEnough.test(seen)) {
                    // By the handle: the process's own method closes its output.
                    process.toHandle().destroyForcibly();
                }
                byte[] said = out.readNBytes(Acknowledgement.SIZE);
                if (said.length < Acknowledgement.SIZE) {
                    break;
                }
                oracle.acknowledged(Acknowledgement.decode(ByteBuffer.wrap(said)));
                seen++;
            }
        } finally {
            watchdog.interrupt();
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() == KillWriter.BROKEN) {
            refusals.add("the writer saw what can't be; its standard error says what");
        }
        return process.exitValue();
    }

    private static void endAfterLongest(Process process) {
        try {
            if (!process.waitFor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS)) {
                process.toHandle().destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void examine() {
        try (var database = RocksDatabase.open(folder, TestStores.OPTIONS)) {
            oracle.examine(database);
        } catch (CannotOpenException refused) {
            refusals.add(refused.getMessage() + "");
        }
        if (kills % 10 == 0) {
            progress.accept(kills + " kills, " + oracle.acknowledged() + " acknowledged, " + oracle.lost() + " lost, "
                    + oracle.torn() + " torn");
        }
    }

    private Result result() {
        var details = new ArrayList<>(oracle.details());
        details.addAll(refusals);
        return new Result(
                kills,
                oracle.acknowledged(),
                oracle.lost(),
                oracle.torn(),
                oracle.misordered(),
                refusals.size(),
                List.copyOf(details));
    }
}
