package org.vsekai.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vsekai.core.Pose;

/** Reads snapshots, as a client does. */
public final class SnapshotReader {
    private SnapshotReader() {}

    public static Decoded<Snapshot> decode(byte[] bytes) {
        if (bytes.length > Protocol.MAX_LOSSY_BYTES) {
            return new Decoded.Refused<>(WireFault.TOO_LARGE, 0);
        }
        BitReader in = new BitReader(bytes);
        long type = in.readUnsigned(PoseCodec.TYPE_BITS);
        if (in.isOverrun()) {
            return new Decoded.Refused<>(WireFault.TRUNCATED, 0);
        }
        if (type != SnapshotWriter.TYPE) {
            return new Decoded.Refused<>(WireFault.UNKNOWN_TYPE, 0);
        }
        long tick = in.readUnsigned(SnapshotWriter.TICK_BITS);
        boolean hasPose = in.readUnsigned(1) == 1;
        int poseSequence = (int) in.readUnsigned(SnapshotWriter.SEQUENCE_BITS);
        int count = (int) in.readUnsigned(SnapshotWriter.COUNT_BITS);
        if (in.isOverrun()) {
            return new Decoded.Refused<>(WireFault.TRUNCATED, in.position());
        }
        if (count > SnapshotWriter.MAX_AVATARS) {
            return new Decoded.Refused<>(WireFault.FIELD_OUT_OF_RANGE, in.position());
        }
        List<Snapshot.Avatar> avatars = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int slot = (int) in.readUnsigned(SnapshotWriter.SLOT_BITS);
            switch (PoseCodec.decodeBody(in)) {
                case Decoded.Refused<Pose>(WireFault fault, int bitOffset) -> {
                    return new Decoded.Refused<>(fault, bitOffset);
                }
                case Decoded.Ok<Pose>(Pose pose) -> avatars.add(new Snapshot.Avatar(slot, pose));
            }
        }
        if (in.remainingBits() >= 8) {
            return new Decoded.Refused<>(WireFault.TRAILING_BYTES, in.position());
        }
        return new Decoded.Ok<>(
                new Snapshot(tick, hasPose ? OptionalInt.of(poseSequence) : OptionalInt.empty(), avatars));
    }
}
