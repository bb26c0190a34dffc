package org.vsekai.game;

import java.util.List;
import java.util.Optional;

/** What can lie in an inventory. The codes are stored and sent: never reuse one. */
public enum ItemKind {
    WOOD(1),
    STONE(2);

    private static final List<ItemKind> VALUES = List.of(values());

    private final int code;

    ItemKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The constant with a stored code; empty for a code that this build doesn't know. */
    public static Optional<ItemKind> ofCode(int code) {
        for (ItemKind item : VALUES) {
            if (item.code == code) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }
}
