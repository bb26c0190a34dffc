package org.vsekai.world;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.HistoryIndex;
import org.vsekai.world.v1.HistoryRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PlayerIdRecord;
import org.vsekai.world.v1.PlayerRecord;
import org.vsekai.world.v1.WorldRecord;

/** What a world has stored under a key, in Protocol Buffers' text form, for a person. */
public final class RecordText {
    private static final Subspace WORLDS = Subspace.of("sekai");

    /** Keys of the world whose value is a number: {@link WorldKeys#clock}, {@link WorldKeys#nextEntityIds}. */
    private static final Set<String> NUMBERS = Set.of("clock", "next-entity-ids");

    private RecordText() {}

    /** Empty where the key is none of a world's; words about the damage where the value can't be read. */
    public static Optional<String> of(byte[] key, byte[] value) {
        Tuple rest = afterWorldName(key);
        if (rest == null) {
            return Optional.empty();
        }
        if (isPieceOfAFrame(rest, value)) {
            return Optional.of("piece " + rest.get(5) + " of the record of frame " + rest.get(4));
        }
        if (is(rest, 6, "region", 3, "history-block")) {
            return Optional.of("piece " + rest.get(5) + " of the block of frames that begins with " + rest.get(4));
        }
        if (NUMBERS.contains(String.valueOf(rest.get(0))) && rest.size() == 1 && value.length == Long.BYTES) {
            return Optional.of(Long.toString(
                    ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong()));
        }
        Parser<? extends Message> parser = parserOf(rest);
        if (parser == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(TextFormat.printer().printToString(parser.parseFrom(value)));
        } catch (InvalidProtocolBufferException damaged) {
            return Optional.of("damaged: " + damaged.getMessage());
        }
    }

    private static @Nullable Tuple afterWorldName(byte[] key) {
        if (!WORLDS.contains(key)) {
            return null;
        }
        try {
            Tuple tuple = WORLDS.unpack(key);
            if (tuple.size() < 2 || !(tuple.get(0) instanceof String)) {
                return null;
            }
            Tuple rest = Tuple.of();
            for (int i = 1; i < tuple.size(); i++) {
                rest = rest.add(tuple.get(i));
            }
            return rest;
        } catch (IllegalArgumentException notATuple) {
            return null;
        }
    }

    /** Only a record of one piece can be read by itself. */
    private static boolean isPieceOfAFrame(Tuple rest, byte[] value) {
        return is(rest, 6, "region", 3, "frame")
                && (!Long.valueOf(0).equals(rest.get(5)) || value.length >= FrameParts.MAX_PART_SIZE);
    }

    private static @Nullable Parser<? extends Message> parserOf(Tuple rest) {
        if (rest.size() == 4 && "region".equals(rest.get(0)) && rest.get(3) instanceof String kind) {
            return switch (kind) {
                case "epoch" -> EpochRecord.parser();
                case "head" -> HeadRecord.parser();
                case "checkpoint" -> CheckpointRecord.parser();
                case "history" -> HistoryRecord.parser();
                default -> null;
            };
        }
        if (is(rest, 6, "region", 3, "frame")) {
            return FrameRecord.parser();
        }
        if (is(rest, 5, "region", 3, "history-index")) {
            return HistoryIndex.parser();
        }
        if (is(rest, 7, "region", 3, "chunk")) {
            return ChunkPage.parser();
        }
        return rest.get(0) instanceof String kind ? ofTheWorld(kind, rest.size()) : null;
    }

    private static @Nullable Parser<? extends Message> ofTheWorld(String kind, int size) {
        return switch (kind + "/" + size) {
            case "world/1" -> WorldRecord.parser();
            case "last-player/1", "token/2" -> PlayerIdRecord.parser();
            case "player/2" -> PlayerRecord.parser();
            case "avatar/2" -> AvatarRecord.parser();
            case "inbox/7" -> Parcel.parser();
            case "input/3" -> AppliedInput.parser();
            default -> null;
        };
    }

    private static boolean is(Tuple key, int size, String first, int index, String element) {
        return key.size() == size && first.equals(key.get(0)) && element.equals(key.get(index));
    }
}
