package org.vsekai.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: what it says, and the code it ends with. */
@Timeout(90)
class ProcessIntegrationTest {
    @TempDir
    Path folder;

    @Test
    void saysOneLineAndEndsInOrderWhenTold() throws Exception {
        Process server = serve("127.0.0.1:0");
        try (BufferedReader out = server.inputReader()) {
            assertThat(out.readLine()).startsWith("ready http://127.0.0.1:");
            server.toHandle().destroy(); // SIGTERM; the streams stay open.
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
            assertThat(out.readLine()).isNull();
        }
        assertThat(Files.readString(folder.resolve("err"))).contains("drained").doesNotContain("Exception");
    }

    @Test
    void aPortInUseIsOneSentenceAndExitCodeOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process server = serve("127.0.0.1:" + taken.getLocalPort());
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(1);
        }
        assertThat(Files.readString(folder.resolve("err")).lines().filter(line -> line.startsWith("sekai:")))
                .singleElement()
                .asString()
                .contains("can't listen on", "--http");
        assertThat(Files.readString(folder.resolve("err"))).doesNotContain("Exception");
    }

    @Test
    void makesABackupForACommandInAnotherProcess() throws Exception {
        Process server = serve("127.0.0.1:0");
        Path set = folder.resolve("set");
        try (BufferedReader out = server.inputReader()) {
            assertThat(out.readLine()).startsWith("ready");
            StringWriter said = new StringWriter();
            int code = new Main(new PrintWriter(said, true), new PrintWriter(said, true))
                    .run(
                            "world",
                            "backup",
                            "create",
                            "--data",
                            folder.resolve("data").toString(),
                            "--to",
                            set.toString());
            assertThat(code).as(said.toString()).isZero();
            assertThat(Files.exists(set.resolve("000001-base.backup"))).isTrue();
            server.toHandle().destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(folder.resolve("err"))).contains("backup in ", "drained");
    }

    private Process serve(String http) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve"));
        command.addAll(List.of("--data", folder.resolve("data").toString(), "--http", http, "--udp", "127.0.0.1:0"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SEKAI_"));
        File err = folder.resolve("err").toFile();
        return builder.redirectError(err).start();
    }
}
