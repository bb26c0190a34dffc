package org.vsekai.rtc.udp;

import java.io.IOException;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;

/** The ways to do UDP. */
enum UdpTransport {
    /** The kernel's calls for many datagrams at once; Linux on x86-64 and AArch64. */
    LINUX,
    /** Java's channels, everywhere. */
    NIO;

    static UdpTransport best() {
        return Libc.isSupported() ? LINUX : NIO;
    }

    UdpIo open(Tally<PacketDrop> drops, Tally<PortTraffic> traffic) throws IOException {
        return this == LINUX ? new LinuxUdpIo(drops, traffic) : new NioUdpIo(drops, traffic);
    }

    /** Whether several loops can share one port, with the datagrams of one remote address going to one of them. */
    boolean canSharePorts() {
        return this == LINUX;
    }
}
