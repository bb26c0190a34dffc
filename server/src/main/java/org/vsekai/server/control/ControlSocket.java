package org.vsekai.server.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of the control socket, in a folder that only its user may enter: who can connect could read the store as
 * well. A virtual thread for each request, {@link #MAX_REQUESTS} at a time.
 */
public final class ControlSocket implements AutoCloseable {
    static final int MAX_REQUESTS = 4;

    private static final long CLOSE_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

    private final Path socket;
    private final ServerSocketChannel server;
    private final Handler handler;
    private final Semaphore places = new Semaphore(MAX_REQUESTS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Answers requests: any thread, several at a time. */
    @FunctionalInterface
    public interface Handler {
        /**
         * What it throws unchecked is the answer of a failure, but for an {@link UncheckedIOException}: that is what {@code parts}
         * throws when the client is gone, and there is nobody to answer. Its thread is interrupted when the server stops.
         *
         * @param words of the request
         * @param parts takes the answer's lines before the last, none of which holds a line end
         * @return the last line
         */
        String answer(List<String> words, Consumer<String> parts);
    }

    private ControlSocket(Path socket, ServerSocketChannel server, Handler handler) {
        this.socket = socket;
        this.server = server;
        this.handler = handler;
    }

    /**
     * Listens beside a store that this process has open.
     *
     * @return null (and a warning in the log) where there can be no such socket; the server does without
     */
    public static @Nullable ControlSocket open(Path store, Handler handler) {
        Path socket = Control.socket(store);
        ServerSocketChannel server = null;
        try {
            makeFolder(Control.folder(store));
            Files.deleteIfExists(socket); // Of a server that was killed: this one has the store now.
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException | UnsupportedOperationException refused) {
            LOG.warn(
                    "no control socket at {}, so no backups and no history while this server runs: {}",
                    socket,
                    refused.toString());
            closeQuietly(server);
            return null;
        }
        ControlSocket control = new ControlSocket(socket, server, handler);
        control.threads.execute(control::accept);
        return control;
    }

    private static void makeFolder(Path folder) throws IOException {
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        boolean isPosix = Files.getFileStore(folder.toAbsolutePath().resolveSibling("."))
                .supportsFileAttributeView(PosixFileAttributeView.class);
        if (!Files.isDirectory(folder)) {
            if (isPosix) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(ownerOnly));
            } else {
                Files.createDirectory(folder);
            }
        } else if (isPosix) {
            Files.setPosixFilePermissions(folder, ownerOnly);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                LOG.debug("the control socket takes no more requests: {}", closed.toString());
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            if (!places.tryAcquire()) {
                Control.writeLine(client, Control.FAILED + "\tthe server has " + MAX_REQUESTS + " requests under way");
                return;
            }
            try {
                String request = new LineReader(client, Control.MAX_REQUEST_SIZE).next();
                Control.writeLine(client, answer(request, part -> writePart(client, part)));
            } finally {
                places.release();
            }
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("a client of the control socket is gone: {}", gone.toString());
        }
    }

    private static void writePart(SocketChannel client, String part) {
        try {
            Control.writeLine(client, Control.PART + "\t" + part);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever goes wrong with a request is its sender's to know.
    private String answer(String request, Consumer<String> parts) {
        try {
            return Control.OK + "\t" + line(handler.answer(List.of(request.split("\t", -1)), parts));
        } catch (UncheckedIOException gone) {
            throw gone;
        } catch (RuntimeException failure) {
            LOG.warn("a request failed: {}", failure.toString());
            return Control.FAILED + "\t" + line(String.valueOf(failure.getMessage()));
        }
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** Tells what is under way to stop, and waits for it a while. */
    @Override
    public void close() {
        closeQuietly(server);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a request is still under way");
            }
            Files.deleteIfExists(socket);
        } catch (IOException left) {
            LOG.debug("the socket's file is left: {}", left.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(@Nullable ServerSocketChannel server) {
        if (server == null) {
            return;
        }
        try {
            server.close();
        } catch (IOException failure) {
            LOG.debug("can't close the control socket: {}", failure.toString());
        }
    }
}
