package org.vsekai.game;

import java.util.Optional;

/**
 * What becomes of things when nobody touches them: a felled tree and an exhausted rock are whole again, and what lies on the
 * ground rots away.
 */
final class AgeingOfThings implements Ageing<EntityState> {
    @Override
    public long nextTick(EntityState thing) {
        return thing.readyAtTick() == 0 ? NEVER : thing.readyAtTick();
    }

    @Override
    public Optional<EntityState> next(EntityState thing) {
        return switch (thing.kind()) {
            case TREE, ROCK, STRUCTURE -> Optional.of(whole(thing));
            case ITEM -> Optional.empty();
        };
    }

    private static EntityState whole(EntityState thing) {
        return new EntityState(
                thing.id(),
                thing.kind(),
                thing.variant(),
                thing.xMicros(),
                thing.yMicros(),
                thing.zMicros(),
                thing.yawDegrees(),
                Rules.maxHp(thing.kind()),
                thing.count(),
                thing.ownerPlayerId(),
                0);
    }
}
