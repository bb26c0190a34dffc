package org.vsekai.archive.backup;

import java.util.Optional;

/** What is in a block. The codes are stored: never reuse one. */
enum BlockKind {
    HEADER(1),
    /** Pages in the order of keys; those of one chunk are of one moment. */
    PAGES(2),
    /** Avatars that are not as in the backup before, in the order of keys. */
    AVATARS(3),
    /** Frames in the order of numbers, without a gap. */
    FRAMES(4),
    /** Everything else of the world that is not as in the backup before, in the order of keys. */
    KEYS(5),
    FOOTER(6);

    private final int code;

    BlockKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<BlockKind> ofCode(int code) {
        for (BlockKind kind : values()) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
