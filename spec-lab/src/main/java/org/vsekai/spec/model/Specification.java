package org.vsekai.spec.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of the folder {@code spec}, as they were when this was built. */
public final class Specification {
    private static final List<String> INVARIANTS = List.of("INVARIANT ", "INVARIANTS ");
    private static final List<String> PROPERTIES = List.of("PROPERTY ", "PROPERTIES ");

    private Specification() {}

    public static Checks checks() throws IOException {
        return Checks.parse(text("checks.txt"));
    }

    public static String configuration(String name) throws IOException {
        return text(name + ".cfg");
    }

    /** What the configuration of an instance becomes when it has a defect: that, and the one property that must notice. */
    static String configuration(Mutant mutant) throws IOException {
        String name = mutant.instance().configuration();
        String sound = configuration(name);
        if (!sound.contains("Bug = \"none\"")) {
            throw new IllegalArgumentException(name + ".cfg has no constant Bug = \"none\"");
        }
        String kind = names(sound, INVARIANTS).contains(mutant.property()) ? "INVARIANT " : "PROPERTY ";
        if (kind.equals("PROPERTY ") && !names(sound, PROPERTIES).contains(mutant.property())) {
            throw new IllegalArgumentException(name + ".cfg does not check " + mutant.property());
        }
        return sound.lines()
                        .filter(line -> Stream.concat(INVARIANTS.stream(), PROPERTIES.stream())
                                .noneMatch(line::startsWith))
                        .collect(Collectors.joining("\n"))
                        .replace("Bug = \"none\"", "Bug = \"" + mutant.defect() + "\"")
                + "\n" + kind + mutant.property() + "\n";
    }

    private static List<String> names(String configuration, List<String> keywords) {
        return configuration
                .lines()
                .filter(line -> keywords.stream().anyMatch(line::startsWith))
                .flatMap(line -> Stream.of(line.split("\\s+")).skip(1))
                .toList();
    }

    /** Puts all modules into a folder. */
    static void copyModules(Path folder) throws IOException {
        for (String module : checks().modules()) {
            Files.writeString(folder.resolve(module + ".tla"), text(module + ".tla"));
        }
    }

    private static String text(String file) throws IOException {
        try (InputStream stream = Specification.class.getResourceAsStream("/spec/" + file)) {
            if (stream == null) {
                throw new FileNotFoundException("spec/" + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
