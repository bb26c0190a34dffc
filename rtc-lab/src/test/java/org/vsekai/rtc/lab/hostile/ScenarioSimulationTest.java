package org.vsekai.rtc.lab.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;

/** What broke others and takes more than a packet. {@code ./sekai check hostile} does the same on a larger scale. */
class ScenarioSimulationTest {
    private static final int RECORDS = 1 << 16;

    /** Enable Security, 2024; FreeSWITCH CVE-2023-51443. */
    @Test
    void aStrangersHellosCostNoJoin() {
        assertThat(LongStream.rangeClosed(1, 40)
                        .parallel()
                        .mapToObj(seed -> HelloRace.run(seed, 20))
                        .filter(Objects::nonNull)
                        .toList())
                .isEmpty();
    }

    /** pion/dtls CVE-2022-29189, OpenSSL CVE-2016-2179: what comes before anybody has proven himself is not kept without a limit. */
    @Test
    void littleIsKeptOfWhoHasNotProvenHimself() {
        assertThat(UnprovenPeers.bytesAmongStrangers()).isPositive().isLessThan(UnprovenPeers.MOST_BYTES);
        assertThat(UnprovenPeers.bytesAmidTheHandshake()).isPositive().isLessThan(UnprovenPeers.MOST_BYTES);
    }

    /** pion/dtls CVE-2026-26014: nonces were drawn by chance, and AES-GCM that uses one twice gives its key away. */
    @Test
    void noNonceIsUsedTwice() {
        var pair = new DtlsPair(1, new Cost());
        pair.run(DtlsPair.MOST_STEPS);
        Set<Long> nonces = new HashSet<>();
        byte[] packet = {1};
        for (int i = 0; i < RECORDS; i++) {
            pair.server.session().seal(packet, 0, packet.length, pair.now);
            // RFC 5288 §3: the explicit part of the nonce is the first eight bytes of the fragment; the rest is the
            // same for all.
            byte[] record = pair.server.out.removeLast();
            nonces.add(ByteBuffer.wrap(record).getLong(DtlsBytes.RECORD_HEADER_BYTES));
        }
        assertThat(nonces).hasSize(RECORDS);
    }

    /** Each INIT is answered, and the association is as if none had come: the state is in the cookie (RFC 9260 §5.1.3). */
    @Test
    void aFloodOfInitsLeavesNothingBehind() {
        var random = new SplitMix64(1);
        var pair = new SctpPair(random, new Cost());
        long idle = pair.server.association.deadlineNanos();
        for (int i = 0; i < 10_000; i++) {
            byte[] init = new Octets()
                    .u8(SctpBytes.INIT)
                    .u8(0)
                    .u16(20)
                    .u32(1 + random.nextInt(1 << 30))
                    .u32(1 << 20)
                    .u16(16)
                    .u16(16)
                    .u32((int) random.nextLong())
                    .toBytes();
            byte[] packet = SctpBytes.packet(0, init);
            pair.server.association.receive(packet, 0, packet.length, pair.now);
        }
        assertThat(pair.server.out).hasSize(10_000);
        assertThat(pair.server.association.deadlineNanos()).isEqualTo(idle);
        pair.server.out.clear();
        pair.connect(Integer.MAX_VALUE);
        assertThat(pair.server.isEstablished && pair.client.isEstablished).isTrue();
    }
}
