package org.vsekai.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Check;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.Farewell;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.StructureKind;

class ReliableCodecProperties {
    @Test
    void anActionComesBackAsItWasSent() {
        Seeds.forEach(300, random -> {
            ClientMessage message = build(random);
            assertThat(ReliableCodec.decodeClient(ReliableCodec.encode(message)))
                    .isEqualTo(new Decoded.Ok<>(message));
        });
    }

    @Test
    void anyBytesAreDecodedOrRefusedButNeverThrow() {
        Seeds.forEach(5_000, random -> {
            byte[] bytes = random.chance(0.5)
                    ? random.nextBytes(random.nextInt(200))
                    : damaged(ReliableCodec.encode(build(random)), random);
            assertThat(ReliableCodec.decodeClient(bytes)).isNotNull();
            assertThat(ReliableCodec.decodeServer(bytes)).isNotNull();
        });
    }

    @Test
    void namesTheFaultOfEachKindOfBadMessage() {
        assertThat(ReliableCodec.decodeClient(new byte[Protocol.MAX_RELIABLE_BYTES + 1]))
                .isEqualTo(new Decoded.Refused<>(WireFault.TOO_LARGE, 0));
        assertThat(ReliableCodec.decodeClient(new byte[0])).isEqualTo(new Decoded.Refused<>(WireFault.NO_BODY, 0));
        assertThat(ReliableCodec.decodeServer(new byte[0])).isEqualTo(new Decoded.Refused<>(WireFault.NO_BODY, 0));
        assertThat(ReliableCodec.decodeClient(new byte[] {(byte) 0xFF}))
                .isEqualTo(new Decoded.Refused<>(WireFault.MALFORMED, 0));
        assertThat(ReliableCodec.decodeServer(new byte[Protocol.MAX_RELIABLE_BYTES + 1]))
                .isEqualTo(new Decoded.Refused<>(WireFault.TOO_LARGE, 0));
    }

    @Test
    void writingAMessageAboveTheLimitIsABug() {
        ServerMessage message = ServerMessage.newBuilder()
                .setFarewell(Farewell.newBuilder().setText("x".repeat(Protocol.MAX_RELIABLE_BYTES)))
                .build();
        assertThatThrownBy(() -> ReliableCodec.encode(message)).isInstanceOf(Check.BrokenInvariant.class);
    }

    private static byte[] damaged(byte[] bytes, SplitMix64 random) {
        byte[] copy = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static ClientMessage build(SplitMix64 random) {
        Position position = Position.newBuilder()
                .setXMicros(random.nextLong())
                .setYMicros(random.nextLong())
                .setZMicros(random.nextLong())
                .build();
        Build build = Build.newBuilder()
                .setStructure(StructureKind.STRUCTURE_KIND_WALL)
                .setPosition(position)
                .setYawDegrees(random.nextInt(360))
                .build();
        Action action = Action.newBuilder()
                .setSequence(random.nextLong() >>> 1)
                .setBuild(build)
                .build();
        return ClientMessage.newBuilder().setAction(action).build();
    }
}
