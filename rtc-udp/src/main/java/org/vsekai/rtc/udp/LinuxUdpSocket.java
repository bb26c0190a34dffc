package org.vsekai.rtc.udp;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket of {@link LinuxUdpIo}. */
final class LinuxUdpSocket implements UdpSocket {
    final int descriptor;
    final SendBatch batch;
    final boolean isIpv6;

    private final LinuxUdpIo io;
    private final InetSocketAddress localAddress;
    private final @Nullable PeerDriver owner;
    private boolean isClosed;

    LinuxUdpSocket(
            LinuxUdpIo io,
            int descriptor,
            InetSocketAddress localAddress,
            boolean isIpv6,
            SendBatch batch,
            @Nullable PeerDriver owner) {
        this.io = io;
        this.descriptor = descriptor;
        this.localAddress = localAddress;
        this.isIpv6 = isIpv6;
        this.batch = batch;
        this.owner = owner;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public @Nullable PeerDriver owner() {
        return owner;
    }

    @Override
    public void send(RemoteAddress to, byte[] buffer, int offset, int length) {
        if (!isClosed) {
            io.send(this, to, buffer, offset, length);
        }
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            io.close(this);
        }
    }
}
