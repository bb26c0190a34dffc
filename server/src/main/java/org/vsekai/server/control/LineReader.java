package org.vsekai.server.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/** Lines from a channel, each of a bounded size. Confined to one thread. */
final class LineReader {
    private final ReadableByteChannel channel;
    private final int maxSize;
    private final ByteBuffer buffer = ByteBuffer.allocate(8_192).flip();

    LineReader(ReadableByteChannel channel, int maxSize) {
        this.channel = channel;
        this.maxSize = maxSize;
    }

    /** @throws IOException also when the other end hangs up before the line's end, or the line is too long */
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    throw new IOException("the other end hung up");
                }
                buffer.flip();
            }
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() == maxSize) {
                    throw new IOException("a line of more than " + maxSize + " bytes");
                }
                line.write(next);
            }
        }
    }
}
