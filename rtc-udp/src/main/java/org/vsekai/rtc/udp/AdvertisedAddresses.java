package org.vsekai.rtc.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which addresses clients can reach a bound socket at, as far as this machine knows. Behind NAT it does not know, and must
 * be told.
 */
final class AdvertisedAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(AdvertisedAddresses.class);

    private AdvertisedAddresses() {}

    /** The bound address itself, or for "any" all of the machine's, IPv4 first; loopback only where there is nothing else. */
    static List<InetAddress> of(InetAddress bound) {
        if (!bound.isAnyLocalAddress()) {
            return List.of(bound);
        }
        var addresses = new ArrayList<InetAddress>();
        try {
            NetworkInterface.networkInterfaces()
                    .filter(AdvertisedAddresses::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> isReachable(address, bound))
                    .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .forEach(addresses::add);
        } catch (SocketException e) {
            LOG.warn("Can't list the network interfaces: clients are told the loopback address only", e);
        }
        return addresses.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : List.copyOf(addresses);
    }

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp() && !candidate.isLoopback();
        } catch (SocketException gone) {
            return false;
        }
    }

    /** A socket bound to 0.0.0.0 has no IPv6. Link-local addresses mean nothing to others. */
    private static boolean isReachable(InetAddress address, InetAddress bound) {
        return !address.isLinkLocalAddress()
                && !address.isLoopbackAddress()
                && (address instanceof Inet4Address || !(bound instanceof Inet4Address));
    }
}
