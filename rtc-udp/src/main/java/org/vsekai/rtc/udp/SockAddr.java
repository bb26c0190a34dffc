package org.vsekai.rtc.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vsekai.core.HotPath;

/**
 * The kernel's form of an address and port ({@code ip(7)}, {@code ipv6(7)}); numbers are in network order, but for the family.
 *
 * <pre>
 * sockaddr_in   | family 2 | port 2 | address 4 | zero 8 |
 * sockaddr_in6  | family 2 | port 2 | flow 4 | address 16 | scope 4 |
 * </pre>
 */
@HotPath
final class SockAddr {
    /** Room for either. */
    static final int BYTES = 32;

    static final int IPV4_BYTES = 16;
    static final int IPV6_BYTES = 28;

    private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt IPV4 = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong IPV6_HALF = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private SockAddr() {}

    /** Writes an address for a socket of this kind, and answers its size. An IPv4 socket takes IPv4 addresses only. */
    static int write(MemorySegment to, long offset, boolean isIpv6, long high, long low, int port) {
        to.set(PORT, offset + 2, (short) port);
        if (!isIpv6) {
            to.set(JAVA_SHORT, offset, (short) Libc.AF_INET);
            to.set(IPV4, offset + 4, (int) low);
            to.set(JAVA_LONG, offset + 8, 0L);
            return IPV4_BYTES;
        }
        to.set(JAVA_SHORT, offset, (short) Libc.AF_INET6);
        to.set(JAVA_INT, offset + 4, 0);
        to.set(IPV6_HALF, offset + 8, high);
        to.set(IPV6_HALF, offset + 16, low);
        to.set(JAVA_INT, offset + 24, 0);
        return IPV6_BYTES;
    }

    static int port(MemorySegment from, long offset) {
        return Short.toUnsignedInt(from.get(PORT, offset + 2));
    }

    static long high(MemorySegment from, long offset) {
        return isIpv6(from, offset) ? from.get(IPV6_HALF, offset + 8) : 0;
    }

    /** An IPv4 address comes in its mapped form, whatever the socket's kind. */
    static long low(MemorySegment from, long offset) {
        return isIpv6(from, offset)
                ? from.get(IPV6_HALF, offset + 16)
                : RemoteAddress.mapped(from.get(IPV4, offset + 4));
    }

    private static boolean isIpv6(MemorySegment from, long offset) {
        return from.get(JAVA_SHORT, offset) == Libc.AF_INET6;
    }
}
