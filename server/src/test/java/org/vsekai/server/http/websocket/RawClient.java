package org.vsekai.server.http.websocket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A WebSocket client that does as a test says, wrong or right: RFC 6455 from the client's side, on a bare socket. It reads
 * only when told to; then it answers pings, as every client must.
 */
final class RawClient implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int READ_TIMEOUT_MS = 20_000;
    private static final int MASK = 0x5A;
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** A frame of the server; whole messages, since it cuts none. */
    record Frame(int opcode, byte[] payload) {
        int lane() {
            return payload[0];
        }

        /** The number that the tests put into a message. */
        long number() {
            return ByteBuffer.wrap(payload).getLong(1);
        }

        int closeCode() {
            return ByteBuffer.wrap(payload).getShort();
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final List<String> answer = new ArrayList<>();

    /** Asks for a WebSocket with these lines in place of the usual ones; see {@link #status}. */
    private RawClient(int port, int receiveBufferBytes, String method, List<String> headers) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        String request = method + " /api/v1/websocket HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        write(request.getBytes(StandardCharsets.US_ASCII));
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            answer.add(line);
        }
    }

    static RawClient ask(int port, String method, List<String> headers) throws IOException {
        return new RawClient(port, 0, method, headers);
    }

    static RawClient open(int port, String ticket) throws IOException {
        return ask(port, "GET", handshake(port, "vsekai.v1, ticket." + ticket));
    }

    /** As {@link #open}; the kernel takes in few bytes for a client that does not read. */
    static RawClient openNarrow(int port, String ticket) throws IOException {
        return new RawClient(port, 4_096, "GET", handshake(port, "vsekai.v1, ticket." + ticket));
    }

    static List<String> handshake(int port, String protocols) {
        return List.of(
                "Host: localhost:" + port,
                "Connection: keep-alive, Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + KEY,
                "Sec-WebSocket-Protocol: " + protocols);
    }

    int status() {
        return Integer.parseInt(answer.getFirst().split(" ")[1]);
    }

    List<String> answer() {
        return answer;
    }

    /** What the server says in an answer that is no WebSocket. */
    String body() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    void send(int lane, byte[] message) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(lane);
        payload.writeBytes(message);
        frame(BINARY, true, payload.toByteArray());
    }

    void frame(int opcode, boolean isFinal, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) ((isFinal ? 0x80 : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(MASK << 24 | MASK << 16 | MASK << 8 | MASK);
        for (byte each : payload) {
            frame.put((byte) (each ^ MASK));
        }
        write(frame.array(), frame.position());
    }

    void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    private void write(byte[] bytes, int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
    }

    /** The next frame that is no ping; pings are answered. */
    Frame next() throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.opcode() != PING) {
                return frame;
            }
            frame(PONG, true, frame.payload());
        }
    }

    /** The next frame, whatever it is; nothing is answered. */
    Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int second = in.readUnsignedByte();
        long length = switch (second) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> second;
        };
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(opcode, payload);
    }

    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    /** Breaks the connection, as a dying process does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server hung up: " + answer);
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
