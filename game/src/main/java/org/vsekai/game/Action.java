package org.vsekai.game;

/** A player's discrete input (a move is a pose, not an action). */
public sealed interface Action {
    /** Strikes a tree or a rock once. */
    record Harvest(long targetId) implements Action {}

    /** Sets up a structure at a point, its length turned by {@code yawDegrees} (0 to 359) from the east-west line. */
    record Build(StructureKind structure, long xMicros, long yMicros, long zMicros, int yawDegrees) implements Action {}

    /** Uses a thing with the hands: picks up an item from the ground. */
    record Interact(long targetId) implements Action {}

    /** Rests. Shown to others, changes nothing else. */
    record Idle() implements Action {}

    /** Gives items to a player near by: all of them or none. */
    record Gift(long toPlayerId, Items items) implements Action {}

    /** Proposes a trade to a player near by, in place of any offer before; without items it only withdraws that. */
    record Offer(long toPlayerId, Items gives, Items wants) implements Action {
        public boolean withdraws() {
            return gives.isEmpty() && wants.isEmpty();
        }
    }

    /** Accepts an offer: both sides' items change hands together, or none do. */
    record Accept(long fromPlayerId, long offerSequence) implements Action {}
}
