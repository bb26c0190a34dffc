package org.vsekai.game;

import java.util.List;
import java.util.Optional;

/** Why the world did, or did not do, what a player asked. The codes are stored and sent: never reuse one. */
public enum Reason {
    OK(0, ""),
    NO_SUCH_TARGET(1, "There is nothing there any more."),
    OUT_OF_REACH(2, "That is too far away: step closer."),
    WRONG_TARGET(3, "That can't be done with this."),
    EXHAUSTED(4, "Nothing is left here; it grows back in time."),
    TOO_SOON(5, "Too fast: wait a moment between strikes."),
    NOT_ENOUGH_ITEMS(6, "Not enough material in the inventory."),
    INVENTORY_FULL(7, "The inventory is full."),
    NO_SPACE(8, "Something is in the way."),
    OUTSIDE_WORLD(9, "The world ends here."),
    NOT_ON_GROUND(10, "It must stand on the ground."),
    BAD_ACTION(11, "The action makes no sense: a field is out of its range."),
    NO_SUCH_PLAYER(12, "There is no such player near by."),
    NO_SUCH_OFFER(13, "That offer does not stand any more."),
    PARTNER_CANNOT(14, "The other one lacks the items, or the room for them."),
    NO_ANSWER(15, "The land beyond the border did not answer; nothing was changed."),
    CROWDED(16, "There are too many things here already: clear some away, or go a little farther.");

    private static final List<Reason> VALUES = List.of(values());

    private final int code;
    private final String text;

    Reason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    /** One sentence for the player. */
    public String text() {
        return text;
    }

    /** The constant with a stored code; empty for a code that this build doesn't know. */
    public static Optional<Reason> ofCode(int code) {
        for (Reason reason : VALUES) {
            if (reason.code == code) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
