package org.vsekai.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Joint;
import org.vsekai.core.Pose;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;

class LossyProperties {
    @Test
    void aPoseComesBackAsItWasSent() {
        Seeds.forEach(2_000, random -> {
            PoseMessage message = new PoseMessage(
                    random.nextInt(65_536), random.nextLong() & 0xFFFFFFFFL, LossyVectors.randomPose(random));
            byte[] bytes = PoseCodec.encode(message);
            assertThat(bytes).hasSize(PoseCodec.MESSAGE_BYTES);
            assertThat(PoseCodec.decode(bytes)).isEqualTo(new Decoded.Ok<>(message));
        });
    }

    @Test
    void micrometresAreFlooredToMillimetresEverywhere() {
        Seeds.forEach(1_000, random -> {
            long x = random.between(-Units.metres(5_000), Units.metres(5_000));
            long y = random.between(-Units.metres(500), Units.metres(500));
            long z = random.between(-Units.metres(5_000), Units.metres(5_000));
            Pose floored = Pose.standingAt(
                    Math.floorDiv(x, 1_000) * 1_000, Math.floorDiv(y, 1_000) * 1_000, Math.floorDiv(z, 1_000) * 1_000);
            assertThat(PoseCodec.decode(PoseCodec.encode(new PoseMessage(1, 2, Pose.standingAt(x, y, z)))))
                    .isEqualTo(new Decoded.Ok<>(new PoseMessage(1, 2, floored)));
        });
    }

    @Test
    void aPoseThatNoFieldCanHoldIsStillEncodedToSomethingThatDecodes() {
        Seeds.forEach(500, random -> {
            Joint joint = new Joint((int) random.nextLong(), (int) random.nextLong(), (int) random.nextLong(), 0);
            Pose pose = new Pose(random.nextLong(), random.nextLong(), random.nextLong(), joint, joint, joint, (int)
                    random.nextLong());
            byte[] bytes = PoseCodec.encode(new PoseMessage((int) random.nextLong(), random.nextLong(), pose));
            assertThat(PoseCodec.decode(bytes)).isInstanceOf(Decoded.Ok.class);
        });
    }

    @Test
    void aSnapshotComesBackAsItWasSentAndHasTheStatedSize() {
        SnapshotWriter writer = new SnapshotWriter();
        Seeds.forEach(500, random -> {
            int count = random.nextInt(SnapshotWriter.MAX_AVATARS + 1);
            List<Snapshot.Avatar> avatars = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                avatars.add(new Snapshot.Avatar(random.nextInt(65_536), LossyVectors.randomPose(random)));
            }
            OptionalInt sequence = random.chance(0.5) ? OptionalInt.of(random.nextInt(65_536)) : OptionalInt.empty();
            Snapshot snapshot = new Snapshot(random.nextLong() & 0xFFFFFFFFL, sequence, avatars);
            byte[] bytes = LossyVectorsTest.encode(writer, snapshot);
            assertThat(bytes).hasSize((65 + 319 * count + 7) / 8).hasSize(SnapshotWriter.sizeBytes(count));
            assertThat(bytes.length).isLessThanOrEqualTo(Protocol.MAX_LOSSY_BYTES);
            assertThat(SnapshotReader.decode(bytes)).isEqualTo(new Decoded.Ok<>(snapshot));
        });
    }

    @Test
    void theTwentyEighthAvatarIsRefusedByTheWriter() {
        SnapshotWriter writer = new SnapshotWriter();
        writer.begin(1, false, 0);
        byte[] body = new byte[PoseCodec.BODY_BYTES];
        for (int i = 0; i < 27; i++) {
            assertThat(writer.add(i, body, 0)).isTrue();
        }
        assertThat(writer.add(27, body, 0)).isFalse();
        assertThat(writer.finish()).hasSize(1_085);
    }

    @Test
    void anyBytesAreDecodedOrRefusedButNeverThrow() {
        Seeds.forEach(5_000, random -> {
            byte[] bytes = random.nextBytes(random.nextInt(random.chance(0.05) ? 1_300 : 60));
            if (bytes.length > 0 && random.chance(0.8)) {
                bytes[0] = (byte) (1 + random.nextInt(2));
            }
            assertThat(PoseCodec.decode(bytes)).isNotNull();
            assertThat(SnapshotReader.decode(bytes)).isNotNull();
        });
    }

    @Test
    void everyTruncationOfAMessageIsRefused() {
        byte[] pose = PoseCodec.encode(new PoseMessage(1, 1, LossyVectors.randomPose(new SplitMix64(1))));
        for (int size = 0; size < pose.length; size++) {
            assertThat(PoseCodec.decode(Arrays.copyOf(pose, size)))
                    .isInstanceOfSatisfying(
                            Decoded.Refused.class,
                            refused -> assertThat(refused.fault()).isEqualTo(WireFault.TRUNCATED));
        }
    }
}
