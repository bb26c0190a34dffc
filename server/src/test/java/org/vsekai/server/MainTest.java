package org.vsekai.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.server.config.Setting;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void printsEverySettingWithItsOrigin() {
        assertThat(run("config", "print", "--data", folder.toString(), "--max-players", "7"))
                .isZero();
        assertThat(out.toString().lines()).hasSize(Setting.values().length);
        assertThat(out.toString())
                .containsPattern("max-players +=  *7 +# flag --max-players")
                .containsPattern("http +=  *\"127.0.0.1:8080\" +# default");
    }

    @Test
    void anUnknownFlagIsAnsweredWithTheNearest() {
        assertThat(run("serve", "--max-player=3")).isEqualTo(2);
        assertThat(err.toString()).contains("--max-player=3").contains("--max-players");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatCannotBeUsedIsOneSentenceAndExitCodeTwo() throws IOException {
        Path file = folder.resolve("my.conf");
        Files.writeString(file, "udp = nowhere");
        assertThat(run("serve", "--data", folder.toString(), "--config", file.toString()))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("udp is \"nowhere\" (" + file + ": 1)", "HOST:PORT");
    }

    @Test
    void theHelpNamesEverySetting() {
        assertThat(run("serve", "--help")).isZero();
        for (Setting setting : Setting.values()) {
            assertThat(out.toString()).contains(setting.flag() + "=");
        }
    }

    @Test
    void aCommandWithoutItsVerbShowsHowToUseIt() {
        assertThat(run("config")).isEqualTo(2);
        assertThat(err.toString()).contains("print");
    }

    @Test
    void aFolderOfOthersIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "precious");
        int exitCode = run(
                "serve",
                "--data",
                folder.toString(),
                "--http",
                "127.0.0.1:0",
                "--udp",
                "127.0.0.1:0",
                "--log-level",
                "error");
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("thesis.txt", "nothing was changed");
        assertThat(folder).isDirectoryNotContaining("glob:**/store");
    }

    private int run(String... args) {
        return new Main(new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
    }
}
