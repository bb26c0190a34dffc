package org.vsekai.rtc.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Where a datagram comes from or goes to, in the form in which addresses are compared and handed to the kernel: 128 bits, IPv4 mapped to
 * {@code ::ffff:0:0/96} (RFC 4291 §2.5.5.2), and a port. Scopes of link-local addresses are left out: no candidate has one.
 *
 * @param high the address's first 64 bits
 * @param low the address's last 64 bits
 */
record RemoteAddress(InetSocketAddress socketAddress, long high, long low, int port) {
    private static final long MAPPED = 0xFFFF_0000_0000L;
    private static final long LOW_32 = 0xFFFF_FFFFL;
    private static final int ADDRESS_BYTES = 16;

    static RemoteAddress of(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        var buffer = ByteBuffer.wrap(bytes);
        return address.getAddress() instanceof Inet4Address
                ? new RemoteAddress(address, 0, mapped(buffer.getInt()), address.getPort())
                : new RemoteAddress(address, buffer.getLong(), buffer.getLong(), address.getPort());
    }

    static RemoteAddress of(long high, long low, int port) {
        byte[] bytes = isIpv4(high, low)
                ? ByteBuffer.allocate(Integer.BYTES).putInt((int) low).array()
                : ByteBuffer.allocate(ADDRESS_BYTES).putLong(high).putLong(low).array();
        try {
            return new RemoteAddress(new InetSocketAddress(InetAddress.getByAddress(bytes), port), high, low, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** The last 64 bits of an IPv4 address in its mapped form. */
    static long mapped(int ipv4) {
        return MAPPED | ipv4 & LOW_32;
    }

    static boolean isIpv4(long high, long low) {
        return high == 0 && (low & ~LOW_32) == MAPPED;
    }

    boolean isAt(long otherHigh, long otherLow, int otherPort) {
        return low == otherLow && high == otherHigh && port == otherPort;
    }
}
