package org.vsekai.wire;

import org.vsekai.core.HotPath;
import org.vsekai.core.Joint;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;

/**
 * The body of a pose, 303 bits, and the pose message around it (docs/protocol/lossy.md, "Body" and "Pose").
 *
 * <pre>
 *  0               16              32             47             62                  82      90
 * +---------------+---------------+--------------+--------------+-------------------+-------+
 * | chunk x       | chunk z       | x in chunk   | z in chunk   | y                 | flags |
 * +---------------+---------------+--------------+--------------+-------------------+-------+
 * | 3 × ( x 13 | y 13 | z 13 | rotation 32 ): head, left hand, right hand                   |
 * +-----------------------------------------------------------------------------------------+
 * </pre>
 *
 * Micrometres are floored to millimetres, so decoding what was encoded gives the same pose up to a millimetre, and exactly
 * the same from then on. Encoding is total too: what a field can't hold is clamped to its nearest value.
 */
@HotPath
public final class PoseCodec {
    public static final int TYPE = 1;
    public static final int TYPE_BITS = 8;
    public static final int BODY_BITS = 303;
    public static final int BODY_BYTES = (BODY_BITS + 7) / 8;
    public static final int MESSAGE_BITS = 359;
    public static final int MESSAGE_BYTES = (MESSAGE_BITS + 7) / 8;

    private static final int CHUNK_BITS = 16;
    private static final int IN_CHUNK_BITS = 15;
    private static final int HEIGHT_BITS = 20;
    private static final int FLAG_BITS = 8;
    private static final int OFFSET_BITS = 13;
    private static final int ROTATION_BITS = 32;
    private static final int SEQUENCE_BITS = 16;
    private static final int TICK_BITS = 32;

    private PoseCodec() {}

    public static void encodeBody(Pose pose, BitWriter out) {
        writePlace(pose.rootXMicros(), pose.rootZMicros(), out);
        out.write(clampSigned(Units.floorToMm(pose.rootYMicros()), HEIGHT_BITS), HEIGHT_BITS);
        out.write(pose.flags(), FLAG_BITS);
        writeJoint(pose.head(), out);
        writeJoint(pose.left(), out);
        writeJoint(pose.right(), out);
    }

    /** Reads a body from where the reader stands; what follows it is left to the caller. */
    static Decoded<Pose> decodeBody(BitReader in) {
        long chunkX = in.readSigned(CHUNK_BITS);
        long chunkZ = in.readSigned(CHUNK_BITS);
        long xMm = in.readUnsigned(IN_CHUNK_BITS);
        long zMm = in.readUnsigned(IN_CHUNK_BITS);
        long yMm = in.readSigned(HEIGHT_BITS);
        int flags = (int) in.readUnsigned(FLAG_BITS);
        Joint head = readJoint(in);
        Joint left = readJoint(in);
        Joint right = readJoint(in);
        if (in.isOverrun()) {
            return new Decoded.Refused<>(WireFault.TRUNCATED, in.position());
        }
        if (xMm >= Units.CHUNK_MM || zMm >= Units.CHUNK_MM) {
            return new Decoded.Refused<>(WireFault.FIELD_OUT_OF_RANGE, in.position());
        }
        return new Decoded.Ok<>(new Pose(
                chunkX * Units.CHUNK_MICROS + xMm * Units.MICROS_PER_MM,
                yMm * Units.MICROS_PER_MM,
                chunkZ * Units.CHUNK_MICROS + zMm * Units.MICROS_PER_MM,
                head,
                left,
                right,
                flags));
    }

    public static byte[] encode(PoseMessage message) {
        BitWriter out = new BitWriter(MESSAGE_BYTES);
        out.write(TYPE, TYPE_BITS);
        out.write(message.sequence(), SEQUENCE_BITS);
        out.write(message.snapshotTick(), TICK_BITS);
        encodeBody(message.pose(), out);
        return out.toBytes();
    }

    public static Decoded<PoseMessage> decode(byte[] bytes) {
        if (bytes.length > Protocol.MAX_LOSSY_BYTES) {
            return new Decoded.Refused<>(WireFault.TOO_LARGE, 0);
        }
        BitReader in = new BitReader(bytes);
        long type = in.readUnsigned(TYPE_BITS);
        if (in.isOverrun()) {
            return new Decoded.Refused<>(WireFault.TRUNCATED, 0);
        }
        if (type != TYPE) {
            return new Decoded.Refused<>(WireFault.UNKNOWN_TYPE, 0);
        }
        int sequence = (int) in.readUnsigned(SEQUENCE_BITS);
        long snapshotTick = in.readUnsigned(TICK_BITS);
        return switch (decodeBody(in)) {
            case Decoded.Refused<Pose>(WireFault fault, int bitOffset) -> new Decoded.Refused<>(fault, bitOffset);
            case Decoded.Ok<Pose>(Pose pose) ->
                in.remainingBits() >= 8
                        ? new Decoded.Refused<>(WireFault.TRAILING_BYTES, in.position())
                        : new Decoded.Ok<>(new PoseMessage(sequence, snapshotTick, pose));
        };
    }

    private static void writePlace(long xMicros, long zMicros, BitWriter out) {
        long chunkX = Math.floorDiv(xMicros, Units.CHUNK_MICROS);
        long chunkZ = Math.floorDiv(zMicros, Units.CHUNK_MICROS);
        out.write(clampSigned(chunkX, CHUNK_BITS), CHUNK_BITS);
        out.write(clampSigned(chunkZ, CHUNK_BITS), CHUNK_BITS);
        out.write(Units.floorToMm(xMicros - chunkX * Units.CHUNK_MICROS), IN_CHUNK_BITS);
        out.write(Units.floorToMm(zMicros - chunkZ * Units.CHUNK_MICROS), IN_CHUNK_BITS);
    }

    private static void writeJoint(Joint joint, BitWriter out) {
        out.write(clampSigned(joint.xMm(), OFFSET_BITS), OFFSET_BITS);
        out.write(clampSigned(joint.yMm(), OFFSET_BITS), OFFSET_BITS);
        out.write(clampSigned(joint.zMm(), OFFSET_BITS), OFFSET_BITS);
        out.write(joint.rotation(), ROTATION_BITS);
    }

    private static Joint readJoint(BitReader in) {
        return new Joint(
                (int) in.readSigned(OFFSET_BITS),
                (int) in.readSigned(OFFSET_BITS),
                (int) in.readSigned(OFFSET_BITS),
                (int) in.readUnsigned(ROTATION_BITS));
    }

    private static long clampSigned(long value, int bits) {
        long max = (1L << (bits - 1)) - 1;
        return Math.clamp(value, -max - 1, max);
    }
}
