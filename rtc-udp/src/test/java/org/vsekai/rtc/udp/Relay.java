package org.vsekai.rtc.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stands between a client and a server like a NAT: the server sees the relay's address, and that can change. */
final class Relay implements AutoCloseable {
    private static final int MAX_DATAGRAM_BYTES = 2_048;

    private final InetSocketAddress server;
    private final DatagramSocket inside;
    private volatile DatagramSocket outside;
    private volatile @Nullable InetSocketAddress client;
    private volatile byte[] lastCheck = {};

    Relay(InetSocketAddress server) throws IOException {
        this.server = server;
        inside = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        outside = openOutside();
        Thread.ofPlatform().daemon().start(this::fromClient);
    }

    private DatagramSocket openOutside() throws SocketException {
        var socket = new DatagramSocket(0, server.getAddress());
        Thread.ofPlatform().daemon().start(() -> fromServer(socket));
        return socket;
    }

    /** An answer in which the server is where the relay is. */
    String redirect(String answerSdp) {
        return answerSdp.replaceAll(
                "(?m)^(a=candidate:.* )" + server.getPort() + "( typ host)", "$1" + inside.getLocalPort() + "$2");
    }

    /** From now on the server sees another address; the client's last check goes there again, as if it had been sent now. */
    void move() throws IOException {
        DatagramSocket old = outside;
        outside = openOutside();
        old.close();
        outside.send(new DatagramPacket(lastCheck, lastCheck.length, server));
    }

    private void fromClient() {
        byte[] buffer = new byte[MAX_DATAGRAM_BYTES];
        try {
            while (true) {
                var datagram = new DatagramPacket(buffer, buffer.length);
                inside.receive(datagram);
                client = (InetSocketAddress) datagram.getSocketAddress();
                if (buffer[0] <= 3) {
                    lastCheck = Arrays.copyOf(buffer, datagram.getLength());
                }
                try {
                    outside.send(new DatagramPacket(buffer, datagram.getLength(), server));
                } catch (SocketException moving) {
                    // Lost, as it would be in a NAT that forgets.
                }
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void fromServer(DatagramSocket socket) {
        byte[] buffer = new byte[MAX_DATAGRAM_BYTES];
        try {
            while (true) {
                var datagram = new DatagramPacket(buffer, buffer.length);
                socket.receive(datagram);
                InetSocketAddress to = client;
                if (to != null) {
                    inside.send(new DatagramPacket(buffer, datagram.getLength(), to));
                }
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    @Override
    public void close() {
        inside.close();
        outside.close();
    }
}
