package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vsekai.rtc.sctp.TestPackets.sack;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

/** Messages with a lifetime (RFC 3758 §4.1, RFC 7496), with DATA and with I-DATA. */
class LifetimeTest {
    private static final long MILLISECOND = ScriptedPeer.MILLISECOND;
    private static final int WINDOW = 1 << 20;

    private final List<ScriptedPeer> peers = List.of(ScriptedPeer.connected(), ScriptedPeer.interleaved());

    private static Delivery lasting(long millis) {
        return Delivery.timed(false, millis * MILLISECOND);
    }

    private static List<Chunk> takeData(ScriptedPeer peer) {
        return peer.takeChunks().stream()
                .filter(chunk -> chunk.type() == 0 || chunk.type() == 64)
                .toList();
    }

    private static List<Chunk> takeForward(ScriptedPeer peer) {
        return peer.takeChunks().stream()
                .filter(chunk -> chunk.type() == 192 || chunk.type() == 194)
                .toList();
    }

    /** Fills the congestion window with a message that is not acknowledged. */
    private static void fill(ScriptedPeer peer) {
        peer.send(9, 11_000, Delivery.RELIABLE);
        for (int i = 0; i < 5; i++) {
            peer.flush();
        }
        peer.packets.clear();
    }

    @Test
    void waitsWhileThereIsNoRoomAndLeavesWhenThereIs() {
        for (ScriptedPeer peer : peers) {
            fill(peer);
            assertThat(peer.send(1, 100, lasting(200))).isTrue();
            peer.flush();
            assertThat(takeData(peer)).isEmpty();
            assertThat(peer.association.waitingBytes(1)).isEqualTo(100);
            peer.pass(100 * MILLISECOND);
            peer.receive(sack(peer.localTsn + 9, WINDOW));
            assertThat(takeData(peer)).hasSize(1);
            assertThat(peer.association.waitingBytes(1)).isZero();
        }
    }

    @Test
    void isDroppedWhenItsLifetimeIsOverBeforeThereIsRoom() {
        for (ScriptedPeer peer : peers) {
            fill(peer);
            peer.send(1, 100, lasting(200));
            peer.send(1, 100, lasting(2_000));
            peer.pass(300 * MILLISECOND);
            peer.receive(sack(peer.localTsn + 9, WINDOW));
            List<Chunk> data = takeData(peer);
            assertThat(data).as("the second one").hasSize(1);
            assertThat(data.getFirst().int16(6))
                    .as("leaves no hole in the numbers")
                    .isZero();
            assertThat(peer.drops(SctpDrop.LIFETIME_OVER)).isEqualTo(1);
            assertThat(peer.association.bufferedBytes()).isEqualTo(100);
        }
    }

    @Test
    void isRetransmittedUntilItsLifetimeIsOver() {
        for (ScriptedPeer peer : peers) {
            peer.send(1, 100, lasting(2_500));
            peer.flush();
            peer.pass(20_000 * MILLISECOND);
            List<Chunk> chunks = peer.takeChunks();
            assertThat(chunks.stream().filter(chunk -> chunk.type() == 0 || chunk.type() == 64))
                    .as("at 0, 0.5 and 1.5 s")
                    .hasSize(3);
            assertThat(chunks.getLast().type()).isIn(192, 194);
            assertThat(peer.drops(SctpDrop.ABANDONED)).isEqualTo(1);
            assertThat(peer.association.bufferedBytes()).isZero();
        }
    }

    @Test
    void aMessageThatWaitsToBeSentAgainIsGivenUpInTime() {
        for (ScriptedPeer peer : peers) {
            peer.send(1, 100, lasting(700));
            peer.flush();
            peer.receive(sack(peer.localTsn - 1, 0));
            peer.pass(500 * MILLISECOND);
            assertThat(takeData(peer)).hasSize(2);
            peer.pass(1_000 * MILLISECOND);
            assertThat(takeForward(peer)).isNotEmpty();
        }
    }

    /**
     * The peer may have acknowledged every fragment that was sent of a message, and waits for the rest. There is no number left to forward to, so the end
     * of the message gets one that is never sent.
     */
    @Test
    void aMessageThatWasCutIsForwardedBeyondAllOfItsFragments() {
        for (ScriptedPeer peer : peers) {
            peer.send(1, 30_000, lasting(200));
            for (int i = 0; i < 5; i++) {
                peer.flush();
            }
            int sent = takeData(peer).size();
            assertThat(sent).isEqualTo(10);
            peer.receive(sack(peer.localTsn + sent - 1, 0));
            sent += takeData(peer).size(); // The probe of the closed window.
            peer.receive(sack(peer.localTsn + sent - 1, 0));
            sent += takeData(peer).size();
            peer.pass(400 * MILLISECOND);
            peer.flush();
            Chunk forward = takeForward(peer).getFirst();
            assertThat(forward.int32(0)).isEqualTo(peer.localTsn + sent);
            assertThat(forward.int16(4)).as("the stream").isEqualTo(1);
            assertThat(peer.association.bufferedBytes()).isZero();
            assertThat(peer.drops(SctpDrop.ABANDONED)).isEqualTo(1);
            peer.receive(sack(peer.localTsn + sent, WINDOW));
            peer.send(1, 10, Delivery.RELIABLE);
            peer.flush();
            assertThat(takeData(peer)).hasSize(1);
            peer.receive(sack(peer.localTsn + sent + 1, WINDOW));
            peer.pass(5_000 * MILLISECOND);
            assertThat(peer.packets).isEmpty();
        }
    }

    @Test
    void countsAgainstTheSendBufferUntilItIsOver() {
        for (ScriptedPeer peer : peers) {
            fill(peer);
            int taken = 0;
            while (peer.send(1, 100_000, lasting(100))) {
                taken++;
            }
            assertThat(taken).isEqualTo(10);
            peer.pass(200 * MILLISECOND);
            peer.flush();
            assertThat(peer.drops(SctpDrop.LIFETIME_OVER)).isEqualTo(10);
            assertThat(peer.send(1, 100_000, lasting(100))).isTrue();
        }
    }
}
