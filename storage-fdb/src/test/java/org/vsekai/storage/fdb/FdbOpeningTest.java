package org.vsekai.storage.fdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.FDBException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vsekai.storage.CannotOpenException;

/** Every way in which a cluster can't be opened has a message that names the cause and the way out. */
class FdbOpeningTest {
    private static final FdbOptions OPTIONS = FdbOptions.DEFAULT.withOpenTimeout(Duration.ofSeconds(3));

    @TempDir
    private Path folder;

    private final RecordingFdb fdb = new RecordingFdb();
    private Path file;

    @BeforeEach
    void writeClusterFile() throws IOException {
        file = Files.writeString(folder.resolve("fdb.cluster"), "# ours\nworlds:Ab12@10.0.0.1:4500,[::1]:4501:tls\n");
    }

    @Test
    void aClusterThatAnswersIsOpenAfterAProbeWithinTheTime() {
        opening(path -> fdb.database()).open(file, OPTIONS);
        assertThat(fdb.calls())
                .containsExactly(
                        "database.createTransaction()",
                        "option timeout=3000",
                        "getReadVersion()",
                        "close()",
                        "database.option max_watches=10000");
    }

    @Test
    void theClientLibraryIsGivenTheWholePath() {
        var seen = new java.util.ArrayList<String>();
        opening(path -> {
                    seen.add(path);
                    return fdb.database();
                })
                .open(file, OPTIONS);
        assertThat(seen).containsExactly(file.toAbsolutePath().toString());
    }

    @Test
    void aMissingClientLibrary() {
        assertCannotOpen(
                path -> {
                    throw new UnsatisfiedLinkError("libfdb_c.so: cannot open shared object file");
                },
                "libfdb_c.so: cannot open shared object file",
                "Install the package foundationdb-clients, version 7.4 or newer");
        assertCannotOpen( // The second try in one process.
                path -> {
                    throw new NoClassDefFoundError("Could not initialize class com.apple.foundationdb.FDB");
                },
                "Install the package foundationdb-clients");
    }

    @Test
    void aClientLibraryThatIsTooOld() {
        assertCannotOpen(
                path -> {
                    throw new FDBException("API version not supported", 2203);
                },
                "API version 740",
                "too old",
                "version 7.4 or newer");
    }

    @Test
    void aClusterThatDoesNotAnswer() {
        fdb.fail("getReadVersion", 1031);
        assertCannotOpen(
                path -> fdb.database(),
                "'worlds' did not answer within 3000 ms",
                "10.0.0.1:4500, [::1]:4501:tls",
                "fdbcli --exec status");
        assertThat(fdb.calls()).endsWith("close()", "database.close()");
    }

    @Test
    void aClusterThatIsLockedOrOfAnotherVersionOrFailsOtherwise() {
        fdb.fail("getReadVersion", 1038);
        assertCannotOpen(path -> fdb.database(), "locked", "fdbcli");
        fdb.fail("getReadVersion", 1039);
        assertCannotOpen(path -> fdb.database(), "another version", "Install the cluster's");
        fdb.fail("getReadVersion", 1006);
        assertCannotOpen(path -> fdb.database(), "code 1006", "fdbcli");
        assertCannotOpen(
                path -> {
                    throw new FDBException("Network can be configured only once", 2009);
                },
                "code 2009");
    }

    @Test
    void aMissingClusterFile() {
        assertThatThrownBy(() -> opening(path -> fdb.database()).open(folder.resolve("none"), OPTIONS))
                .isInstanceOf(CannotOpenException.class)
                .hasMessageContaining("There is no FoundationDB cluster file")
                .hasMessageContaining("none")
                .hasMessageContaining("/etc/foundationdb/fdb.cluster");
        assertThatThrownBy(() -> opening(path -> fdb.database()).open(folder, OPTIONS))
                .isInstanceOf(CannotOpenException.class)
                .hasMessageContaining("can't be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a remark\n",
                "worlds",
                "worlds:Ab12",
                "worlds:Ab12@",
                "wor lds:Ab12@10.0.0.1:4500",
                "worlds:Ab-12@10.0.0.1:4500",
                "worlds:Ab12@10.0.0.1",
                "worlds:Ab12@10.0.0.1:4500,",
                "worlds:Ab12@10.0.0.1:0",
                "worlds:Ab12@10.0.0.1:65536",
                "worlds:Ab12@10.0.0.1:4500:ssl",
                "worlds:Ab12@10.0.0.1:4500\nothers:Cd34@10.0.0.2:4500"
            })
    void aMalformedClusterFile(String content) throws IOException {
        Files.writeString(file, content);
        assertCannotOpen(path -> fdb.database(), "is no FoundationDB cluster file", "Copy the one of the cluster");
        assertThat(fdb.calls()).isEmpty();
    }

    @Test
    void aFileThatIsTooLongIsNotReadIntoMemory() throws IOException {
        Files.write(file, new byte[100_000]);
        assertCannotOpen(path -> fdb.database(), "too long");
    }

    @Test
    void tlsIsWhereEveryCoordinatorHasIt() throws IOException {
        assertThat(ClusterFile.read(file).isTls()).isFalse();
        Files.writeString(file, "worlds:Ab12@db1.example:4500:tls,10.0.0.2:4500:tls");
        assertThat(ClusterFile.read(file).isTls()).isTrue();
    }

    private static FdbOpening opening(FdbClient client) {
        return new FdbOpening(client, () -> 0);
    }

    private void assertCannotOpen(FdbClient client, String... parts) {
        assertThatThrownBy(() -> opening(client).open(file, OPTIONS))
                .isInstanceOf(CannotOpenException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).contains(parts));
    }
}
