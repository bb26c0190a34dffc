package org.vsekai.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

/** Somebody who can forge the address of one end, and sees what it is sent, while it shakes hands. */
class HostileHandshakeTest {
    private static final long LIMIT_NANOS = 15_000 * DtlsLink.MILLI;
    /** Datagrams that each end gets in a handshake without losses. */
    private static final int DATAGRAMS = 2;

    @ParameterizedTest
    @EnumSource
    void aForgedDatagramAheadOfAGenuineOneHoldsNothingUpAtTheServer(Forgery forgery) {
        for (int place = 0; place < DATAGRAMS; place++) {
            assertConnectsInTime(withForged(forgery, place, true));
        }
    }

    /** But for one: a client can't tell who asks it for a cookie, and where it was the wrong one, it waits until its time is over. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HELLO_VERIFY_REQUEST")
    void aForgedDatagramAheadOfAGenuineOneHoldsNothingUpAtTheClient(Forgery forgery) {
        for (int place = 0; place < DATAGRAMS; place++) {
            assertConnectsInTime(withForged(forgery, place, false));
        }
    }

    private static DtlsLink withForged(Forgery forgery, int place, boolean isToServer) {
        var random = new SplitMix64(place);
        DtlsLink link = TestDtls.link(random, DtlsLink.Network.CLEAN);
        DtlsLink.End target = isToServer ? link.server : link.client;
        var delivered = new AtomicInteger();
        link.beforeDelivery = (end, genuine) -> {
            if (end == target && delivered.getAndIncrement() == place) {
                end.receive(forgery.datagram(random, genuine));
            }
        };
        link.client.session().start(0);
        link.run(LIMIT_NANOS, link::isSettled);
        return link;
    }

    private static void assertConnectsInTime(DtlsLink link) {
        assertThat(link.server.connectedNanos).isEqualTo(30 * DtlsLink.MILLI);
        assertThat(link.client.connectedNanos).isEqualTo(40 * DtlsLink.MILLI);
        link.close();
    }

    /** The handshakes that don't make it have used up their attempts; an engine that dies of its first bad message loses more than half. */
    @Test
    void damagedCopiesAheadOfAThirdOfTheDatagramsAreMostlySurvived() {
        var connected = new AtomicInteger();
        var handshakes = new AtomicInteger();
        Seeds.forEach(200, random -> {
            DtlsLink link = TestDtls.link(random, DtlsLink.Network.CLEAN);
            link.beforeDelivery = (end, genuine) -> {
                if (random.chance(0.33)) {
                    end.receive(damaged(genuine, random));
                }
            };
            link.client.session().start(0);
            link.run(LIMIT_NANOS, link::isSettled);
            handshakes.incrementAndGet();
            connected.addAndGet(link.bothConnected() ? 1 : 0);
            link.close();
        });
        assertThat(connected.get()).isGreaterThanOrEqualTo(handshakes.get() * 95 / 100);
    }

    private static byte[] damaged(byte[] genuine, SplitMix64 random) {
        byte[] damaged = genuine.clone();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
        return damaged;
    }
}
