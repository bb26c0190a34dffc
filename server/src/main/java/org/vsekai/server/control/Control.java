package org.vsekai.server.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What both ends of the control socket agree on. A request is one line, its words parted by tabs; the answer is one line,
 * {@code ok} or {@code failed}, a tab, and a text. Both end with the line.
 */
final class Control {
    static final int MAX_LINE_SIZE = 8_192;

    static final String OK = "ok";

    static final String FAILED = "failed";

    private Control() {}

    /** The folder of the socket: beside the store's, which is the store's alone. */
    static Path folder(Path store) {
        Path whole = store.toAbsolutePath().normalize();
        return whole.resolveSibling(whole.getFileName() + ".control");
    }

    static Path socket(Path store) {
        return folder(store).resolve("socket");
    }

    static void writeLine(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** @throws IOException also when the line doesn't end in time or is too long */
    static String readLine(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_LINE_SIZE);
        while (bytes.position() == 0 || bytes.get(bytes.position() - 1) != '\n') {
            if (!bytes.hasRemaining()) {
                throw new IOException("a line of more than " + MAX_LINE_SIZE + " bytes");
            }
            if (channel.read(bytes) < 0) {
                throw new IOException("the other end hung up");
            }
        }
        return StandardCharsets.UTF_8
                .decode(bytes.flip().limit(bytes.limit() - 1))
                .toString();
    }
}
