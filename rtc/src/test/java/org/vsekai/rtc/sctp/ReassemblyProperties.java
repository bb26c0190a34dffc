package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;

/** Messages cut in fragments and shuffled come out whole, and in order where they are ordered. */
class ReassemblyProperties {
    private static final int MAX_MESSAGE_BYTES = 4_096;
    private static final int STREAMS = 8;

    private final Tally<SctpDrop> drops = new Tally<>(SctpDrop.class);

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Sent(int streamId, boolean isUnordered, byte[] payload) {}

    private static DataView view(TestPackets.Chunk chunk) {
        var reader = new PacketReader();
        byte[] packet = TestPackets.packet(1, chunk);
        assertThat(reader.open(packet, 0, packet.length, false) && reader.next())
                .isTrue();
        var data = new DataView();
        assertThat(data.wrap(reader)).isTrue();
        return data;
    }

    @Test
    void anyOrderOfArrivalGivesTheSameMessages() {
        Seeds.forEach(150, random -> {
            List<Sent> sent = new ArrayList<>();
            List<TestPackets.Chunk> chunks = new ArrayList<>();
            int[] nextSsn = {65_534, 65_534, 65_534};
            for (int i = 0; i < 30; i++) {
                int stream = random.nextInt(3);
                boolean isUnordered = random.chance(0.4);
                byte[] payload = random.nextBytes(1 + random.nextInt(60));
                sent.add(new Sent(stream, isUnordered, payload));
                int ssn = isUnordered ? 0 : nextSsn[stream]++ & 0xFFFF;
                cut(chunks, payload, stream, ssn, isUnordered, random);
            }
            List<Sent> received = new ArrayList<>();
            var reassembly = new PlainReassembly(
                    MAX_MESSAGE_BYTES,
                    STREAMS,
                    (stream, ppid, payload) -> received.add(new Sent(stream, false, payload)),
                    drops);
            for (int stream = 0; stream < 3; stream++) {
                // Three steps, since a number may only be passed over from less than half the circle away.
                reassembly.skip(stream, 30_000);
                reassembly.skip(stream, 60_000);
                reassembly.skip(stream, 65_533);
            }
            for (TestPackets.Chunk chunk : shuffled(chunks, random)) {
                assertThat(reassembly.add(view(chunk), Integer.toUnsignedLong(chunk.int32(0))))
                        .isTrue();
            }
            assertThat(received).hasSize(30);
            assertThat(reassembly.heldBytes()).isZero();
            assertThat(reassembly.heldFragments()).isZero();
            for (int stream = 0; stream < 3; stream++) {
                checkStream(stream, sent, received);
            }
        });
    }

    private static void checkStream(int stream, List<Sent> sent, List<Sent> received) {
        List<byte[]> came = received.stream()
                .filter(m -> m.streamId == stream)
                .map(Sent::payload)
                .toList();
        List<Sent> expected = sent.stream().filter(m -> m.streamId == stream).toList();
        assertThat(came)
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(Sent::payload).toList());
        List<byte[]> ordered =
                expected.stream().filter(m -> !m.isUnordered).map(Sent::payload).toList();
        List<byte[]> cameOrdered = new ArrayList<>(came);
        cameOrdered.removeIf(payload -> ordered.stream().noneMatch(other -> Arrays.equals(other, payload)));
        assertThat(cameOrdered).containsSubsequence(ordered);
    }

    private static void cut(
            List<TestPackets.Chunk> chunks, byte[] payload, int stream, int ssn, boolean unordered, SplitMix64 random) {
        int at = 0;
        while (at < payload.length) {
            int length = Math.min(payload.length - at, 1 + random.nextInt(25));
            int flags = (unordered ? 4 : 0) | (at == 0 ? 2 : 0) | (at + length == payload.length ? 1 : 0);
            chunks.add(TestPackets.data(
                    flags, 1_000 + chunks.size(), stream, ssn, Arrays.copyOfRange(payload, at, at + length)));
            at += length;
        }
    }

    private static List<TestPackets.Chunk> shuffled(List<TestPackets.Chunk> chunks, SplitMix64 random) {
        List<TestPackets.Chunk> result = new ArrayList<>(chunks);
        for (int i = result.size() - 1; i > 0; i--) {
            TestPackets.Chunk other = result.set(random.nextInt(i + 1), result.get(i));
            result.set(i, other);
        }
        return result;
    }

    @Test
    void anyOrderOfArrivalOfInterleavedFragmentsGivesTheSameMessages() {
        Seeds.forEach(150, random -> {
            List<Sent> sent = new ArrayList<>();
            List<TestPackets.Chunk> chunks = new ArrayList<>();
            int[] next = {-1, -1, -1};
            int[] nextUnordered = {-1, -1, -1};
            for (int i = 0; i < 30; i++) {
                int stream = random.nextInt(3);
                boolean isUnordered = random.chance(0.4);
                byte[] payload = random.nextBytes(1 + random.nextInt(60));
                sent.add(new Sent(stream, isUnordered, payload));
                int id = isUnordered ? nextUnordered[stream]++ : next[stream]++;
                cutInterleaved(chunks, payload, stream, id, isUnordered, random);
            }
            List<Sent> received = new ArrayList<>();
            var reassembly = new InterleavedReassembly(
                    MAX_MESSAGE_BYTES,
                    STREAMS,
                    (stream, ppid, payload) -> received.add(new Sent(stream, false, payload)),
                    drops);
            for (int stream = 0; stream < 3; stream++) {
                forwardTo(reassembly, stream, 0x7000_0000);
                forwardTo(reassembly, stream, 0xD000_0000);
                forwardTo(reassembly, stream, -2);
            }
            for (TestPackets.Chunk chunk : shuffled(chunks, random)) {
                assertThat(reassembly.add(view(chunk), 0)).isTrue();
            }
            assertThat(received).hasSize(30);
            assertThat(reassembly.heldBytes()).isZero();
            assertThat(reassembly.heldFragments()).isZero();
            for (int stream = 0; stream < 3; stream++) {
                checkStream(stream, sent, received);
            }
        });
    }

    /** In steps, since a number may only be passed over from less than half the circle away. */
    private static void forwardTo(InterleavedReassembly reassembly, int stream, int messageId) {
        for (int half = 0; half < 2; half++) {
            byte[] value = TestPackets.iForwardTsn(0, stream, half, messageId).value();
            reassembly.forward(value, 4, value.length, 0);
        }
    }

    private static void cutInterleaved(
            List<TestPackets.Chunk> chunks, byte[] payload, int stream, int id, boolean unordered, SplitMix64 random) {
        int at = 0;
        int fragment = 0;
        while (at < payload.length) {
            int length = Math.min(payload.length - at, 1 + random.nextInt(25));
            int flags = (unordered ? 4 : 0) | (at == 0 ? 2 : 0) | (at + length == payload.length ? 1 : 0);
            byte[] bytes = Arrays.copyOfRange(payload, at, at + length);
            chunks.add(TestPackets.iData(flags, 0, stream, id, at == 0 ? 53 : fragment, bytes));
            at += length;
            fragment++;
        }
    }

    /** Whatever a peer makes up: nothing escapes, what is held is counted rightly, and resets leave nothing. */
    @Test
    void anyFragmentsAtAllAreHeldAndForgottenInStep() {
        Seeds.forEach(100, random -> {
            for (boolean isInterleaved : new boolean[] {false, true}) {
                Reassembly reassembly = isInterleaved
                        ? new InterleavedReassembly(MAX_MESSAGE_BYTES, STREAMS, (stream, ppid, payload) -> {}, drops)
                        : new PlainReassembly(MAX_MESSAGE_BYTES, STREAMS, (stream, ppid, payload) -> {}, drops);
                long tsn = 1_000;
                for (int i = 0; i < 500; i++) {
                    tsn += random.nextInt(3) == 0 ? 2 : 1;
                    int flags = random.nextInt(8);
                    int stream = random.nextInt(3);
                    int number = random.nextInt(4) - 1;
                    byte[] payload = new byte[1 + random.nextInt(30)];
                    TestPackets.Chunk chunk = isInterleaved
                            ? TestPackets.iData(flags, (int) tsn, stream, number, random.nextInt(5), payload)
                            : TestPackets.data(flags, (int) tsn, stream, number, payload);
                    if (reassembly.add(view(chunk), tsn) && random.chance(0.05)) {
                        forwardAny(reassembly, tsn - random.nextInt(20), random);
                    }
                    assertThat(reassembly.heldBytes()).isBetween(0, 500 * 30);
                    assertThat(reassembly.heldFragments()).isBetween(0, 500);
                }
                forwardAny(reassembly, tsn, random);
                for (int stream = 0; stream < 3; stream++) {
                    reassembly.reset(stream);
                }
                assertThat(reassembly.heldBytes()).isZero();
                assertThat(reassembly.heldFragments()).isZero();
            }
        });
    }

    private static void forwardAny(Reassembly reassembly, long tsn, SplitMix64 random) {
        int stream = random.nextInt(4);
        byte[] value = reassembly instanceof InterleavedReassembly
                ? TestPackets.iForwardTsn((int) tsn, stream, random.nextInt(2), random.nextInt(6) - 2)
                        .value()
                : TestPackets.forwardTsn((int) tsn, stream, random.nextInt(6)).value();
        reassembly.forward(value, 4, value.length, tsn);
    }

    @Test
    void fragmentsThatLeadNowhereAreForgotten() {
        var reassembly = new PlainReassembly(MAX_MESSAGE_BYTES, STREAMS, (stream, ppid, payload) -> {}, drops);
        byte[] payload = new byte[10];
        // A middle without a beginning, a beginning that another one follows, and one that may still grow.
        reassembly.add(view(TestPackets.data(0, 10, 1, 0, payload)), 10);
        reassembly.add(view(TestPackets.data(2, 11, 1, 0, payload)), 11);
        reassembly.add(view(TestPackets.data(2, 12, 1, 0, payload)), 12);
        reassembly.dropOrphans(12);
        assertThat(reassembly.heldFragments()).isEqualTo(1);
        assertThat(reassembly.heldBytes()).isEqualTo(10);
        assertThat(drops.get(SctpDrop.ORPHAN_FRAGMENT)).isEqualTo(2);
    }

    @Test
    void aMessageOverTheLimitIsNoticedWithItsFirstFragmentTooMany() {
        var reassembly = new PlainReassembly(MAX_MESSAGE_BYTES, STREAMS, (stream, ppid, payload) -> {}, drops);
        assertThat(reassembly.add(view(TestPackets.data(2, 1, 1, 0, new byte[MAX_MESSAGE_BYTES])), 1))
                .isTrue();
        assertThat(reassembly.add(view(TestPackets.data(0, 2, 1, 0, new byte[1])), 2))
                .isFalse();
    }
}
