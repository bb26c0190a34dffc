package org.vsekai.storage.fdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.CannotOpenException;

/** The real client library, or the real lack of it. */
class NativeFdbClientIntegrationTest {
    @Test
    void nobodyAnswersAndThatOrTheMissingLibraryIsSaid(@TempDir Path folder) throws IOException {
        // The port "discard" of this machine: nobody listens there.
        Path file = Files.writeString(folder.resolve("fdb.cluster"), "nobody:Ab12@127.0.0.1:9");
        FdbOptions options = FdbOptions.DEFAULT.withOpenTimeout(Duration.ofMillis(200));
        for (int tries = 0; tries < 2; tries++) { // A library that could not be loaded fails otherwise the second time.
            assertThatThrownBy(() -> FdbDatabase.open(file, options))
                    .isInstanceOf(CannotOpenException.class)
                    .satisfies(refused -> assertThat(refused.getMessage())
                            .containsAnyOf(
                                    "Install the package foundationdb-clients",
                                    "'nobody' did not answer within 200 ms"));
        }
    }
}
