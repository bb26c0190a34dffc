package org.vsekai.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.Joint;
import org.vsekai.core.PackedRotation;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;

/**
 * Makes {@code docs/protocol/vectors/lossy.json}, the golden vectors of the lossy lane, from the document's tables and not
 * from the codec. To write the file anew after a change of the protocol, run the vectors test with
 * {@code -Dsekai.vectors.write=true}.
 *
 * <p>Form: {@code poses} and {@code snapshots} give the hex of a message with its fields; positions are in micrometres,
 * packed rotations unsigned. {@code refused} are messages that a decoder must drop, {@code lane} naming the decoder.
 * {@code rotations} give a quaternion (x, y, z, w), its packed form and what that unpacks to; {@code unpacked} holds up to
 * 1e-9.
 */
final class LossyVectors {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final long SEED = 20_250_101;

    private LossyVectors() {}

    static String render() {
        ObjectNode root = JSON.objectNode();
        root.put("about", "Golden vectors of docs/protocol/lossy.md. Generated: see LossyVectors in the wire module.");
        root.put("protocolVersion", 1);
        root.set("poses", poses());
        root.set("snapshots", snapshots());
        root.set("refused", refused());
        root.set("rotations", rotations());
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArrayNode poses() {
        SplitMix64 random = new SplitMix64(SEED);
        ArrayNode all = JSON.arrayNode();
        all.add(pose("standing at the origin", 0, 0, Pose.standingAt(0, 0, 0)));
        all.add(pose("one millimetre west and north of the origin", 1, 1, Pose.standingAt(-1_000, -1_000, -1_000)));
        all.add(pose("smallest values", 0, 0, extreme(-32_768L * Units.CHUNK_MICROS, -524_288_000L, -4_096, 0, 0)));
        all.add(pose(
                "largest values",
                65_535,
                4_294_967_295L,
                extreme(32_768L * Units.CHUNK_MICROS - 1_000, 524_287_000L, 4_095, -1, 255)));
        for (int i = 0; i < 12; i++) {
            all.add(pose("random " + i, random.nextInt(65_536), random.nextLong() & 0xFFFFFFFFL, randomPose(random)));
        }
        return all;
    }

    private static ObjectNode pose(String name, int sequence, long snapshotTick, Pose pose) {
        BitString bits = new BitString()
                .unsigned(1, 8)
                .unsigned(sequence, 16)
                .unsigned(snapshotTick, 32)
                .append(body(pose));
        ObjectNode node = JSON.objectNode();
        node.put("name", name).put("hex", bits.toHex()).put("bits", bits.length());
        node.put("sequence", sequence).put("snapshotTick", snapshotTick);
        node.set("pose", fields(pose));
        return node;
    }

    private static ArrayNode snapshots() {
        SplitMix64 random = new SplitMix64(SEED + 1);
        ArrayNode all = JSON.arrayNode();
        all.add(snapshot("nobody near, no pose taken in yet", 1, -1, List.of()));
        all.add(snapshot("nobody near", 4_294_967_295L, 65_535, List.of()));
        for (int count : new int[] {1, 2, 3, 7, 8, 27}) {
            List<Snapshot.Avatar> avatars = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                avatars.add(new Snapshot.Avatar(random.nextInt(65_536), randomPose(random)));
            }
            all.add(snapshot(count + " avatars", random.nextInt(1 << 30), random.nextInt(65_536), avatars));
        }
        return all;
    }

    private static ObjectNode snapshot(String name, long tick, int poseSequence, List<Snapshot.Avatar> avatars) {
        BitString bits = new BitString().unsigned(2, 8).unsigned(tick, 32).unsigned(poseSequence < 0 ? 0 : 1, 1);
        bits.unsigned(Math.max(0, poseSequence), 16).unsigned(avatars.size(), 8);
        ArrayNode list = JSON.arrayNode();
        for (Snapshot.Avatar avatar : avatars) {
            bits.unsigned(avatar.slot(), 16).append(body(avatar.pose()));
            ObjectNode fields = JSON.objectNode().put("slot", avatar.slot());
            fields.set("pose", fields(avatar.pose()));
            list.add(fields);
        }
        ObjectNode node = JSON.objectNode();
        node.put("name", name)
                .put("hex", bits.toHex())
                .put("bits", bits.length())
                .put("tick", tick);
        node.put("hasPose", poseSequence >= 0).put("poseSequence", Math.max(0, poseSequence));
        node.set("avatars", list);
        return node;
    }

    private static ArrayNode refused() {
        String pose = pose("", 1, 1, Pose.standingAt(0, 0, 0)).get("hex").asText();
        String snapshot = snapshot("", 1, 1, List.of(new Snapshot.Avatar(1, Pose.standingAt(0, 0, 0))))
                .get("hex")
                .asText();
        BitString beyondChunk = new BitString().unsigned(1, 8).unsigned(0, 48).unsigned(0, 32);
        beyondChunk.unsigned(32_000, 15).unsigned(0, 15).unsigned(0, 104).unsigned(0, 137);
        BitString tooMany = new BitString().unsigned(2, 8).unsigned(0, 49).unsigned(28, 8);
        ArrayNode all = JSON.arrayNode();
        for (String lane : List.of("pose", "snapshot")) {
            all.add(refusal(lane, "empty", ""));
            all.add(refusal(lane, "type 0", "00".repeat(45)));
            all.add(refusal(lane, "type 255", "ff".repeat(45)));
        }
        all.add(refusal("pose", "a byte short", pose.substring(0, pose.length() - 2)));
        all.add(refusal("pose", "a byte too long", pose + "00"));
        all.add(refusal("pose", "a snapshot", snapshot));
        all.add(refusal("pose", "x in chunk 32,000", beyondChunk.toHex()));
        all.add(refusal("snapshot", "a byte short", snapshot.substring(0, snapshot.length() - 2)));
        all.add(refusal("snapshot", "a byte too long", snapshot + "00"));
        all.add(refusal("snapshot", "a pose", pose));
        all.add(refusal("snapshot", "more than 27 avatars", tooMany.toHex() + "00".repeat(1_091)));
        return all;
    }

    private static ObjectNode refusal(String lane, String name, String hex) {
        return JSON.objectNode().put("lane", lane).put("name", name).put("hex", hex);
    }

    private static ArrayNode rotations() {
        SplitMix64 random = new SplitMix64(SEED + 2);
        ArrayNode all = JSON.arrayNode();
        double[][] named = {
            {0, 0, 0, 1},
            {0, 0, 0, -1},
            {1, 0, 0, 0},
            {0, -1, 0, 0},
            {0, 0, 1, 0},
            {0, 0.6, 0, 0.8},
            {0.5, 0.5, 0.5, 0.5}
        };
        for (double[] q : named) {
            all.add(rotation(q));
        }
        for (int i = 0; i < 24; i++) {
            double[] q = new double[4];
            double sum = 0;
            for (int c = 0; c < 4; c++) {
                q[c] = random.nextDouble() * 2 - 1;
                sum += q[c] * q[c];
            }
            for (int c = 0; c < 4; c++) {
                q[c] /= Math.sqrt(sum);
            }
            all.add(rotation(q));
        }
        return all;
    }

    private static ObjectNode rotation(double[] q) {
        int packed = PackedRotation.pack(q[0], q[1], q[2], q[3]);
        ObjectNode node = JSON.objectNode();
        ArrayNode quaternion = node.putArray("quaternion");
        for (double c : q) {
            quaternion.add(c);
        }
        node.put("packed", Integer.toUnsignedLong(packed));
        ArrayNode unpacked = node.putArray("unpacked");
        for (double c : PackedRotation.unpack(packed)) {
            unpacked.add(c);
        }
        return node;
    }

    /** The table "Body", field by field. */
    private static BitString body(Pose pose) {
        long xMm = Math.floorDiv(pose.rootXMicros(), 1_000);
        long yMm = Math.floorDiv(pose.rootYMicros(), 1_000);
        long zMm = Math.floorDiv(pose.rootZMicros(), 1_000);
        BitString bits = new BitString();
        bits.signed(Math.floorDiv(xMm, 32_000), 16).signed(Math.floorDiv(zMm, 32_000), 16);
        bits.unsigned(Math.floorMod(xMm, 32_000), 15).unsigned(Math.floorMod(zMm, 32_000), 15);
        bits.signed(yMm, 20).unsigned(pose.flags(), 8);
        for (Joint joint : List.of(pose.head(), pose.left(), pose.right())) {
            bits.signed(joint.xMm(), 13).signed(joint.yMm(), 13).signed(joint.zMm(), 13);
            bits.unsigned(Integer.toUnsignedLong(joint.rotation()), 32);
        }
        return bits;
    }

    private static ObjectNode fields(Pose pose) {
        ObjectNode node = JSON.objectNode();
        node.put("rootXMicros", pose.rootXMicros());
        node.put("rootYMicros", pose.rootYMicros());
        node.put("rootZMicros", pose.rootZMicros());
        node.put("flags", pose.flags());
        node.set("head", fields(pose.head()));
        node.set("left", fields(pose.left()));
        node.set("right", fields(pose.right()));
        return node;
    }

    private static ObjectNode fields(Joint joint) {
        ObjectNode node = JSON.objectNode();
        node.put("xMm", joint.xMm()).put("yMm", joint.yMm()).put("zMm", joint.zMm());
        return node.put("rotation", Integer.toUnsignedLong(joint.rotation()));
    }

    private static Pose extreme(long rootMicros, long heightMicros, int offsetMm, int rotation, int flags) {
        Joint joint = new Joint(offsetMm, offsetMm, offsetMm, rotation);
        return new Pose(rootMicros, heightMicros, rootMicros, joint, joint, joint, flags);
    }

    /** A pose on whole millimetres, so that it survives the wire unchanged. */
    static Pose randomPose(SplitMix64 random) {
        return new Pose(
                random.between(-3_000_000, 3_000_000) * 1_000,
                random.between(-500_000, 500_000) * 1_000,
                random.between(-3_000_000, 3_000_000) * 1_000,
                randomJoint(random),
                randomJoint(random),
                randomJoint(random),
                random.nextInt(256));
    }

    private static Joint randomJoint(SplitMix64 random) {
        return new Joint(
                (int) random.between(-4_096, 4_096),
                (int) random.between(-4_096, 4_096),
                (int) random.between(-4_096, 4_096),
                (int) random.nextLong());
    }
}
