package org.vsekai.storage.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import picocli.CommandLine;

class StorageCheckIntegrationTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    private final StringWriter err = new StringWriter();

    @Test
    void aSmallCheckPassesAndSaysWhatItDid() throws IOException {
        int exit = run(
                "--json",
                "--transactions",
                "2000",
                "--kills",
                "2",
                "--acknowledged",
                "500",
                "--crashes",
                "0",
                "--no-sabotage",
                "--data",
                folder.toString());
        assertThat(exit).as(err.toString()).isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(out.toString().strip()).doesNotContain("\n");
        assertThat(report.path("check").asText()).isEqualTo("storage");
        assertThat(report.path("pass").asBoolean()).isTrue();
        assertThat(report.path("transactions").asLong()).isGreaterThanOrEqualTo(2_000);
        assertThat(report.path("kills").asInt()).isEqualTo(2);
        assertThat(report.path("acknowledged").asLong()).isGreaterThanOrEqualTo(500);
        assertThat(report.path("contractTests").asInt()).isGreaterThan(30);
        assertThat(report.path("skipped").path("sabotaged").asText()).isEqualTo("--no-sabotage");
    }

    /** What is below a prefix passes as a store, and nothing beside it is touched. */
    @Test
    void theContractHoldsBelowAPrefixToo() {
        byte[] outside = {'x'};
        try (var store = RocksDatabase.open(folder, RocksOptions.DEFAULT.withMinFreeBytes(0));
                var below = new PrefixedDatabase(store, PrefixedDatabase.CHECK)) {
            store.run(tx -> {
                tx.set(outside, outside);
                return true;
            });
            ContractTests.Result result = ContractTests.run(below, true);
            assertThat(result.failures()).isEmpty();
            assertThat(result.passed()).isGreaterThan(30);
            boolean isLeft = store.run(tx -> Arrays.equals(RetryLoop.await(tx.get(outside)), outside));
            assertThat(isLeft).as("what lies beside it is still there").isTrue();
        }
    }

    @Test
    void aStoreThatIsNoneIsAnErrorOfTheCommand() {
        assertThat(run("--store", "postgres:there")).isEqualTo(2);
        assertThat(err.toString()).contains("fdb:CLUSTER-FILE");
        assertThat(run("--store", "fdb:" + folder.resolve("absent"))).isEqualTo(2);
        assertThat(run("--transactions", "-1")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return new CommandLine(new StorageCheck())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
