package org.vsekai.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

class LaneReceiverProperties {
    private static final int BINARY = 2;

    @Test
    void noFramesMakeItThrow() {
        Seeds.forEach(200, random -> {
            LaneReceiver receiver = new LaneReceiver(0);
            for (int i = 0; i < 300; i++) {
                int size = random.nextInt(random.chance(0.01) ? LaneReceiver.MAX_FRAME_BYTES + 2 : 140);
                Received received = receiver.onFrame(random.nextInt(16), random.chance(0.7), random.nextBytes(size));
                if (received instanceof Received.Message(int lane, byte[] bytes)) {
                    assertThat(lane).isBetween(0, 1);
                    assertThat(bytes.length).isLessThanOrEqualTo(LaneReceiver.MAX_MESSAGE_BYTES);
                }
            }
        });
    }

    @Test
    void howAMessageIsCutMakesNoDifference() {
        Seeds.forEach(200, random -> {
            LaneReceiver receiver = new LaneReceiver(0);
            byte[] message = random.nextBytes(random.nextInt(5_000));
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            framed.write(1);
            framed.writeBytes(message);
            byte[] left = framed.toByteArray();
            int opcode = BINARY;
            while (random.chance(0.8)) {
                int cut = random.nextInt(left.length + 1);
                Received part = receiver.onFrame(opcode, false, Arrays.copyOf(left, cut));
                assertThat(part).isInstanceOf(Received.Nothing.class);
                left = Arrays.copyOfRange(left, cut, left.length);
                opcode = 0;
            }
            assertThat(receiver.onFrame(opcode, true, left))
                    .isInstanceOfSatisfying(
                            Received.Message.class,
                            whole -> assertThat(whole.bytes()).isEqualTo(message));
        });
    }
}
