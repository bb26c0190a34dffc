package org.vsekai.game;

import java.util.OptionalLong;

/**
 * A leg that waits for the decision, and what it holds until then. It is stored, and says everything that is needed to do it or
 * undo it: reservations in memory follow from it.
 */
public sealed interface SetAside {
    /** What has left its holder with this: it goes to the actor if it is done, and comes back otherwise. */
    default Items handsOver() {
        return Items.NONE;
    }

    /** What comes from the actor if it is done. */
    default Items receives() {
        return Items.NONE;
    }

    /** Whose inventory is concerned: that avatar must stay here, and in memory, until the decision. */
    default OptionalLong playerId() {
        return switch (this) {
            case Taken taken -> OptionalLong.of(taken.holderId);
            case Room room -> OptionalLong.of(room.holderId);
            case Kept kept -> OptionalLong.of(kept.holderId);
            case Met met -> OptionalLong.empty();
            case Blow blow -> OptionalLong.empty();
            case Lifted lifted -> OptionalLong.empty();
            case Site site -> OptionalLong.empty();
            case Clearing clearing -> OptionalLong.empty();
        };
    }

    /** The items have left the inventory; their room is kept, for they may come back. */
    record Taken(long holderId, Items items) implements SetAside {
        @Override
        public Items handsOver() {
            return items;
        }
    }

    /** Room is kept in the inventory. */
    record Room(long holderId, Items items) implements SetAside {
        @Override
        public Items receives() {
            return items;
        }
    }

    /** Nothing is held. */
    record Met(long playerMetId) implements SetAside {}

    /** The offer's gives have left the inventory; room is kept for them and for the wants. */
    record Kept(long holderId, StandingOffer offer) implements SetAside {
        @Override
        public Items handsOver() {
            return offer.gives();
        }

        @Override
        public Items receives() {
            return offer.wants();
        }
    }

    /** Some hp of a tree or a rock are nobody else's to strike off, and there is room, and an id, for what a tree drops. */
    record Blow(long targetId, long dropId) implements SetAside {}

    /** The item is off the ground; it may come back, as it was. */
    record Lifted(EntityState item) implements SetAside {
        @Override
        public Items handsOver() {
            return Items.of(ItemKind.ofCode(item.variant()).orElseThrow(), item.count());
        }
    }

    /** The ground is nobody else's to build on, and there is room for one thing more, which has its id. */
    record Site(Action.Build build, long entityId) implements SetAside {}

    /** The ground is nobody else's to build on. */
    record Clearing(Action.Build build) implements SetAside {}
}
