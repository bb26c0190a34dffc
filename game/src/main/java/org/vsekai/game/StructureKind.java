package org.vsekai.game;

import java.util.List;
import java.util.Optional;

/** What can be built. The codes are stored and sent: never reuse one. */
public enum StructureKind {
    WALL(1);

    private static final List<StructureKind> VALUES = List.of(values());

    private final int code;

    StructureKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The constant with a stored code; empty for a code that this build doesn't know. */
    public static Optional<StructureKind> ofCode(int code) {
        for (StructureKind structure : VALUES) {
            if (structure.code == code) {
                return Optional.of(structure);
            }
        }
        return Optional.empty();
    }
}
