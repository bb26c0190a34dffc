package org.vsekai.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vsekai.server.config.Setting;
import org.vsekai.server.config.Settings;

/** The launcher's words and its search for tools; what it builds and runs is seen by whoever runs these tests through it. */
class LauncherIntegrationTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("basedir", "."), "..", "sekai")
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path folder;

    private record Said(int exitCode, String out, String err) {}

    @ParameterizedTest
    @ValueSource(strings = {"serve", "world", "test", "build", "check", "config", "screenshot"})
    void everyCommandExplainsItself(String command) throws Exception {
        Said said = launch(command, "--help");
        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).startsWith("./sekai " + command);
        assertThat(launch("--help").out()).contains("./sekai " + command);
        assertThat(launch("help", command).out()).isEqualTo(said.out());
    }

    @Test
    void theHelpOfServeNamesEverySettingAndNoOther() throws Exception {
        String help = launch("serve", "--help").out();
        List<String> named = new ArrayList<>(Pattern.compile("^  (--[a-z-]+) ", Pattern.MULTILINE)
                .matcher(help)
                .results()
                .map(match -> match.group(1))
                .toList());
        assertThat(named.remove(Settings.CONFIG_FLAG)).isTrue();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        List.of(Setting.values()).stream().map(Setting::flag).toList());
        for (Setting setting : List.of(Setting.HTTP, Setting.UDP, Setting.MAX_PLAYERS, Setting.JOINS_PER_MINUTE)) {
            assertThat(help).contains("(" + Settings.described(setting).defaultValue() + ")");
        }
    }

    @Test
    void anUnknownCommandIsAnsweredWithTheNearest() throws Exception {
        Said said = launch("sevre");
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("no command 'sevre'", "Did you mean 'serve'?", "./sekai --help");
        assertThat(launch("quux").err()).doesNotContain("Did you mean");
        assertThat(launch("test", "--sede", "1").err()).contains("'--sede'", "'--seed'");
        assertThat(launch("config", "pirnt").err()).contains("'print'");
        assertThat(launch().exitCode()).isEqualTo(2);
    }

    @Test
    void saysWhichVersionItIs() throws Exception {
        assertThat(launch("--version").out()).matches("sekai \\d+\\.\\d+\\.\\d+\\S*( \\([0-9a-f]+\\))?\n");
    }

    @Test
    void findsTheNewestEnoughJdkAndPassesOverOldOnes() throws Exception {
        jdk("old", "17.0.9");
        Path good = jdk("new", "26");
        Said said = launch(functions("JAVA_HOME=" + folder.resolve("old") + "; require_jdk; echo \"$JAVA_HOME\""));
        assertThat(said.out().strip()).isEqualTo(good.toString());
    }

    @Test
    void namesTheMissingJdkAndHowToGetIt() throws Exception {
        jdk("old", "17.0.9");
        Said said = launch(functions("JAVA_HOME=/nowhere; require_jdk"));
        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.err()).contains("a JDK 25 or newer", "JAVA_HOME is /nowhere", "To get it:");
    }

    @Test
    void comparesVersionsByNumber() throws Exception {
        String compare = "for v in 3.8.7 3.10.0 4; do is_version $v 3.8 || exit 9; done; "
                + "for v in 3.6.3 2.9; do ! is_version $v 3.8 || exit 8; done";
        assertThat(launch(functions(compare)).exitCode()).isZero();
    }

    @Test
    void aPartIsStaleWhenAFileIsNewerGoneOrRenamed() throws Exception {
        String steps = """
                STATE=$PWD/state; mkdir -p src state; echo a >src/a; echo b >src/b
                part_sources() { find src -type f "$@"; }
                part_names() { part_sources -print | sort | cksum; }
                built() { part_names >state/part.stamp; touch -t 203001010000 state/part.stamp; }
                is_stale part || exit 1
                built; ! is_stale part || exit 2
                touch -t 203101010000 src/a; is_stale part || exit 3
                touch -t 202001010000 src/a; built; rm src/b; is_stale part || exit 4
                built; mv src/a src/c; is_stale part || exit 5
                """;
        assertThat(launch(functions("cd '" + folder + "'; " + steps)).exitCode())
                .isZero();
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Path javac = Files.createDirectories(home.resolve("bin")).resolve("javac");
        Files.writeString(javac, "");
        assertThat(javac.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** A script that has the launcher's functions, and looks for JDKs in the test's folder alone. */
    private String[] functions(String script) {
        String onlyThese = "JDK_FOLDERS='" + folder + "/*'; javac_on_path() { return 1; }; ";
        return new String[] {"-c", ". '" + LAUNCHER + "'; " + onlyThese + script};
    }

    private static Said launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash"));
        if (arguments.length == 0 || !arguments[0].equals("-c")) {
            command.add(LAUNCHER.toString());
        }
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SEKAI_"));
        Path err = Files.createTempFile("launcher", ".err");
        Process process = builder.redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        String said = Files.readString(err);
        Files.delete(err);
        return new Said(exitCode, out, said);
    }
}
