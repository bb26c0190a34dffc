package org.vsekai.rtc.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AdvertisedAddressesTest {
    @Test
    void aSpecificAddressIsTheOnlyOne() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        assertThat(AdvertisedAddresses.of(loopback)).containsExactly(loopback);
    }

    @Test
    void anyAddressIsNeverAnnouncedAsSuch() {
        assertThat(AdvertisedAddresses.of(InetAddress.ofLiteral("0.0.0.0")))
                .isNotEmpty()
                .allSatisfy(address -> assertThat(address).isInstanceOf(Inet4Address.class))
                .noneMatch(InetAddress::isAnyLocalAddress);
        assertThat(AdvertisedAddresses.of(InetAddress.ofLiteral("::")))
                .isNotEmpty()
                .noneMatch(InetAddress::isAnyLocalAddress)
                .noneMatch(InetAddress::isLinkLocalAddress);
    }
}
