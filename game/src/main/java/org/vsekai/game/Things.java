package org.vsekai.game;

import org.vsekai.core.Check;
import org.vsekai.sim.EntityImage;

/** Between the engine's numbers and the game's words. */
public final class Things {
    private Things() {}

    public static EntityState state(EntityImage image) {
        return new EntityState(
                image.id(),
                EntityKind.ofCode(image.kind())
                        .orElseThrow(() -> new Check.BrokenInvariant("an entity has a known kind: " + image.kind())),
                image.variant(),
                image.xMicros(),
                image.yMicros(),
                image.zMicros(),
                image.yawDegrees(),
                image.hp(),
                image.count(),
                image.ownerId(),
                image.readyAtTick());
    }

    public static EntityImage image(EntityState state) {
        return new EntityImage(
                state.id(),
                state.kind().code(),
                state.variant(),
                state.xMicros(),
                state.yMicros(),
                state.zMicros(),
                state.yawDegrees(),
                state.hp(),
                state.count(),
                state.ownerPlayerId(),
                state.readyAtTick());
    }
}
