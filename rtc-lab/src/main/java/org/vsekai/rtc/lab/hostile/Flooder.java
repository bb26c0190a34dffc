package org.vsekai.rtc.lab.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.ice.IceCredentials;

/**
 * A process that sends junk to a port of this machine at a steady rate, from several addresses. Arguments: the port, datagrams a second, seconds. Its input is the
 * user names of peers there, as STUN has them, up to an empty line; it says {@code started}, and in the end how many datagrams it sent in how many
 * nanoseconds.
 */
final class Flooder {
    /** Kinds of junk, one as often as the other. */
    private enum Junk {
        RANDOM_BYTES,
        STUN_THAT_NAMES_NOBODY,
        STUN_THAT_NAMES_A_PEER,
        DTLS_HELLO,
        DTLS_RECORD
    }

    /** Made beforehand, and sent in turn. */
    private static final int DATAGRAMS = 1 << 12;

    private static final int SOCKETS = 16;
    private static final long BATCH_NANOS = 1_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int LARGEST = 300;
    private static final IceCredentials WRONG = new IceCredentials("strangersUfrag", "strangersPasswordOfTheirs");

    private Flooder() {}

    public static void main(String[] args) throws IOException {
        var target = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        List<ByteBuffer> junk = junk(usernames());
        List<DatagramChannel> sockets = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            sockets.add(DatagramChannel.open().connect(target));
        }
        System.out.println("started");
        long began = System.nanoTime();
        long sent =
                send(junk, sockets, Integer.parseInt(args[1]), began, began + Long.parseLong(args[2]) * SECOND_NANOS);
        System.out.println(sent + " " + (System.nanoTime() - began));
    }

    private static List<String> usernames() throws IOException {
        List<String> usernames = new ArrayList<>();
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            usernames.add(line);
        }
        return usernames;
    }

    private static List<ByteBuffer> junk(List<String> usernames) {
        var random = new SplitMix64(1);
        List<ByteBuffer> junk = new ArrayList<>(DATAGRAMS);
        for (int i = 0; i < DATAGRAMS; i++) {
            byte[] datagram = datagram(Junk.values()[i % Junk.values().length], usernames, random);
            junk.add(ByteBuffer.allocateDirect(datagram.length).put(datagram).flip());
        }
        return junk;
    }

    private static byte[] datagram(Junk kind, List<String> usernames, SplitMix64 random) {
        byte[] transaction = random.nextBytes(StunBytes.TRANSACTION_BYTES);
        return switch (kind) {
            case RANDOM_BYTES -> random.nextBytes(1 + random.nextInt(LARGEST));
            case STUN_THAT_NAMES_NOBODY -> StunBytes.signed(StunBytes.check("nobodyKnows:thisOne", transaction), WRONG);
            case STUN_THAT_NAMES_A_PEER ->
                StunBytes.signed(StunBytes.check(usernames.get(random.nextInt(usernames.size())), transaction), WRONG);
            case DTLS_HELLO -> DtlsBytes.hello(random);
            case DTLS_RECORD -> DtlsBytes.sealed(random.nextBytes(LARGEST), random.nextInt(1 << 16));
        };
    }

    /** What a millisecond has room for, and then a rest; what a late millisecond lacks, the next one makes up for. */
    private static long send(List<ByteBuffer> junk, List<DatagramChannel> sockets, int perSecond, long began, long end)
            throws IOException {
        long sent = 0;
        for (long now = began; now < end; now = System.nanoTime()) {
            long due = (now - began) / 1_000 * perSecond / 1_000_000;
            while (sent < due) {
                ByteBuffer datagram = junk.get((int) (sent % DATAGRAMS)).duplicate();
                sockets.get((int) (sent % SOCKETS)).write(datagram);
                sent++;
            }
            LockSupport.parkNanos(BATCH_NANOS);
        }
        return sent;
    }
}
