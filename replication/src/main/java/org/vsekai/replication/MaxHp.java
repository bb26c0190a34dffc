package org.vsekai.replication;

import org.vsekai.game.EntityKind;

/** The hp of a whole thing: a rule of the game that clients are told with each thing. */
@FunctionalInterface
public interface MaxHp {
    /** @param variant as in {@link org.vsekai.game.EntityState#variant} */
    int of(EntityKind kind, int variant);
}
