package org.vsekai.archive.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.PlayerRecord;

/** Whom a person means by a name, an id, or what may be either. */
class AskedPlayerIntegrationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private RocksDatabase database;

    @BeforeEach
    void letFiveCome() {
        database = RocksDatabase.open(folder.resolve("store"), RocksOptions.DEFAULT);
        List<String> names = List.of("Ada", "Guest", "Guest", "1", "5");
        database.run(transaction -> {
            for (int id = 1; id <= names.size(); id++) {
                PlayerRecord.Builder player =
                        PlayerRecord.newBuilder().setPlayerId(id).setName(names.get(id - 1));
                transaction.set(WorldKeys.of("test").player(id), player.build().toByteArray());
            }
            return true;
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long find(String asked) {
        return new AskedPlayer(database, "test").find(asked);
    }

    private void assertRefused(String asked, String... why) {
        assertThatThrownBy(() -> find(asked))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContainingAll(why);
    }

    @Test
    void findsByNameAndById() {
        assertThat(find("Ada")).isEqualTo(1);
        assertThat(find("2")).isEqualTo(2);
        assertThat(find("id:3")).isEqualTo(3);
        assertThat(find("name:Ada")).isEqualTo(1);
        assertThat(find("5")).as("named like the own id").isEqualTo(5);
    }

    /** The number was taken for an id, whoever was meant. */
    @Test
    void asksWhichOneWhereAnIdIsAnothersName() {
        assertRefused("1", "1 is the id of a player, and the name of another", "id:1", "name:1");
        assertThat(find("id:1")).isEqualTo(1);
        assertThat(find("name:1")).isEqualTo(4);
    }

    @Test
    void saysThatThereIsNoSuchPlayer() {
        assertRefused("4711", "no player has the name or the id \"4711\"");
        assertRefused("Eve", "no player has the name or the id \"Eve\"");
        assertRefused("id:4711", "no player has the id \"4711\"");
        assertRefused("id:99999999999999999999999", "no player has the id");
        assertRefused("name:2", "no player is named \"2\"");
    }

    @Test
    void namesTheIdsOfThoseWithOneName() {
        assertRefused("Guest", "2 players are named \"Guest\"", "id:N", "[2, 3]");
    }
}
