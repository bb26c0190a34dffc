package org.vsekai.archive.verify;

import com.google.protobuf.Parser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.Pieces;
import org.vsekai.sim.RegionGrid;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.World;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.WorldShape;
import org.vsekai.world.v1.PlayerIdRecord;
import org.vsekai.world.v1.WorldRecord;

/**
 * The records that a world has once. What is missing counts as new.
 *
 * @param nextEntityIds the first id that no region has been given; in worlds of one region, that gave out all themselves, the
 *     largest number
 */
record WorldFence(WorldRecord world, PlayerIdRecord lastPlayer, long nextEntityIds, long clock) {
    private static final int NUMBER_SIZE = 8;

    /** Reads them as of one moment, and checks each and all of them; null where there is no world at all. */
    static @Nullable WorldFence read(Pieces pieces, WorldKeys keys, Findings findings) {
        List<byte @Nullable []> values = pieces.read(transaction -> RetryLoop.await(transaction.getAll(
                List.of(keys.world(), keys.lastPlayerId(), keys.nextEntityIds(), keys.clock(), keys.checkpoint()))));
        byte[] world = values.get(0);
        if (world == null && values.stream().allMatch(Objects::isNull)) {
            return null;
        }
        findings.check(world != null, keys.world(), "is missing: the world can't be opened");
        return new WorldFence(
                parse(findings, WorldRecord.parser(), keys.world(), world, WorldRecord.getDefaultInstance()),
                parse(
                        findings,
                        PlayerIdRecord.parser(),
                        keys.lastPlayerId(),
                        values.get(1),
                        PlayerIdRecord.getDefaultInstance()),
                number(findings, keys.nextEntityIds(), values.get(2)),
                number(findings, keys.clock(), values.get(3)));
    }

    private static long number(Findings findings, byte[] key, byte @Nullable [] value) {
        if (value == null) {
            return Long.MAX_VALUE;
        }
        boolean isOne = value.length == NUMBER_SIZE;
        findings.check(isOne, key, "it is no number of " + NUMBER_SIZE + " bytes");
        return isOne ? ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong() : Long.MAX_VALUE;
    }

    private static <M> M parse(Findings findings, Parser<M> parser, byte[] key, byte @Nullable [] value, M otherwise) {
        M parsed = value == null ? null : findings.parse(parser, key, value, "the record");
        return parsed == null ? otherwise : parsed;
    }

    void check(WorldKeys keys, String name, Findings findings) {
        int version = world.getFormatVersion();
        Findings graded = version > World.FORMAT_VERSION ? findings.of(Finding.Grade.UNKNOWN_VERSION) : findings;
        graded.check(
                version >= 1 && version <= World.FORMAT_VERSION,
                keys.world(),
                "format version " + version + "; this program knows 1 to " + World.FORMAT_VERSION);
        findings.check(
                world.getName().equals(name),
                keys.world(),
                "it is named \"" + world.getName() + "\", not \"" + name + "\"");
        int side = world.getRegionsPerSide();
        findings.check(
                side == 0 || RegionGrid.isPossible(side),
                keys.world(),
                side + " regions along each side have no middle");
    }

    WorldShape shape() {
        int side = world.getRegionsPerSide();
        return new WorldShape(world.getSeed(), new RegionGrid(RegionGrid.isPossible(side) ? side : 1));
    }
}
