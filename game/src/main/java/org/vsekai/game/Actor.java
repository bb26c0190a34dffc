package org.vsekai.game;

/** Whose action a leg belongs to, and where that player stood when it was begun. */
public record Actor(long playerId, Place place) {
    public static Actor of(Avatar avatar) {
        return new Actor(avatar.playerId(), avatar.place());
    }
}
