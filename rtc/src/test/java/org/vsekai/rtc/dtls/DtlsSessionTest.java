package org.vsekai.rtc.dtls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.PacketDrop;

class DtlsSessionTest {
    private static final DtlsIdentity CLIENT = TestIdentity.create("client");
    private static final DtlsIdentity SERVER = TestIdentity.create("server");
    private static final DtlsContext CLIENT_CONTEXT = new DtlsContext(CLIENT, new SecureRandom());
    private static final DtlsContext SERVER_CONTEXT = new DtlsContext(SERVER, new SecureRandom());
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void bothEndsConnectAndExchangePackets() {
        DtlsLink link = connected();
        byte[] up = "up".getBytes(UTF_8);
        byte[] down = new byte[1135];
        assertThat(link.client.session().seal(up, 0, up.length)).isTrue();
        assertThat(link.server.session().seal(down, 0, down.length)).isTrue();
        link.run(MINUTE, () -> false);
        assertThat(link.server.received).containsExactly(up);
        assertThat(link.client.received).containsExactly(down);
    }

    @Test
    void aSealedPacketAddsThirtySevenBytes() {
        DtlsLink link = connected();
        byte[] packet = new byte[1135];
        link.server.session().seal(packet, 0, packet.length);
        assertThat(link.server.sent.getLast()).hasSize(1135 + 37);
    }

    @Test
    void flightsAreGatheredInFewDatagramsOfAtMost1200Bytes() {
        DtlsLink link = connected();
        assertThat(link.server.sent).hasSize(3);
        assertThat(link.server.sent).allSatisfy(d -> assertThat(d.length).isLessThanOrEqualTo(1200));
        assertThat(link.client.sent).hasSize(3);
        assertThat(link.client.sent).allSatisfy(d -> assertThat(d.length).isLessThanOrEqualTo(1200));
    }

    @Test
    void theServerClosesOnAClientWithAnotherCertificate() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), SERVER.fingerprint());
        link.client.session().start(0);
        link.run(MINUTE, () -> false);
        assertThat(link.server.end).isEqualTo(DtlsEnd.FINGERPRINT_MISMATCH);
        assertThat(link.server.connected).isFalse();
        assertThat(link.client.end).isEqualTo(DtlsEnd.CLOSED_BY_PEER);
    }

    @Test
    void theClientClosesOnAServerWithAnotherCertificate() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, CLIENT.fingerprint(), CLIENT.fingerprint());
        link.client.session().start(0);
        link.run(MINUTE, () -> false);
        assertThat(link.client.end).isEqualTo(DtlsEnd.FINGERPRINT_MISMATCH);
        assertThat(link.client.connected).isFalse();
        assertThat(link.server.end).isEqualTo(DtlsEnd.CLOSED_BY_PEER);
    }

    @Test
    void aHelloInTwoDatagramsIsPutTogether() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        link.client.filter = datagram -> {
            if (datagram[13] == 1) {
                for (byte[] part : split(datagram)) {
                    link.server.session().receive(part, 0, part.length, link.now);
                }
                return false;
            }
            return true;
        };
        link.client.session().start(0);
        link.run(MINUTE, link::bothConnected);
        assertThat(link.bothConnected()).isTrue();
    }

    /** Cuts the handshake message of the one record in the datagram into two fragments (RFC 6347 §4.2.3). */
    private static List<byte[]> split(byte[] hello) {
        int header = DtlsRecords.HEADER_SIZE + 12;
        int body = hello.length - header;
        int first = body / 2;
        return List.of(fragment(hello, 0, first, 0), fragment(hello, first, body - first, 1));
    }

    private static byte[] fragment(byte[] hello, int from, int size, int sequenceStep) {
        int header = DtlsRecords.HEADER_SIZE + 12;
        byte[] part = Arrays.copyOf(hello, header + size);
        System.arraycopy(hello, header + from, part, header, size);
        part[10] = (byte) (2 * hello[10] + sequenceStep);
        part[11] = (byte) ((size + 12) >>> 8);
        part[12] = (byte) (size + 12);
        putInt24(part, DtlsRecords.HEADER_SIZE + 6, from);
        putInt24(part, DtlsRecords.HEADER_SIZE + 9, size);
        return part;
    }

    private static void putInt24(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 16);
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) value;
    }

    @Test
    void theServerRepeatsItsLastFlightWhenTheClientLacksIt() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        link.server.filter = datagram -> !link.server.connected && !isChangeCipherSpec(datagram);
        link.client.session().start(0);
        link.run(MINUTE, () -> link.server.connected);
        assertThat(link.client.connected).isFalse();
        link.server.filter = null;
        link.run(MINUTE, link::bothConnected);
        assertThat(link.client.connected).isTrue();
    }

    /**
     * werift repeats its first hello as the record that it was, with the same number (RFC 6347 §4.1 wants a new one). The engine drops a
     * number that it has seen in silence, so where the HelloVerifyRequest was lost such a client got no other, and the join ended with
     * CONNECT_TIMEOUT: one in twenty at 5 % loss.
     */
    @Test
    void aFirstHelloThatComesAgainUnchangedIsAnsweredAgain() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        link.server.filter = datagram -> false;
        link.client.session().start(0);
        byte[] hello = link.client.sent.getFirst();
        link.run(15 * DtlsLink.MILLI, () -> false);
        assertThat(link.server.sent).hasSize(1);
        link.server.filter = null;
        link.server.session().receive(hello.clone(), 0, hello.length, link.now);
        assertThat(link.server.sent).hasSize(2);
        assertThat(link.server.sent.get(1)).isEqualTo(link.server.sent.get(0));
        link.run(MINUTE, link::bothConnected);
        assertThat(link.bothConnected()).isTrue();
    }

    @Test
    void theRestOfAHelloInTwoDatagramsAsksForNothing() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        link.client.filter = datagram -> false;
        link.client.session().start(0);
        for (byte[] part : split(link.client.sent.getFirst())) {
            link.server.session().receive(part, 0, part.length, 0);
        }
        assertThat(link.server.sent).hasSize(1);
    }

    /**
     * Chromium's hello is two datagrams long. Where the server's flight was lost and only one of the two came again, the engine waited for the
     * other: it dropped the client's certificate and all that followed, and the join ended with CONNECT_TIMEOUT. Two in a thousand at 5 % loss.
     */
    @Test
    void aHelloOfWhichOnlyAPartComesAgainHoldsNothingUp() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        link.client.session().start(0);
        link.run(MINUTE, () -> link.client.sent.size() == 2);
        byte[] hello = link.client.sent.get(1);
        link.server.filter = datagram -> false;
        link.run(MINUTE, () -> link.server.sent.size() == 2);
        link.server.filter = null;
        byte[] part = split(hello).getFirst();
        part[9] = 1; // Another record's number, as it must be.
        link.server.session().receive(part, 0, part.length, link.now);
        link.run(MINUTE, link::bothConnected);
        assertThat(link.bothConnected()).isTrue();
    }

    private static boolean isChangeCipherSpec(byte[] datagram) {
        return datagram[0] == DtlsRecords.CHANGE_CIPHER_SPEC;
    }

    @Test
    void datagramsThatComeWhileATaskRunsAreKeptUpToALimit() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        link.server.holdTasks = true;
        link.client.session().start(0);
        link.run(MINUTE, () -> !link.server.heldTasks.isEmpty());
        byte[] noise = new byte[100];
        for (int i = 0; i < JdkDtlsSession.MAX_BACKLOG + 3; i++) {
            link.server.session().receive(noise, 0, noise.length, link.now);
        }
        assertThat(link.server.drops).hasSize(3).containsOnly(PacketDrop.DTLS_BACKLOG_FULL);
        link.server.holdTasks = false;
        link.server.heldTasks.removeFirst().run();
        link.server.session().onTaskDone(link.now);
        link.run(MINUTE, link::bothConnected);
        assertThat(link.bothConnected()).isTrue();
    }

    @Test
    void aHandshakeThatTakesTooManyBytesEnds() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        byte[] noise = new byte[1200];
        for (int i = 0; i * 1200 <= JdkDtlsSession.MAX_HANDSHAKE_BYTES; i++) {
            link.server.session().receive(noise, 0, noise.length, 0);
        }
        assertThat(link.server.end).isEqualTo(DtlsEnd.FAILED);
        assertThat(link.server.drops).contains(PacketDrop.DTLS_HANDSHAKE_TOO_LARGE);
    }

    /**
     * Cause: the bytes of a handshake were limited, not what they are cut into, and the engine keeps 160 bytes for each piece. Scenario: fragments of one
     * byte, several in a record, which never make a whole message: 64 KiB of them held 400 kB, for each of two thousand peers. Now: pieces are counted.
     */
    @Test
    void aHandshakeInTooManyPiecesEnds() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        int perRecord = 10;
        byte[] record = new byte[DtlsRecords.HEADER_SIZE + perRecord * 13];
        record[0] = DtlsRecords.HANDSHAKE;
        record[1] = (byte) 0xFE;
        record[2] = (byte) 0xFD;
        record[12] = (byte) (perRecord * 13);
        for (int i = 0; i < perRecord; i++) {
            int at = DtlsRecords.HEADER_SIZE + i * 13;
            record[at] = 11;
            record[at + 2] = 0x70;
            record[at + 5] = 1;
            record[at + 8] = (byte) (2 * i);
            record[at + 11] = 1;
        }
        for (int i = 0; i < JdkDtlsSession.MAX_HANDSHAKE_PIECES / perRecord; i++) {
            link.server.session().receive(record.clone(), 0, record.length, 0);
        }
        assertThat(link.server.end).isNull();
        link.server.session().receive(record.clone(), 0, record.length, 0);
        assertThat(link.server.end).isEqualTo(DtlsEnd.FAILED);
        assertThat(link.server.drops).containsExactly(PacketDrop.DTLS_HANDSHAKE_TOO_LARGE);
    }

    @Test
    void closingIsSeenByThePeer() {
        DtlsLink link = connected();
        link.client.session().close();
        link.run(MINUTE, () -> link.server.end != null);
        assertThat(link.server.end).isEqualTo(DtlsEnd.CLOSED_BY_PEER);
        assertThat(link.client.end).isNull();
        assertThat(link.server.session().seal(new byte[10], 0, 10)).isFalse();
    }

    /** Chromium packs up to 1,225 bytes; the engine refuses what is larger than its own packets, if it is not told. */
    @Test
    void recordsLargerThanOursAreTaken() {
        DtlsLink link = connected();
        byte[] packet = new byte[1_500];
        link.client.session().seal(packet, 0, packet.length);
        link.run(2 * MINUTE, () -> !link.server.received.isEmpty());
        assertThat(link.server.received).containsExactly(packet);
        assertThat(link.server.end).isNull();
    }

    @Test
    void forgedRecordsDoNotDisturbAConnectedSession() {
        DtlsLink link = connected();
        Seeds.forEach(300, random -> {
            byte[] forged = random.nextBytes(14 + random.nextInt(random.chance(0.5) ? 200 : 2_500));
            forged[0] = (byte) (20 + random.nextInt(5));
            forged[1] = (byte) 0xFE;
            forged[2] = (byte) 0xFD;
            forged[3] = 0;
            forged[4] = (byte) random.nextInt(3);
            forged[11] = (byte) ((forged.length - 13) >>> 8);
            forged[12] = (byte) (forged.length - 13);
            link.server.session().receive(forged, 0, forged.length, link.now);
            link.client.session().receive(forged, 0, forged.length, link.now);
        });
        assertThat(link.server.end).isNull();
        assertThat(link.client.end).isNull();
        byte[] packet = {1, 2, 3};
        link.client.session().seal(packet, 0, 3);
        link.run(2 * MINUTE, () -> !link.server.received.isEmpty());
        assertThat(link.server.received).containsExactly(packet);
    }

    @Test
    void anyBytesDuringTheHandshakeNeverThrow() {
        Seeds.forEach(100, random -> {
            DtlsLink link = link(random, 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
            link.server.filter = datagram -> false;
            link.client.filter = datagram -> {
                byte[] damaged = datagram.clone();
                for (int i = 0; i < 3; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextLong();
                }
                link.server.session().receive(damaged, 0, random.nextInt(damaged.length) + 1, 0);
                return false;
            };
            link.client.session().start(0);
            link.run(MINUTE / 20, () -> false);
            assertThat(link.server.connected).isFalse();
        });
    }

    private static DtlsLink connected() {
        DtlsLink link = link(new SplitMix64(1), 0, CLIENT_CONTEXT, SERVER.fingerprint(), CLIENT.fingerprint());
        link.client.session().start(0);
        link.run(MINUTE, link::bothConnected);
        assertThat(link.bothConnected()).isTrue();
        return link;
    }

    private static DtlsLink link(
            SplitMix64 random, double loss, DtlsContext client, Fingerprint clientExpects, Fingerprint serverExpects) {
        return new DtlsLink(random, loss, 0, 0, client, SERVER_CONTEXT, clientExpects, serverExpects);
    }
}
