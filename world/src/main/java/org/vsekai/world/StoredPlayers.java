package org.vsekai.world;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.vsekai.storage.Database;
import org.vsekai.storage.Transaction;
import org.vsekai.world.v1.PlayerIdRecord;
import org.vsekai.world.v1.PlayerRecord;

/** The players of a world in its store. A token is 256 random bits; only its SHA-256 is stored. */
final class StoredPlayers implements PlayerDirectory {
    private static final int TOKEN_SIZE = 32;

    /** No token of ours is longer; anything beyond is unknown without hashing it. */
    private static final int MAX_TOKEN_LENGTH = 64;

    private final Database database;
    private final WorldKeys keys;
    private final SecureRandom random;

    StoredPlayers(Database database, WorldKeys keys, SecureRandom random) {
        this.database = database;
        this.keys = keys;
        this.random = random;
    }

    @Override
    public NewPlayer createGuest(String name) {
        byte[] secret = new byte[TOKEN_SIZE];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        byte[] hash = hash(token);
        long playerId = database.run(transaction -> create(transaction, name, hash));
        return new NewPlayer(new Player(playerId, name), token);
    }

    /** Idempotent: a second run with the same token finds what the first has made. */
    private long create(Transaction transaction, String name, byte[] hash) {
        byte[] existing = Reads.value(transaction, keys.playerByToken(hash));
        if (existing != null) {
            return playerId(existing);
        }
        byte[] last = Reads.value(transaction, keys.lastPlayerId());
        long playerId = last == null ? 1 : playerId(last) + 1;
        byte[] id = PlayerIdRecord.newBuilder().setPlayerId(playerId).build().toByteArray();
        transaction.set(keys.lastPlayerId(), id);
        transaction.set(keys.playerByToken(hash), id);
        PlayerRecord record = PlayerRecord.newBuilder()
                .setPlayerId(playerId)
                .setName(name)
                .setTokenHash(ByteString.copyFrom(hash))
                .build();
        transaction.set(keys.player(playerId), record.toByteArray());
        return playerId;
    }

    @Override
    public Optional<Player> findByToken(String token) {
        if (token.isEmpty() || token.length() > MAX_TOKEN_LENGTH) {
            return Optional.empty();
        }
        byte[] hash = hash(token);
        return database.run(transaction -> {
            byte[] id = Reads.value(transaction, keys.playerByToken(hash));
            if (id == null) {
                return Optional.empty();
            }
            byte[] value = Reads.value(transaction, keys.player(playerId(id)));
            if (value == null) {
                throw new DamagedRecordException("a token leads to player " + playerId(id) + ", who is missing", null);
            }
            PlayerRecord record = Records.parse(PlayerRecord.parser(), value, "player");
            return Optional.of(new Player(record.getPlayerId(), record.getName()));
        });
    }

    private static long playerId(byte[] value) {
        return Records.parse(PlayerIdRecord.parser(), value, "player id").getPlayerId();
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
