package org.vsekai.archive.backup;

import java.util.Optional;

/** What is in a block. The codes are stored: never reuse one. */
enum BlockKind {
    HEADER(1),
    /** Pages of one region in the order of keys; those of one chunk are of one moment. */
    PAGES(2),
    /** Avatars that are not as in the backup before, in the order of keys. */
    AVATARS(3),
    /** Frames of one region in the order of numbers, without a gap from block to block. */
    FRAMES(4),
    /** Everything else of the world that is not as in the backup before, in the order of keys. */
    KEYS(5),
    FOOTER(6),
    /** Parcels that waited for a region at the end of a base, in the order of keys. */
    PARCELS(7),
    /** Logged inputs that are not as in the backup before, in the order of keys. */
    INPUTS(8);

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
