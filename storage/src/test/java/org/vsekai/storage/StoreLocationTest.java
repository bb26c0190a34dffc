package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {
    @Test
    void namesAnEngineAndAPath() {
        assertThat(StoreLocation.parse("fdb:/etc/foundationdb/fdb.cluster"))
                .contains(new StoreLocation.Cluster(Path.of("/etc/foundationdb/fdb.cluster")));
        assertThat(StoreLocation.parse("rocksdb:data/store"))
                .contains(new StoreLocation.Folder(Path.of("data", "store")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"./sekai-data", "/srv/store", "store", "./a:b", "C:data", "/x/fdb:y"})
    void anythingWithoutAnEngineIsAFolder(String text) {
        assertThat(StoreLocation.parse(text)).contains(new StoreLocation.Folder(Path.of(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "rocksdb:", "fdb:", "fbd:/etc/fdb.cluster", "FDB:/etc/fdb.cluster", "http://host/"})
    void refusesWhatIsNoStore(String text) {
        assertThat(StoreLocation.parse(text)).isEmpty();
    }

    @Test
    void isWrittenAsItIsRead() {
        for (String text : new String[] {"rocksdb:a", "fdb:/b/c"}) {
            assertThat(StoreLocation.parse(text))
                    .hasValueSatisfying(location -> assertThat(location).hasToString(text));
        }
    }
}
