package org.vsekai.rtc.dtls;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.PacketDrop;

/**
 * Live heap of an established server's session, after full collections. Arguments: the kind, sessions, then
 * {@code halfway} for sessions that have sent their first flight and wait for the client's second.
 */
public final class HeapStudy {
    private HeapStudy() {}

    public static void main(String[] args) {
        StudyProvider.install();
        int count = Integer.parseInt(args[1]);
        var shared = new Candidate.Shared(new SecureRandom());
        Function<RecordKeys, RecordProtection> protection = switch (args[0]) {
            case "C-pair" -> keys -> new CipherPairProtection(shared.ciphers, keys);
            case "C-heap-buffers" ->
                keys -> new CipherPairProtection.Buffers(shared.ciphers, keys, ByteBuffer::allocate);
            default -> keys -> new SharedCipherProtection(shared.ciphers, keys);
        };
        Candidate kind = Candidate.valueOf(args[0].substring(0, 1));
        boolean isHalfway = args.length > 2;
        run(shared, kind, protection, 2_000, isHalfway);
        long before = liveBytes();
        DtlsSession[] held = run(shared, kind, protection, count, isHalfway);
        long after = liveBytes();
        int alive = 0;
        for (DtlsSession session : held) {
            alive += session.isConnected() ? 1 : 0;
        }
        // An array's slot is 8 bytes at most, and there is the listener's object.
        System.out.printf(
                "%s: %d sessions connected, %d bytes each (listener and slot of about 24 bytes included)%n",
                args[0], alive, (after - before) / count);
    }

    private static DtlsSession[] run(
            Candidate.Shared shared,
            Candidate kind,
            Function<RecordKeys, RecordProtection> protection,
            int count,
            boolean isHalfway) {
        var held = new DtlsSession[count];
        byte[] packet = new byte[100];
        for (int i = 0; i < count; i++) {
            var loose = new Loose[1];
            var link = new StudyLink(
                    new SplitMix64(i),
                    new StudyLink.Network(20 * StudyLink.MILLI, 0, 0, 0),
                    Candidate.A.sessions(shared),
                    (client, listener) -> {
                        loose[0] = new Loose(listener);
                        return kind == Candidate.C
                                ? new OwnRecordsDtlsSession(
                                        shared.bcServer,
                                        false,
                                        protection,
                                        Candidate.CLIENT.fingerprint(),
                                        shared.scratch,
                                        loose[0])
                                : kind.sessions(shared).apply(client, loose[0]);
                    });
            link.start();
            if (isHalfway) {
                // Until the server has sent its first flight, of about 600 bytes, and waits for the client's second.
                link.run(10_000 * StudyLink.MILLI, () -> link.server.bytes > 500);
                held[i] = link.server.session();
                loose[0].to = null;
                continue;
            }
            link.run(10_000 * StudyLink.MILLI, link::bothConnected);
            // A packet each way, so that what is made at first use exists.
            link.client.session().seal(packet, 0, packet.length);
            link.run(link.now + 100 * StudyLink.MILLI, () -> false);
            link.server.session().seal(packet, 0, packet.length);
            held[i] = link.server.session();
            loose[0].to = null;
        }
        return held;
    }

    private static long liveBytes() {
        var memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < 5; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Lets go of the link, so that it isn't counted. */
    private static final class Loose implements DtlsListener {
        @Nullable
        DtlsListener to;

        Loose(DtlsListener to) {
            this.to = to;
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length) {
            if (to != null) {
                to.onDatagram(buffer, offset, length);
            }
        }

        @Override
        public void onTask(Runnable task) {
            if (to != null) {
                to.onTask(task);
            }
        }

        @Override
        public void onConnected() {
            if (to != null) {
                to.onConnected();
            }
        }

        @Override
        public void onPlaintext(byte[] buffer, int offset, int length) {}

        @Override
        public void onClosed(DtlsEnd end, String detail) {}

        @Override
        public void onDrop(PacketDrop reason) {}
    }
}
