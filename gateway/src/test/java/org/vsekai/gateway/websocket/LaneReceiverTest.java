package org.vsekai.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LaneReceiverTest {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final LaneReceiver receiver = new LaneReceiver(0);

    @Test
    void theFirstByteNamesTheLane() {
        assertMessage(receiver.onFrame(BINARY, true, new byte[] {0, 5, 6}), 0, 5, 6);
        assertMessage(receiver.onFrame(BINARY, true, new byte[] {1}), 1);
        assertRefused(receiver.onFrame(BINARY, true, new byte[] {2, 5}), Fault.UNKNOWN_LANE);
        assertRefused(receiver.onFrame(BINARY, true, new byte[] {-1, 5}), Fault.UNKNOWN_LANE);
        assertRefused(receiver.onFrame(BINARY, true, new byte[0]), Fault.UNKNOWN_LANE);
    }

    @Test
    void aMessageInPartsIsPutTogetherAlsoAroundAPing() {
        assertThat(receiver.onFrame(BINARY, false, new byte[] {1, 2})).isInstanceOf(Received.Nothing.class);
        assertThat(receiver.onFrame(PING, true, new byte[] {9}))
                .isInstanceOfSatisfying(
                        Received.Ping.class, ping -> assertThat(ping.payload()).containsExactly(9));
        assertThat(receiver.onFrame(CONTINUATION, false, new byte[0])).isInstanceOf(Received.Nothing.class);
        assertMessage(receiver.onFrame(CONTINUATION, true, new byte[] {3}), 1, 2, 3);
        assertMessage(receiver.onFrame(BINARY, true, new byte[] {0, 4}), 0, 4);
    }

    @Test
    void partsOutOfPlaceAreRefused() {
        assertRefused(receiver.onFrame(CONTINUATION, true, new byte[] {1}), Fault.BAD_FRAME);
        receiver.onFrame(BINARY, false, new byte[] {1});
        assertRefused(receiver.onFrame(BINARY, true, new byte[] {1}), Fault.BAD_FRAME);
    }

    @Test
    void textIsRefused() {
        assertRefused(receiver.onFrame(TEXT, true, new byte[] {1}), Fault.TEXT_FRAME);
    }

    @Test
    void aMessageMayHave64KibibytesAndNotOneMore() {
        byte[] largest = new byte[1 + 64 * 1_024];
        assertThat(receiver.onFrame(BINARY, true, largest))
                .isInstanceOfSatisfying(
                        Received.Message.class,
                        message -> assertThat(message.bytes()).hasSize(64 * 1_024));
        receiver.onFrame(BINARY, false, largest);
        assertRefused(receiver.onFrame(CONTINUATION, true, new byte[1]), Fault.TOO_LARGE);
    }

    @Test
    void controlFramesAreWholeAndSmall() {
        for (int opcode : new int[] {CLOSE, PING, PONG}) {
            assertRefused(receiver.onFrame(opcode, false, new byte[2]), Fault.BAD_FRAME);
            assertRefused(receiver.onFrame(opcode, true, new byte[126]), Fault.BAD_FRAME);
            assertThat(receiver.onFrame(opcode, true, new byte[125])).isNotInstanceOf(Received.Refused.class);
        }
        assertThat(receiver.onFrame(CLOSE, true, new byte[0])).isInstanceOf(Received.Close.class);
        assertRefused(receiver.onFrame(CLOSE, true, new byte[1]), Fault.BAD_FRAME);
        assertRefused(receiver.onFrame(11, true, new byte[0]), Fault.BAD_FRAME);
        assertRefused(receiver.onFrame(3, true, new byte[0]), Fault.BAD_FRAME);
    }

    @Test
    void aPongNamesThePingItAnswersAndOtherPongsMeanNothing() {
        byte[] number = ByteBuffer.allocate(8).putLong(7).array();
        assertThat(receiver.onFrame(PONG, true, number)).isEqualTo(new Received.Pong(7));
        assertThat(receiver.onFrame(PONG, true, new byte[7])).isInstanceOf(Received.Nothing.class);
        assertThat(receiver.onFrame(PONG, true, new byte[0])).isInstanceOf(Received.Nothing.class);
    }

    @Test
    void aFloodIsReadNoFasterThanTheLimit() {
        long nowNanos = 0;
        int read = 0;
        while (nowNanos < 3_000_000_000L) {
            long pause = receiver.pauseNanos(nowNanos);
            read += pause == 0 ? 1 : 0;
            nowNanos += pause;
        }
        assertThat(read).isBetween(3_900, 4_001);
    }

    private static void assertMessage(Received received, int lane, int... bytes) {
        assertThat(received).isInstanceOfSatisfying(Received.Message.class, message -> {
            assertThat(message.lane()).isEqualTo(lane);
            assertThat(message.bytes()).containsExactly(bytes);
        });
    }

    private static void assertRefused(Received received, Fault fault) {
        assertThat(received).isEqualTo(new Received.Refused(fault));
    }
}
