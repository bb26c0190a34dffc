package org.vsekai.rtc.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** How one event loop reaches the network: its sockets, and the wait for them. Confined to the loop's thread, but for {@link #wake}. */
interface UdpIo extends AutoCloseable {
    /** Datagrams taken from the sockets in one turn of the loop, so that it gets round to everything else. */
    int MAX_DATAGRAMS_PER_TURN = 2_048;

    /**
     * @param isShared whether sockets of other loops have the same address; only where {@link UdpTransport#canSharePorts}
     * @param owner the peer that alone uses the socket, or null
     */
    UdpSocket bind(InetSocketAddress address, boolean isShared, @Nullable PeerDriver owner) throws IOException;

    /** Waits until something has arrived, the time is over, or another thread calls {@link #wake}. */
    void await(long nanos);

    /** Ends {@link #await}, now or the next time. Any thread. */
    void wake();

    /** Hands over what had arrived when {@link #await} returned. */
    void receive(DatagramSink sink);

    /** Hands to the kernel what the sockets took. */
    void flush();

    /** Closes all sockets too. */
    @Override
    void close();
}
