package org.vsekai.game;

/** What can lie in an inventory. The codes are stored and sent: never reuse one. */
public enum ItemKind {
    WOOD(1),
    STONE(2);

    private final int code;

    ItemKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
