package org.vsekai.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void everySettingHasADefaultThatIsValidAndADescription() {
        for (Setting setting : Setting.values()) {
            assertThat(Settings.described(setting).description())
                    .as(setting.key())
                    .endsWith(".");
        }
        ServerConfig config = ServerConfig.of(resolve(Map.of(), Map.of()));
        assertThat(config.http()).isEqualTo(new HostPort("127.0.0.1", 8080));
        assertThat(config.publicAddresses()).isEmpty();
        assertThat(config.worldSeed()).isEmpty();
        assertThat(config.store()).isEmpty();
    }

    @Test
    void flagsWinOverTheEnvironmentThatOverTheFileThatOverTheDefaults() throws IOException {
        file("http = \"127.0.0.1:1\"\nudp = \"127.0.0.1:2\"\nmax-players = 3\n");
        Settings settings = resolve(
                Map.of(Setting.DATA, folder.toString(), Setting.HTTP, "127.0.0.1:10"),
                Map.of("SEKAI_HTTP", "127.0.0.1:20", "SEKAI_UDP", "127.0.0.1:21"));
        assertThat(settings.value(Setting.HTTP)).isEqualTo("127.0.0.1:10");
        assertThat(settings.origin(Setting.HTTP)).isEqualTo("flag --http");
        assertThat(settings.value(Setting.UDP)).isEqualTo("127.0.0.1:21");
        assertThat(settings.origin(Setting.UDP)).isEqualTo("environment variable SEKAI_UDP");
        assertThat(settings.value(Setting.MAX_PLAYERS)).isEqualTo("3");
        assertThat(settings.origin(Setting.MAX_PLAYERS)).isEqualTo(folder.resolve("sekai.conf") + ": 3");
        assertThat(settings.origin(Setting.WORLD_SEED)).isEqualTo("default");
    }

    @Test
    void theLaunchersKnowledgeGivesWayToTheFile() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("sekai.web-root", "/from/the/launcher");
        Map<Setting, String> flags = Map.of(Setting.DATA, folder.toString());
        Settings.Sources sources = new Settings.Sources(flags, Optional.empty(), Map.of(), properties);
        assertThat(Settings.resolve(sources).origin(Setting.WEB_ROOT)).isEqualTo("launcher");
        file("web-root = /from/the/file");
        assertThat(Settings.resolve(sources).value(Setting.WEB_ROOT)).isEqualTo("/from/the/file");
    }

    @Test
    void namesAnUnknownKeyItsLineAndTheNearestOne() throws IOException {
        file("# comment\nmax-player = 3\n");
        assertRefused(Map.of(), "sekai.conf: 2", "'max-player' is not a setting", "did you mean max-players?");
    }

    @Test
    void namesAnUnknownVariableAndTheNearestOne() {
        assertRefused(Map.of("SEKAI_HTPP", "x"), "SEKAI_HTPP", "did you mean SEKAI_HTTP?");
        assertRefused(Map.of("SEKAI_ENTIRELY_ELSE", "x"), "SEKAI_ENTIRELY_ELSE", "./sekai config print");
    }

    @Test
    void letsTheVariablesOfOthersAlone() {
        assertThat(resolve(Map.of(), Map.of("PATH", "/bin", "SEKAI_JAVA_OPTIONS", "-Xmx1g")))
                .isNotNull();
    }

    @Test
    void refusesAFileThatIsNotThereOrNotReadable() throws IOException {
        Path missing = folder.resolve("none.conf");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Settings.resolve(
                        new Settings.Sources(Map.of(), Optional.of(missing), Map.of(), new Properties())))
                .withMessageContaining("none.conf is not there");
        file("http = {");
        assertRefused(Map.of(), "sekai.conf");
        file("http { host = a }");
        assertRefused(Map.of(), "'http' needs one value");
    }

    @Test
    void refusesADataFolderThatPointsElsewhere() throws IOException {
        file("data = /elsewhere");
        assertRefused(Map.of(), "sekai.conf sets data");
    }

    @Test
    void anInvalidValueIsNamedWithItsOriginAndWhatIsExpected() {
        assertInvalid(Setting.HTTP, "localhost", "http is \"localhost\" (flag --http), but HOST:PORT");
        assertInvalid(Setting.UDP, "h:65536", "udp is \"h:65536\"");
        assertInvalid(Setting.UDP, "::1:80", "udp is \"::1:80\"");
        assertInvalid(Setting.UDP, "127.0.0.1:80,[::1]:81", "one port number");
        assertInvalid(Setting.UDP, "127.0.0.1:80,", "udp is");
        assertInvalid(Setting.UDP_THREADS, "0", "auto, or a number from 1 to 64");
        assertInvalid(Setting.PUBLIC_ADDRESS, "203.0.113.7, example.org", "several with commas");
        assertInvalid(Setting.PUBLIC_ADDRESS, "example.org", "an IP address");
        assertInvalid(Setting.WORLD_SEED, "1.5", "a whole number");
        assertInvalid(Setting.WORLD_SIZE, "4", "an odd number of regions from 1 to 1999");
        assertInvalid(Setting.TICK_THREADS, "65", "auto, or a number from 1 to 64");
        assertInvalid(Setting.CHUNK_MEMORY, "0m", "auto, or a size from 1m to 1024g");
        assertInvalid(Setting.CHUNK_MEMORY, "1025g", "auto, or a size from 1m to 1024g");
        assertInvalid(Setting.MAX_PLAYERS, "0", "a number from 1");
        assertInvalid(Setting.LOG_LEVEL, "loud", "error, warn, info or debug");
        assertInvalid(Setting.WORLD_NAME, "a\nb", "characters");
        assertInvalid(Setting.STORE_MEMORY, "256", "a size from 16m to 64g");
        assertInvalid(Setting.STORE_MEMORY, "15m", "a size from 16m to 64g");
        assertInvalid(Setting.STORE_MEMORY, "65g", "a size from 16m to 64g");
        assertInvalid(Setting.DATA, "", "a folder");
        assertInvalid(Setting.STORE, "fbd:/x", "store is \"fbd:/x\" (flag --store), but a folder, rocksdb:FOLDER or");
    }

    @Test
    void chunksMayTakeAQuarterOfTheHeapUnlessAnotherSizeIsNamed() {
        assertThat(ServerConfig.of(resolve(Map.of(), Map.of())).chunkBytes())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
        assertThat(ServerConfig.of(resolve(Map.of(Setting.CHUNK_MEMORY, "64m"), Map.of()))
                        .chunkBytes())
                .isEqualTo(64L << 20);
    }

    @Test
    void readsSeveralAddressesWithCommas() {
        ServerConfig config = ServerConfig.of(resolve(
                Map.of(Setting.UDP, "127.0.0.1:80, [::1]:80", Setting.PUBLIC_ADDRESS, "203.0.113.7,2001:db8::7"),
                Map.of()));
        assertThat(config.udp()).containsExactly(new HostPort("127.0.0.1", 80), new HostPort("::1", 80));
        assertThat(config.publicAddresses())
                .containsExactly(InetAddress.ofLiteral("203.0.113.7"), InetAddress.ofLiteral("2001:db8::7"));
    }

    @Test
    void readsAddressesOfBothKinds() {
        assertThat(HostPort.parse("[::1]:0")).contains(new HostPort("::1", 0));
        assertThat(HostPort.parse("example.org:443")).contains(new HostPort("example.org", 443));
        assertThat(new HostPort("::1", 80)).hasToString("[::1]:80");
        for (String bad : new String[] {"", ":", ":80", "a:", "a:b", "a:-1", "a: 80", "[]:80", "a:99999999999"}) {
            assertThat(HostPort.parse(bad)).as(bad).isEmpty();
        }
    }

    private void file(String text) throws IOException {
        Files.writeString(folder.resolve("sekai.conf"), text);
    }

    private void assertRefused(Map<String, String> environment, String... words) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> resolve(Map.of(Setting.DATA, folder.toString()), environment))
                .satisfies(refused -> assertThat(refused.getMessage()).contains(words));
    }

    private void assertInvalid(Setting setting, String value, String words) {
        // The data folder is looked into before it is checked; all others are only checked.
        Settings settings = resolve(Map.of(setting, value), Map.of());
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ServerConfig.of(settings))
                .withMessageContaining(words);
    }

    private static Settings resolve(Map<Setting, String> flags, Map<String, String> environment) {
        return Settings.resolve(new Settings.Sources(flags, Optional.empty(), environment, new Properties()));
    }
}
