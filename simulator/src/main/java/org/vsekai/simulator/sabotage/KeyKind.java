package org.vsekai.simulator.sabotage;

import org.vsekai.storage.Keys;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.PlayedWorld;

/** What lies under a key. */
enum KeyKind {
    EPOCH,
    HEAD,
    FRAME,
    CHECKPOINT,
    PAGE,
    AVATAR,
    INBOX,
    LOGGED_INPUT,
    CLOCK,
    NEXT_IDS,
    OTHER;

    private static final Subspace WORLD = Subspace.of("sekai", PlayedWorld.NAME);

    static KeyKind of(byte[] key) {
        if (!Keys.startsWith(key, WORLD.key())) {
            return OTHER;
        }
        Tuple parts = WORLD.unpack(key);
        return switch (parts.getString(0)) {
            case "region" -> ofRegion(parts.getString(3));
            case "avatar" -> AVATAR;
            case "inbox" -> INBOX;
            case "input" -> LOGGED_INPUT;
            case "clock" -> CLOCK;
            case "next-entity-ids" -> NEXT_IDS;
            default -> OTHER;
        };
    }

    /** The key of the next frame of the same region. */
    static byte[] frameAfter(byte[] frameKey) {
        Tuple parts = WORLD.unpack(frameKey);
        return WORLD.pack("region", parts.getLong(1), parts.getLong(2), "frame", parts.getLong(4) + 1);
    }

    private static KeyKind ofRegion(String part) {
        return switch (part) {
            case "epoch" -> EPOCH;
            case "head" -> HEAD;
            case "frame" -> FRAME;
            case "checkpoint" -> CHECKPOINT;
            case "chunk" -> PAGE;
            default -> OTHER;
        };
    }
}
