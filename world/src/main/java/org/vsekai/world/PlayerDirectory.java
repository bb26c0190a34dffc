package org.vsekai.world;

import java.util.Optional;

/** Who may come back as whom. Methods block on the store: virtual threads only. Durable on return. */
public interface PlayerDirectory {
    /** @param playerId positive, never reused */
    record Player(long playerId, String name) {}

    /** @param token the secret that lets the same person come back; only its hash is stored */
    record NewPlayer(Player player, String token) {}

    /** @param name already validated: 1 to 24 characters */
    NewPlayer createGuest(String name);

    /** Empty for an unknown token. */
    Optional<Player> findByToken(String token);
}
