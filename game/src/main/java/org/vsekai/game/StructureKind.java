package org.vsekai.game;

/** What can be built. The codes are stored and sent: never reuse one. */
public enum StructureKind {
    WALL(1);

    private final int code;

    StructureKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
