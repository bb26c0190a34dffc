package org.vsekai.rtc.udp;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One UDP socket of an event loop. Confined to the loop's thread. */
interface UdpSocket {
    /** Larger datagrams are dropped and counted: no honest peer sends them (path MTU 1,200). */
    int MAX_DATAGRAM_BYTES = 2_048;

    /** Asked of the kernel for each direction; what it grants may be less. */
    int KERNEL_BUFFER_BYTES = 4 << 20;

    InetSocketAddress localAddress();

    /** The peer that the socket belongs to, or null if it is shared. */
    @Nullable
    PeerDriver owner();

    /** Takes a datagram, which leaves with {@link UdpIo#flush} at the latest. What the kernel does not take is dropped and counted. */
    void send(RemoteAddress to, byte[] buffer, int offset, int length);

    void close();
}
