package org.vsekai.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Joint;
import org.vsekai.core.PackedRotation;
import org.vsekai.core.Pose;

/** The codec against docs/protocol/vectors/lossy.json, which other clients check too. */
class LossyVectorsTest {
    private static final Path FILE = Path.of("..", "docs", "protocol", "vectors", "lossy.json");

    @BeforeAll
    static void writeWhereAsked() throws IOException {
        if (Boolean.getBoolean("sekai.vectors.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, LossyVectors.render());
        }
    }

    @Test
    void theFileIsWhatTheDocumentsTablesGive() throws IOException {
        assertThat(Files.readString(FILE)).isEqualTo(LossyVectors.render());
    }

    @Test
    void everyPoseDecodesToItsFieldsAndEncodesToItsBytes() throws IOException {
        for (JsonNode vector : vectors("poses")) {
            PoseMessage expected = new PoseMessage(
                    vector.get("sequence").asInt(), vector.get("snapshotTick").asLong(), pose(vector.get("pose")));
            byte[] bytes = bytes(vector);
            assertThat(PoseCodec.decode(bytes)).as(name(vector)).isEqualTo(new Decoded.Ok<>(expected));
            assertThat(PoseCodec.encode(expected)).as(name(vector)).isEqualTo(bytes);
            assertThat(vector.get("bits").asInt()).isEqualTo(PoseCodec.MESSAGE_BITS);
        }
    }

    @Test
    void everySnapshotDecodesToItsFieldsAndEncodesToItsBytes() throws IOException {
        SnapshotWriter writer = new SnapshotWriter();
        for (JsonNode vector : vectors("snapshots")) {
            byte[] bytes = bytes(vector);
            assertThat(SnapshotReader.decode(bytes)).as(name(vector)).isInstanceOfSatisfying(Decoded.Ok.class, ok -> {
                Snapshot snapshot = (Snapshot) ok.value();
                assertThat(snapshot.tick()).isEqualTo(vector.get("tick").asLong());
                assertThat(snapshot.poseSequence().isPresent())
                        .isEqualTo(vector.get("hasPose").asBoolean());
                assertThat(snapshot.poseSequence().orElse(0))
                        .isEqualTo(vector.get("poseSequence").asInt());
                assertThat(snapshot.avatars()).hasSize(vector.get("avatars").size());
                for (int i = 0; i < snapshot.avatars().size(); i++) {
                    JsonNode avatar = vector.get("avatars").get(i);
                    assertThat(snapshot.avatars().get(i))
                            .isEqualTo(new Snapshot.Avatar(avatar.get("slot").asInt(), pose(avatar.get("pose"))));
                }
                assertThat(encode(writer, snapshot)).isEqualTo(bytes);
            });
            assertThat(vector.get("bits").asInt())
                    .isEqualTo(
                            SnapshotWriter.HEADER_BITS + vector.get("avatars").size() * SnapshotWriter.AVATAR_BITS);
        }
    }

    @Test
    void everyBadMessageIsRefused() throws IOException {
        for (JsonNode vector : vectors("refused")) {
            Decoded<?> decoded = vector.get("lane").asText().equals("pose")
                    ? PoseCodec.decode(bytes(vector))
                    : SnapshotReader.decode(bytes(vector));
            assertThat(decoded).as(name(vector)).isInstanceOf(Decoded.Refused.class);
        }
    }

    @Test
    void everyRotationPacksAndUnpacksAsStated() throws IOException {
        for (JsonNode vector : vectors("rotations")) {
            double[] q = doubles(vector.get("quaternion"));
            int packed = PackedRotation.pack(q[0], q[1], q[2], q[3]);
            assertThat(Integer.toUnsignedLong(packed))
                    .isEqualTo(vector.get("packed").asLong());
            assertThat(PackedRotation.unpack(packed)).containsExactly(doubles(vector.get("unpacked")), within(1e-9));
        }
    }

    static byte[] encode(SnapshotWriter writer, Snapshot snapshot) {
        BitWriter body = new BitWriter(PoseCodec.BODY_BYTES);
        writer.begin(
                snapshot.tick(),
                snapshot.poseSequence().isPresent(),
                snapshot.poseSequence().orElse(0));
        for (Snapshot.Avatar avatar : snapshot.avatars()) {
            body.reset();
            PoseCodec.encodeBody(avatar.pose(), body);
            assertThat(writer.add(avatar.slot(), body.toBytes(), 0)).isTrue();
        }
        return writer.finish();
    }

    private static JsonNode vectors(String section) throws IOException {
        JsonNode vectors = new ObjectMapper().readTree(FILE.toFile()).get(section);
        assertThat(vectors).isNotEmpty();
        return vectors;
    }

    private static String name(JsonNode vector) {
        return vector.get("name").asText();
    }

    private static byte[] bytes(JsonNode vector) {
        return HexFormat.of().parseHex(vector.get("hex").asText());
    }

    private static Pose pose(JsonNode node) {
        return new Pose(
                node.get("rootXMicros").asLong(),
                node.get("rootYMicros").asLong(),
                node.get("rootZMicros").asLong(),
                joint(node.get("head")),
                joint(node.get("left")),
                joint(node.get("right")),
                node.get("flags").asInt());
    }

    private static Joint joint(JsonNode node) {
        return new Joint(
                node.get("xMm").asInt(),
                node.get("yMm").asInt(),
                node.get("zMm").asInt(),
                (int) node.get("rotation").asLong());
    }

    private static double[] doubles(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asDouble();
        }
        return values;
    }
}
