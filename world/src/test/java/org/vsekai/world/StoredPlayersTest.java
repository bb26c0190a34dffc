package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.KeyValue;

class StoredPlayersTest {
    private final ModelDatabase database = new ModelDatabase();
    private final StoredPlayers players = new StoredPlayers(database, WorldKeys.of("earth"), new SeededTokens(8));

    @Test
    void givesOutDenseIdsAndFindsThePlayerByTokenAlone() {
        PlayerDirectory.NewPlayer ada = players.createGuest("Ada");
        PlayerDirectory.NewPlayer otherAda = players.createGuest("Ada");
        assertThat(List.of(ada.player().playerId(), otherAda.player().playerId()))
                .containsExactly(1L, 2L);
        assertThat(players.findByToken(ada.token())).contains(ada.player());
        assertThat(players.findByToken(otherAda.token())).contains(otherAda.player());
    }

    @Test
    void doesNotKnowTokensThatItDidNotGiveOut() {
        players.createGuest("Ada");
        assertThat(players.findByToken("")).isEmpty();
        assertThat(players.findByToken("Ada")).isEmpty();
        assertThat(players.findByToken("x".repeat(1_000_000))).isEmpty();
    }

    @Test
    void storesNoToken() {
        String token = players.createGuest("Ada").token();
        assertThat(token).hasSizeGreaterThanOrEqualTo(43);
        for (KeyValue pair : database.all(new byte[] {}, new byte[] {(byte) 0xFF})) {
            assertThat(new String(pair.key(), StandardCharsets.ISO_8859_1)).doesNotContain(token);
            assertThat(new String(pair.value(), StandardCharsets.ISO_8859_1)).doesNotContain(token);
        }
    }
}
