package org.vsekai.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vsekai.gateway.websocket.LaneSender.Offered;

class LaneSenderTest {
    private static final int LOSSY = 0;
    private static final int RELIABLE = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private long nowNanos = 1;
    private final LaneSender sender = new LaneSender(nowNanos);

    @Test
    void ofLossyMessagesThatWaitOnlyTheNewestIsSent() {
        assertThat(sender.offerLossy(message(1, 100))).isEqualTo(Offered.TAKEN);
        assertThat(sender.offerLossy(message(2, 100))).isEqualTo(Offered.TAKEN_FOR_ANOTHER);
        assertThat(sender.offerLossy(message(3, 100))).isEqualTo(Offered.TAKEN_FOR_ANOTHER);
        assertThat(messages(drain())).containsExactly("0:3");
    }

    @Test
    void reliableMessagesKeepTheirOrder() {
        for (int i = 1; i <= 5; i++) {
            assertThat(sender.offerReliable(message(i, 100))).isEqualTo(Offered.TAKEN);
        }
        assertThat(messages(drain())).containsExactly("1:1", "1:2", "1:3", "1:4", "1:5");
    }

    @Test
    void lanesTakeTurnsMessageByMessage() {
        for (int i = 1; i <= 3; i++) {
            sender.offerReliable(message(i, 100));
        }
        List<SentFrame> sent = new ArrayList<>();
        for (int i = 10; i < 17; i++) {
            sender.offerLossy(message(i, 100));
            sent.add(next());
        }
        assertThat(messages(sent)).containsExactly("0:10", "1:1", "0:12", "1:2", "0:14", "1:3", "0:16");
    }

    @Test
    void theReliableLaneRefusesBeyondItsLimitUntilTheClientHasReadSome() {
        int size = 16 * 1_024;
        int most = LaneSender.MAX_BUFFERED_BYTES / size;
        for (int i = 0; i < most; i++) {
            assertThat(sender.offerReliable(message(i, size))).isEqualTo(Offered.TAKEN);
        }
        assertThat(sender.offerReliable(new byte[0])).isEqualTo(Offered.FULL);
        assertThat(sender.bufferedBytes()).isEqualTo(LaneSender.MAX_BUFFERED_BYTES);
        List<SentFrame> sent = drain();
        assertThat(sender.offerReliable(new byte[0])).as("sent is not read").isEqualTo(Offered.FULL);
        answer(sent);
        drain();
        assertThat(sender.bufferedBytes()).isLessThan(LaneSender.MAX_BUFFERED_BYTES);
        assertThat(sender.offerReliable(new byte[0])).isEqualTo(Offered.TAKEN);
    }

    @Test
    void noMoreThanAWindowAndAMessageIsUnderWay() {
        for (int i = 0; i < 20; i++) {
            sender.offerReliable(message(i, 3_000));
        }
        List<SentFrame> first = drain();
        assertThat(messages(first)).containsExactly("1:0", "1:1", "1:2");
        sender.offerLossy(message(99, 100));
        assertThat(messages(drain())).isEmpty();
        answer(first);
        assertThat(messages(drain())).startsWith("0:99", "1:3");
    }

    @Test
    void theWindowGrowsWhereTheWayCarriesMoreAndShrinksWhereAQueueForms() {
        int before = bytesOfARound(20);
        for (int i = 0; i < 30; i++) {
            bytesOfARound(20);
        }
        int onAFastWay = bytesOfARound(20);
        assertThat(onAFastWay).isGreaterThan(3 * before);
        bytesOfARound(110);
        assertThat(bytesOfARound(20)).isLessThan(onAFastWay);
    }

    /** Sends as much as it may, and answers it all after so long. */
    private int bytesOfARound(long millis) {
        while (sender.bufferedBytes() < 200_000) {
            sender.offerReliable(message(0, 1_000));
        }
        List<SentFrame> sent = drain();
        pass(millis);
        answer(sent);
        return sent.stream().mapToInt(frame -> frame.payload().length).sum();
    }

    @Test
    void whileTheNetworkStandsStillNothingIsSentAndThenTheNewest() {
        learnRoundTrip(50);
        List<SentFrame> stuck = new ArrayList<>();
        for (int i = 0; i < 180; i++) {
            sender.offerLossy(message(i, 200));
            stuck.addAll(drain());
            pass(16);
        }
        // What was sent until an answer was late: a round trip, 100 ms, and the time between two pings.
        assertThat(messages(stuck)).hasSizeBetween(5, 14).contains("0:0");
        answer(stuck);
        assertThat(messages(drain())).containsExactly("0:179");
    }

    @Test
    void aLateAnswerHoldsEverythingUntilAllIsAnswered() {
        learnRoundTrip(50);
        sender.offerReliable(message(1, 3_000));
        List<SentFrame> first = drain();
        pass(100);
        sender.offerReliable(message(2, 3_000));
        List<SentFrame> second = drain();
        assertThat(messages(second)).containsExactly("1:2");
        pass(100);
        sender.offerLossy(message(3, 100));
        assertThat(messages(drain())).as("the first answer is late").isEmpty();
        answer(first);
        assertThat(messages(drain())).as("the second is under way").isEmpty();
        answer(second);
        assertThat(messages(drain())).containsExactly("0:3");
    }

    @Test
    void aWayThatBecameLongerIsNotTakenForALateOneForEver() {
        learnRoundTrip(20);
        sender.offerLossy(message(1, 100));
        List<SentFrame> first = drain();
        pass(400);
        sender.offerLossy(message(2, 100));
        assertThat(messages(drain())).isEmpty();
        answer(first);
        first = drain();
        assertThat(messages(first)).containsExactly("0:2");
        pass(400);
        answer(first);
        drain();
        sender.offerLossy(message(3, 100));
        drain();
        pass(300);
        sender.offerLossy(message(4, 100));
        assertThat(messages(drain())).as("300 ms are usual by now").containsExactly("0:4");
    }

    @Test
    void aPingFollowsWhatWasSentAndOneComesNowAndThenWhereNothingIs() {
        pass(60);
        sender.offerLossy(message(1, 100));
        assertThat(opcodes(drain())).containsExactly(BINARY, PING);
        sender.offerLossy(message(2, 100));
        assertThat(opcodes(drain())).containsExactly(BINARY);
        assertThat(sender.poll(nowNanos)).isEqualTo(new Outgoing.Nothing(nowNanos + Flight.PING_NANOS));
        pass(50);
        assertThat(opcodes(drain())).containsExactly(PING);
        assertThat(sender.poll(nowNanos)).isEqualTo(new Outgoing.Nothing(nowNanos + Flight.IDLE_PING_NANOS));
        pass(5_000);
        assertThat(opcodes(drain())).containsExactly(PING);
    }

    @Test
    void aClientThatNeverAnswersIsNotAskedForEver() {
        int pings = 0;
        for (int i = 0; i < 1_000; i++) {
            pass(5_000);
            pings += drain().size();
        }
        assertThat(pings).isEqualTo(Flight.MOST_PINGS);
    }

    @Test
    void answersToWhatWasNeverAskedMeanNothing() {
        sender.offerReliable(message(1, 9_000));
        List<SentFrame> sent = drain();
        for (long number : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0}) {
            sender.onPong(number);
            drain();
            assertThat(sender.bufferedBytes()).as("after %d", number).isEqualTo(9_000);
        }
        answer(sent);
        drain();
        assertThat(sender.bufferedBytes()).isZero();
    }

    @Test
    void thePingsOfTheClientAreAnsweredTheNewestAtLeast() {
        sender.onPing(new byte[] {1});
        sender.onPing(new byte[] {2, 3});
        List<SentFrame> sent = drain();
        assertThat(opcodes(sent)).containsExactly(PONG);
        assertThat(sent.getFirst().payload()).containsExactly(2, 3);
    }

    @Test
    void whatWaitsIsKnownAndThatItHasComeDownIsToldOnceEachTime() {
        sender.setLow(RELIABLE, 1_000);
        sender.offerReliable(message(1, 1_000));
        assertThat(sender.takeLow(RELIABLE)).as("it was never more").isFalse();
        sender.offerReliable(message(2, 500));
        assertThat(sender.waitingBytes(RELIABLE)).isEqualTo(1_500);
        assertThat(sender.takeLow(RELIABLE)).isFalse();
        drain();
        assertThat(sender.waitingBytes(RELIABLE)).isZero();
        assertThat(sender.takeLow(RELIABLE)).isTrue();
        assertThat(sender.takeLow(RELIABLE)).isFalse();
        sender.offerReliable(message(3, 1_001));
        sender.setLow(RELIABLE, -1);
        drain();
        assertThat(sender.takeLow(RELIABLE)).as("nobody asks any more").isFalse();
        sender.offerLossy(message(4, 100));
        sender.setLow(LOSSY, 0);
        assertThat(sender.waitingBytes(LOSSY)).isEqualTo(100);
        drain();
        assertThat(sender.takeLow(LOSSY)).isTrue();
    }

    @Test
    void closingSendsWhatWaitsOnTheReliableLaneAndThenTheReason() {
        for (int i = 0; i < 10; i++) {
            sender.offerReliable(message(i, 10_000));
        }
        sender.offerLossy(message(99, 100));
        sender.close(1001, "The server is stopping.");
        assertThat(sender.offerReliable(message(10, 1))).isEqualTo(Offered.CLOSED);
        assertThat(sender.offerLossy(message(10, 1))).isEqualTo(Offered.CLOSED);
        List<SentFrame> sent = drain();
        assertThat(messages(sent)).hasSize(10).startsWith("1:0").endsWith("1:9");
        assertThat(sent.getLast().opcode()).isEqualTo(CLOSE);
        assertThat(sent.getLast().closeCode()).isEqualTo(1001);
        assertThat(sent.getLast().closeReason()).isEqualTo("The server is stopping.");
        assertThat(sender.poll(nowNanos)).isEqualTo(new Outgoing.Nothing(Flight.NEVER));
    }

    @Test
    void closingAtOnceSendsOnlyTheReason() {
        sender.offerReliable(message(1, 100));
        sender.close(1000, "");
        sender.closeNow(1002, "No.");
        List<SentFrame> sent = drain();
        assertThat(opcodes(sent)).containsExactly(CLOSE);
        assertThat(sent.getFirst().closeCode()).isEqualTo(1002);
    }

    @Test
    void framesOfAllLengthsAreWellFormed() {
        for (int size : new int[] {0, 1, 123, 124, 125, 126, 65_533, 65_534, 65_535, LaneSender.MAX_MESSAGE_BYTES}) {
            SentFrame frame = SentFrame.read(Frames.message(RELIABLE, new byte[size]));
            assertThat(frame.payload()).hasSize(1 + size).startsWith(RELIABLE);
        }
        assertThat(SentFrame.read(Frames.message(LOSSY, new byte[] {7})).payload())
                .containsExactly(LOSSY, 7);
    }

    /** Measures a round trip of that length. */
    private void learnRoundTrip(long millis) {
        sender.offerLossy(message(0, 100));
        pass(60);
        List<SentFrame> sent = drain();
        pass(millis);
        answer(sent);
        drain();
        pass(60);
    }

    private void pass(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void answer(List<SentFrame> sent) {
        sent.stream().filter(frame -> frame.opcode() == PING).forEach(frame -> sender.onPong(frame.number()));
    }

    /** The next message; pings in between are left out. */
    private SentFrame next() {
        while (sender.poll(nowNanos) instanceof Outgoing.Frame(byte[] bytes)) {
            SentFrame frame = SentFrame.read(bytes);
            if (frame.isMessage()) {
                return frame;
            }
        }
        return new SentFrame(PING, new byte[0]);
    }

    /** All that goes out now. */
    private List<SentFrame> drain() {
        List<SentFrame> sent = new ArrayList<>();
        while (true) {
            switch (sender.poll(nowNanos)) {
                case Outgoing.Frame(byte[] bytes) -> sent.add(SentFrame.read(bytes));
                case Outgoing.LastFrame(byte[] bytes) -> {
                    sent.add(SentFrame.read(bytes));
                    return sent;
                }
                case Outgoing.Nothing _ -> {
                    return sent;
                }
            }
        }
    }

    private static List<Integer> opcodes(List<SentFrame> frames) {
        return frames.stream().map(SentFrame::opcode).toList();
    }

    /** Messages as lane:number. */
    private static List<String> messages(List<SentFrame> frames) {
        return frames.stream()
                .filter(SentFrame::isMessage)
                .map(frame -> frame.lane() + ":" + frame.number())
                .toList();
    }

    private static byte[] message(long number, int size) {
        return ByteBuffer.allocate(Math.max(size, Long.BYTES)).putLong(number).array();
    }
}
