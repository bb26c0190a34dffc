package org.vsekai.game;

/** What an entity is. The codes are stored and sent: never reuse one. */
public enum EntityKind {
    TREE(1),
    ROCK(2),
    ITEM(3),
    STRUCTURE(4);

    private final int code;

    EntityKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
