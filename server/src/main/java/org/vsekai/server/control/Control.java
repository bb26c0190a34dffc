package org.vsekai.server.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What both ends of the control socket agree on. A request is one line, its words parted by tabs. The answer is any number of
 * lines {@code part}, a tab, and a text, and then one line {@code ok} or {@code failed}, a tab, and a text. Both end with it.
 */
final class Control {
    static final int MAX_REQUEST_SIZE = 8_192;

    static final int MAX_ANSWER_LINE_SIZE = 1 << 20;

    static final String PART = "part";

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
}
