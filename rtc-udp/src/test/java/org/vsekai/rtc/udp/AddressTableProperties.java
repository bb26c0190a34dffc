package org.vsekai.rtc.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

class AddressTableProperties {
    /** Few, so that addresses come again and fall together. */
    private static final int PORTS = 60;

    @Test
    void knowsExactlyTheAddressesThatWerePutInAndNotTakenOut() {
        Seeds.forEach(200, random -> {
            var table = new AddressTable<Integer>(random.nextLong());
            Map<RemoteAddress, Integer> model = new HashMap<>();
            for (int step = 0; step < 400; step++) {
                RemoteAddress address = randomAddress(random);
                Integer value = random.nextInt(3);
                if (random.chance(0.6)) {
                    table.put(address, value);
                    model.put(address, value);
                } else {
                    table.remove(address, value);
                    model.remove(address, value);
                }
                assertThat(table.size()).isEqualTo(model.size());
            }
            for (int port = 1; port <= PORTS; port++) {
                for (InetAddress host : HOSTS) {
                    var address = RemoteAddress.of(new InetSocketAddress(host, port));
                    assertThat(table.find(address.high(), address.low(), address.port()))
                            .isEqualTo(model.get(address));
                }
            }
        });
    }

    @Test
    void anAddressIsTheSameWhicheverWayItIsWritten() {
        Seeds.forEach(100, random -> {
            RemoteAddress address = randomAddress(random);
            assertThat(RemoteAddress.of(address.high(), address.low(), address.port()))
                    .isEqualTo(address);
        });
    }

    private static final InetAddress[] HOSTS = {
        InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("192.0.2.200"), InetAddress.ofLiteral("2001:db8::7")
    };

    private static RemoteAddress randomAddress(SplitMix64 random) {
        return RemoteAddress.of(new InetSocketAddress(HOSTS[random.nextInt(3)], 1 + random.nextInt(PORTS)));
    }
}
