package org.vsekai.server.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A command's end of the control socket. Blocks until the server has answered. */
public final class ControlClient {
    private ControlClient() {}

    /** What a server answered. */
    public record Answer(boolean isOk, String text) {}

    /** Asks for an answer of one line. */
    public static Optional<Answer> ask(Path store, List<String> words) throws IOException {
        return ask(store, words, part -> {});
    }

    /**
     * Asks the server that has a store open. Empty where none listens.
     *
     * @param words without tabs or line ends
     * @param parts takes the lines before the last one
     * @throws IOException when the server is gone before it has answered
     */
    public static Optional<Answer> ask(Path store, List<String> words, Consumer<String> parts) throws IOException {
        Path socket = Control.socket(store);
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = connected(socket)) {
            if (channel == null) {
                return Optional.empty();
            }
            Control.writeLine(channel, String.join("\t", words));
            LineReader lines = new LineReader(channel, Control.MAX_ANSWER_LINE_SIZE);
            String[] answer = lines.next().split("\t", 2);
            while (answer[0].equals(Control.PART)) {
                parts.accept(answer[answer.length - 1]);
                answer = lines.next().split("\t", 2);
            }
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
