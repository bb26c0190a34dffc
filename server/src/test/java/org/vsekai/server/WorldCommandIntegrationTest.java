package org.vsekai.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.World;
import org.vsekai.world.WorldOptions;

/** {@code ./sekai world} from end to end: real stores, real files, the words and exit codes that a host sees. */
@Timeout(90)
class WorldCommandIntegrationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RocksOptions ENGINE = RocksOptions.DEFAULT.withMemoryBytes(32L << 20);

    @TempDir
    Path folder;

    private Path data;
    private Path file;

    private record Said(int exitCode, String out, String err) {
        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    @BeforeEach
    void aWorldWithOnePlayer() {
        data = folder.resolve("data");
        file = folder.resolve("main.sekai");
        try (RocksDatabase store = RocksDatabase.open(data.resolve("store"), ENGINE)) {
            World.open(store, new WorldOptions("main", OptionalLong.of(42), new SecureRandom()))
                    .players()
                    .createGuest("Ada");
        }
    }

    @Test
    void aWorldGoesThroughAnArchiveAndACopyWithOneChecksum() throws IOException {
        Said exported = world("export", "--from", data, "--to", folder, "--json");
        assertThat(exported.exitCode()).isZero();
        assertThat(exported.err()).isEmpty();
        assertThat(exported.json().get("to").textValue()).isEqualTo(file.toString());
        assertThat(exported.json().get("world").textValue()).isEqualTo("main");
        String checksum = exported.json().get("sha256").textValue();
        assertThat(checksum).matches("[0-9a-f]{64}");

        String imported = "rocksdb:" + folder.resolve("imported");
        Said brought = world("import", "--from", file, "--to", imported, "--json");
        assertThat(brought.exitCode()).isZero();
        assertThat(brought.json().get("sha256").textValue()).isEqualTo(checksum);
        assertThat(brought.json().get("pairs")).isEqualTo(exported.json().get("pairs"));
        assertThat(brought.json().get("resumed").booleanValue()).isFalse();

        Said copied = world("copy", "--from", imported, "--to", folder.resolve("copied"), "--all");
        assertThat(copied.exitCode()).isZero();
        assertThat(copied.out()).startsWith("the whole store, from " + imported).contains("sha256:" + checksum);
    }

    @Test
    void showsKeysAndRecordsToAPerson() throws IOException {
        Said player = world("inspect", "sekai/main/player/1", "--store", data);
        assertThat(player.exitCode()).isZero();
        assertThat(player.out()).startsWith("sekai/main/player/1   (").contains("    name: \"Ada\"");
        Said world = world("inspect", "sekai/main/world", "--store", data, "--json");
        assertThat(world.json().get("key").textValue()).isEqualTo("sekai/main/world");
        assertThat(world.json().get("value").textValue()).contains("seed: 42");
        Said some = world("inspect", "--store", data, "--limit", 3);
        assertThat(some.out().lines().filter(line -> !line.startsWith(" "))).hasSize(3);
        assertThat(some.err()).contains("there are more");
        Said none = world("inspect", "sekai/other", "--store", data);
        assertThat(none.out() + none.err()).isEmpty();
    }

    @Test
    void whatCannotBeDoneIsOneSentenceAndExitCodeOne() throws IOException {
        assertThat(world("export", "--from", data, "--to", file).exitCode()).isZero();
        assertOneSentence(world("export", "--from", data, "--to", file), "is there already");
        assertOneSentence(
                world("export", "--from", folder.resolve("none"), "--to", folder.resolve("x")), "no store in");
        assertThat(folder.resolve("none")).doesNotExist();
        assertOneSentence(
                world("export", "--from", data, "--to", folder.resolve("x"), "--world", "mian"), "it holds main");
        assertOneSentence(world("import", "--from", file, "--to", data), "not empty", "Nothing was changed");
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);
        assertOneSentence(world("import", "--from", file, "--to", folder.resolve("y")), "is damaged at byte");
        assertThat(folder.resolve("y")).doesNotExist();
        Files.writeString(file, "not one");
        assertOneSentence(world("import", "--from", file, "--to", folder.resolve("y")), "no archive of a world");
    }

    @Test
    void aStoreInUseIsNamedAndLeftAlone() {
        try (RocksDatabase running = RocksDatabase.open(data.resolve("store"), ENGINE)) {
            assertThat(running.statistics().openTransactions()).isZero();
            assertOneSentence(world("export", "--from", data, "--to", file), "in use by another process");
            assertOneSentence(world("inspect", "sekai", "--store", data), "in use by another process");
        }
    }

    @Test
    void aMistakeInTheCommandIsExitCodeTwo() {
        assertThat(world().exitCode()).isEqualTo(2);
        assertThat(world().err()).contains("export", "import", "copy", "inspect");
        Said noStore = world("copy", "--from", "fbd:/etc/fdb.cluster", "--to", data);
        assertThat(noStore.exitCode()).isEqualTo(2);
        assertThat(noStore.err()).contains("'fbd:/etc/fdb.cluster' names no store", "fdb:CLUSTER-FILE");
        assertThat(world("copy", "--from", data, "--to", data).err()).contains("the same store");
        assertThat(world("export", "--from", data, "--to", file, "--world", "a", "--all")
                        .exitCode())
                .isEqualTo(2);
        assertThat(world("export", "--from", data).err()).contains("--to");
        assertThat(world("inspect", "a//b", "--store", data).err()).contains("at character 3");
        assertThat(world("inspect", "--limit", 0, "--store", data).exitCode()).isEqualTo(2);
    }

    @Test
    void aClusterThatCannotBeOpenedIsNamed() {
        Said said = run("serve", "--data", data, "--store", "fdb:" + folder.resolve("absent.cluster"));
        assertOneSentence(said, "absent.cluster");
        assertOneSentence(
                world("export", "--from", "fdb:" + folder.resolve("absent.cluster"), "--to", file), "absent.cluster");
    }

    @Test
    void theOtherEnginesClassesAreNotLoaded() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:class+load:file=" + folder.resolve("loaded"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of("world", "inspect", "sekai/main/world", "--store", data.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(Files.readString(folder.resolve("loaded")))
                .contains("org.vsekai.storage.rocksdb.RocksDatabase")
                .doesNotContain("org.vsekai.storage.fdb", "com.apple.foundationdb");
    }

    private static void assertOneSentence(Said said, String... words) {
        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines())
                .singleElement()
                .asString()
                .startsWith("sekai: ")
                .contains(words);
    }

    private static Said world(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("world"));
        all.addAll(List.of(arguments));
        return run(all.toArray());
    }

    private static Said run(Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        int exitCode = new Main(new PrintWriter(out, true), new PrintWriter(err, true)).run(words);
        return new Said(exitCode, out.toString(), err.toString());
    }
}
