package org.vsekai.rtc.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.rtc.PacketDrop;

/**
 * Step 1 of a packet's life: takes datagrams from a socket to the loop, and tells it where a batch ends. A client's socket
 * belongs to one peer; the server's is shared by all.
 */
@HotPath
final class UdpIngress extends ChannelInboundHandlerAdapter {
    private final PeerLoop loop;
    private final @Nullable PeerDriver onlyPeer;

    UdpIngress(PeerLoop loop, @Nullable PeerDriver onlyPeer) {
        this.loop = loop;
        this.onlyPeer = onlyPeer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var datagram = (DatagramPacket) message;
        try {
            loop.onDatagram(onlyPeer, datagram.sender(), datagram.content());
        } finally {
            datagram.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.endBatch();
    }

    /** Reads of UDP don't fail for good; writes that do are reported here, since they carry no promise of their own. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        loop.context().drops().count(PacketDrop.SOCKET_WRITE_FAILED);
    }
}
