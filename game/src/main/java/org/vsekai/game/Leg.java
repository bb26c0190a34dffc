package org.vsekai.game;

/**
 * One region's part of something that happens in several places at once, or to several players: small enough to be set aside
 * by itself, and then done or undone. {@link Legs} carries them out.
 *
 * <p>A leg moves whatever lies in one holder. Holders are players, and the ground. A container's whole content would move as the
 * others do: a leg like {@link Take} that names the container in place of the player, takes out all that lies in it, and hands that
 * over; and one like {@link Give} that keeps room for it elsewhere.
 */
public sealed interface Leg {
    /** A player gives up items, which go to whoever the transaction gives them to. */
    record Take(long playerId, Items items) implements Leg {}

    /** A player receives items, and has room for them. */
    record Give(long playerId, Items items) implements Leg {}

    /** A player is near; nothing is set aside. */
    record Meet(long playerId) implements Leg {}

    /** A player keeps an offer to the actor: gives up what it gives, and receives what it wants. */
    record Keep(long playerId, long offerSequence) implements Leg {}

    /** A tree or a rock takes a blow, and yields an item. */
    record Strike(long targetId) implements Leg {}

    /** An item leaves the ground. */
    record PickUp(long targetId) implements Leg {}

    /** A structure comes to stand here. */
    record Raise(Action.Build build) implements Leg {}

    /** A structure comes to stand beyond the border, and reaches so near to it that nothing here may be in its way. */
    record Clear(Action.Build build) implements Leg {}
}
