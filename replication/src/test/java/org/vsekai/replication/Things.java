package org.vsekai.replication;

import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;

/** Makes things for tests. */
final class Things {
    private Things() {}

    static EntityState random(long id, SplitMix64 random) {
        EntityKind kind = random.chance(0.5) ? EntityKind.TREE : EntityKind.STRUCTURE;
        return new EntityState(
                id,
                kind,
                random.nextInt(256),
                random.between(-Units.metres(128), Units.metres(128)),
                random.between(-Units.metres(5), Units.metres(5)),
                random.between(-Units.metres(128), Units.metres(128)),
                random.nextInt(360),
                random.nextInt(200),
                1 + random.nextInt(5),
                random.nextInt(10),
                random.nextInt(1_000));
    }
}
