package org.vsekai.archive.verify;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.Pieces;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.World;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.PlayerIdRecord;
import org.vsekai.world.v1.WorldRecord;

/** The records that say where a world stands, and whether they agree. What is missing counts as new. */
record Fence(
        WorldRecord world, EpochRecord epoch, HeadRecord head, CheckpointRecord checkpoint, PlayerIdRecord lastPlayer) {
    /** Reads them as of one moment, and checks each and all of them; null where there is no world at all. */
    static @Nullable Fence read(Pieces pieces, WorldKeys keys, Findings findings) {
        List<byte @Nullable []> values = pieces.read(transaction -> RetryLoop.await(transaction.getAll(List.of(
                keys.world(), keys.epoch(), keys.head(), keys.checkpoint(), keys.lastPlayerId(), keys.unfinished()))));
        byte[] world = values.get(0);
        if (world == null && values.stream().allMatch(Objects::isNull)) {
            return null;
        }
        findings.check(world != null, keys.world(), "is missing: the world can't be opened");
        findings.check(values.get(3) != null, keys.checkpoint(), "is missing: the region can't be loaded");
        return new Fence(
                or(parse(findings, WorldRecord.parser(), keys.world(), world), WorldRecord.getDefaultInstance()),
                or(
                        parse(findings, EpochRecord.parser(), keys.epoch(), values.get(1)),
                        EpochRecord.getDefaultInstance()),
                or(parse(findings, HeadRecord.parser(), keys.head(), values.get(2)), HeadRecord.getDefaultInstance()),
                or(
                        parse(findings, CheckpointRecord.parser(), keys.checkpoint(), values.get(3)),
                        CheckpointRecord.getDefaultInstance()),
                or(
                        parse(findings, PlayerIdRecord.parser(), keys.lastPlayerId(), values.get(4)),
                        PlayerIdRecord.getDefaultInstance()));
    }

    private static <M> @Nullable M parse(
            Findings findings, com.google.protobuf.Parser<M> parser, byte[] key, byte @Nullable [] value) {
        return value == null ? null : findings.parse(parser, key, value, "the record");
    }

    private static <M> M or(@Nullable M value, M otherwise) {
        return value == null ? otherwise : value;
    }

    void check(WorldKeys keys, String name, Findings findings) {
        int version = world.getFormatVersion();
        findings.check(
                version >= 1 && version <= World.FORMAT_VERSION,
                keys.world(),
                "format version " + version + "; this program knows 1 to " + World.FORMAT_VERSION);
        findings.check(
                world.getName().equals(name),
                keys.world(),
                "it is named \"" + world.getName() + "\", not \"" + name + "\"");
        findings.check(
                checkpoint.getFrame() <= head.getFrame(),
                keys.checkpoint(),
                "the checkpoint is at frame " + checkpoint.getFrame() + ", the newest frame is " + head.getFrame());
        findings.check(
                checkpoint.getOldestFrame() <= checkpoint.getFrame() + 1,
                keys.checkpoint(),
                "frames from " + checkpoint.getOldestFrame() + " on are kept, but those after " + checkpoint.getFrame()
                        + " are needed");
        findings.check(checkpoint.getNextEntityId() > 0, keys.checkpoint(), "the next entity's id is not positive");
    }
}
