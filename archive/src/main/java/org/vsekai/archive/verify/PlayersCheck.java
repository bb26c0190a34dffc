package org.vsekai.archive.verify;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.PlayerIdRecord;
import org.vsekai.world.v1.PlayerRecord;

/** Players are numbered from 1 without a gap, and each has one token that leads to them. */
final class PlayersCheck {
    private static final int HASH_SIZE = 32;

    private final WorldKeys keys;
    private final Findings findings;
    private final long lastPlayer;
    private final Map<Long, ByteString> tokenOf = new HashMap<>();
    private final Map<ByteString, Long> playerOf = new HashMap<>();

    PlayersCheck(WorldKeys keys, Findings findings, long lastPlayer) {
        this.keys = keys;
        this.findings = findings;
        this.lastPlayer = lastPlayer;
    }

    void addPlayer(KeyValue pair) {
        PlayerRecord player = findings.parse(PlayerRecord.parser(), pair.key(), pair.value(), "the player");
        if (player == null) {
            return;
        }
        long id = keys.playerOf(pair.key());
        findings.check(player.getPlayerId() == id, pair.key(), "it is the record of player " + player.getPlayerId());
        findings.check(id >= 1 && id <= lastPlayer, pair.key(), "the newest player should be " + lastPlayer);
        tokenOf.put(id, player.getTokenHash());
    }

    void addToken(KeyValue pair, Tuple key) {
        PlayerIdRecord player = findings.parse(PlayerIdRecord.parser(), pair.key(), pair.value(), "the player's id");
        byte[] hash = key.getBytes(key.size() - 1);
        findings.check(hash.length == HASH_SIZE, pair.key(), "it is no SHA-256");
        if (player != null) {
            playerOf.put(ByteString.copyFrom(hash), player.getPlayerId());
        }
    }

    /** An action that waits for its player's home to be up. */
    void addInput(KeyValue pair, Tuple key) {
        AppliedInput input = findings.parse(AppliedInput.parser(), pair.key(), pair.value(), "the logged action");
        if (input == null) {
            return;
        }
        long player = key.getLong(1);
        long sequence = key.getLong(2);
        findings.check(
                input.getPlayerId() == player && input.getResult().getSequence() == sequence,
                pair.key(),
                "it is action " + input.getResult().getSequence() + " of player " + input.getPlayerId());
        findings.check(
                input.getActionCase() != AppliedInput.ActionCase.ACTION_NOT_SET,
                pair.key(),
                "it is no action that this build knows");
        findings.check(player >= 1 && player <= lastPlayer, pair.key(), "the newest player should be " + lastPlayer);
        findings.check(sequence >= 1, pair.key(), "sequences begin with 1");
    }

    /** When all keys have been seen. */
    void end(Set<Long> avatars) {
        for (long id = 1, missing = 0; id <= lastPlayer && missing < Findings.MAX_KEPT; id++) {
            if (!tokenOf.containsKey(id)) {
                missing++;
                findings.add(keys.player(id), "is missing: " + lastPlayer + " players have come so far");
            }
        }
        tokenOf.forEach((id, token) -> {
            Long leadsTo = playerOf.get(token);
            findings.check(
                    leadsTo != null && leadsTo.equals(id),
                    keys.player(id),
                    leadsTo == null ? "nobody's token leads to the player" : "the token leads to player " + leadsTo);
        });
        playerOf.forEach((token, id) -> findings.check(
                token.equals(tokenOf.get(id)),
                keys.playerByToken(token.toByteArray()),
                "it leads to player " + id + ", who "
                        + (tokenOf.containsKey(id) ? "has another token" : "is missing")));
        avatars.forEach(id -> findings.check(tokenOf.containsKey(id), keys.avatar(id), "its player is missing"));
    }
}
