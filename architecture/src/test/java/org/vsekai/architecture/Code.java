package org.vsekai.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the rules look at: the classes of all modules, and the folder that they are built from. */
final class Code {
    /** Of all modules, without their tests. Read once: it takes seconds. */
    static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.vsekai");

    private Code() {}

    /** The folder with all modules. */
    static Path root() {
        return Path.of(System.getProperty("basedir", "."), "..")
                .toAbsolutePath()
                .normalize();
    }

    /** The classes of all modules' tests, from where the reactor has just compiled them. */
    static JavaClasses tests() {
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("/sim/fixture/"))
                .importPaths(folders("target/test-classes"));
    }

    /** This folder of each module that has it. */
    static List<Path> folders(String name) {
        try (Stream<Path> modules = Files.list(root())) {
            return modules.map(module -> module.resolve(name))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
