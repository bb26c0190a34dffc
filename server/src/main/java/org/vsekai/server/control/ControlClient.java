package org.vsekai.server.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A command's end of the control socket. Blocks until the server has answered. */
public final class ControlClient {
    private ControlClient() {}

    /** What a server answered. */
    public record Answer(boolean isOk, String text) {}

    /**
     * Asks the server that has a store open. Empty where none listens.
     *
     * @param words without tabs or line ends
     * @throws IOException when the server is gone before it has answered
     */
    public static Optional<Answer> ask(Path store, List<String> words) throws IOException {
        Path socket = Control.socket(store);
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = connected(socket)) {
            if (channel == null) {
                return Optional.empty();
            }
            Control.writeLine(channel, String.join("\t", words));
            String[] answer = Control.readLine(channel).split("\t", 2);
            return Optional.of(new Answer(answer[0].equals(Control.OK), answer[answer.length - 1]));
        }
    }

    @SuppressWarnings("EmptyCatch")
    private static @org.jspecify.annotations.Nullable SocketChannel connected(Path socket) throws IOException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (java.net.ConnectException nobodyListens) {
            return null; // Left by a server that was killed.
        }
    }
}
