package org.vsekai.game;

import java.util.List;
import java.util.Optional;

/** What an entity is. The codes are stored and sent: never reuse one. */
public enum EntityKind {
    TREE(1),
    ROCK(2),
    ITEM(3),
    STRUCTURE(4);

    private static final List<EntityKind> VALUES = List.of(values());

    private final int code;

    EntityKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The constant with a stored code; empty for a code that this build doesn't know. */
    public static Optional<EntityKind> ofCode(int code) {
        for (EntityKind kind : VALUES) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
