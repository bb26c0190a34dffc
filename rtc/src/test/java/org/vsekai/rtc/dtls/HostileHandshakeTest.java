package org.vsekai.rtc.dtls;

import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

/** Somebody who can forge the address of one end, and sees what it sends, while it shakes hands. */
class HostileHandshakeTest {
    private static final long LIMIT_NANOS = 15_000 * DtlsLink.MILLI;

    private final DtlsContext clientContext = TestDtls.context(TestDtls.CLIENT);
    private final DtlsContext serverContext = TestDtls.context(TestDtls.SERVER);

    private DtlsLink link(SplitMix64 random, DtlsLink.Network network) {
        return new DtlsLink(
                random,
                network,
                clientContext,
                serverContext,
                TestDtls.SERVER.fingerprint(),
                TestDtls.CLIENT.fingerprint());
    }

    @Test
    void print() {
        for (Forgery forgery : Forgery.values()) {
            for (boolean isServer : new boolean[] {true, false}) {
                for (int point = 0; point < 3; point++) {
                    DtlsLink link = link(new SplitMix64(1), DtlsLink.Network.CLEAN);
                    int at = point;
                    int[] seen = {0};
                    link.beforeDelivery = (end, real) -> {
                        if (end == (isServer ? link.server : link.client) && seen[0]++ == at) {
                            end.receive(forgery.datagram(new SplitMix64(at), real));
                        }
                    };
                    link.client.session().start(0);
                    link.run(LIMIT_NANOS, link::isSettled);
                    if (seen[0] > at) {
                        System.out.printf(
                                "%-24s %s %d: %s %s %d %d %s%n",
                                forgery,
                                isServer ? "server" : "client",
                                point,
                                link.bothConnected() ? "ok  " : "DEAD",
                                link.client.end + "/" + link.server.end,
                                link.client.connectedNanos / 1_000_000,
                                link.server.connectedNanos / 1_000_000,
                                isServer ? link.server.drops : link.client.drops);
                    }
                    link.close();
                }
            }
        }
    }

    @Test
    void damaged() {
        int[] done = new int[2];
        Seeds.forEach(300, random -> {
            DtlsLink link = link(random, DtlsLink.Network.CLEAN);
            link.beforeDelivery = (end, real) -> {
                if (random.chance(0.33)) {
                    byte[] damaged = real.clone();
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
                    end.receive(damaged);
                }
            };
            link.client.session().start(0);
            link.run(LIMIT_NANOS, link::isSettled);
            done[link.bothConnected() ? 0 : 1]++;
            if (!link.bothConnected()) {
                System.out.println(
                        link.client.end + " " + link.server.end + " " + link.client.drops + " / " + link.server.drops);
            }
            link.close();
        });
        System.out.println(done[0] + " connect, " + done[1] + " don't");
    }
}
