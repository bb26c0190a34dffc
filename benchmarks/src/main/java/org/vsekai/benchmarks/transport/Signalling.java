package org.vsekai.benchmarks.transport;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerAcceptor.BadOfferException;
import org.vsekai.rtc.PeerAcceptor.TooManyPeersException;
import org.vsekai.rtc.PeerListener;

/** Offers and answers over one TCP connection, each a string of {@link DataOutputStream#writeUTF}. */
final class Signalling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signalling.class);

    private final ServerSocket socket;

    private Signalling(ServerSocket socket) {
        this.socket = socket;
    }

    /** Answers one connection's offers on a thread of its own. */
    static Signalling serve(PeerAcceptor acceptor, Supplier<PeerListener> listeners) throws IOException {
        var signalling = new Signalling(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().name("signalling").daemon().start(() -> signalling.answer(acceptor, listeners));
        return signalling;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void answer(PeerAcceptor acceptor, Supplier<PeerListener> listeners) {
        try (Socket client = socket.accept();
                var in = new DataInputStream(client.getInputStream());
                var out = new DataOutputStream(client.getOutputStream())) {
            while (true) {
                out.writeUTF(acceptor.accept(in.readUTF(), listeners.get()));
            }
        } catch (IOException | BadOfferException | TooManyPeersException over) {
            LOG.info("Signalling has ended: {}", over.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The client's end. Confined to one thread. */
    static final class Client implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        }

        String answerTo(String offer) throws IOException {
            out.writeUTF(offer);
            out.flush();
            return in.readUTF();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
