package org.vsekai.rtc.dtls;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.PacketDrop;

/**
 * What it costs to seal and open a packet, by thread CPU time, with few and with many sessions. Arguments: the kind, and the
 * number of sessions. Run each in a process of its own, so that one's types don't slow the other's calls.
 */
public final class RecordStudy {
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 201;
    private static final long WARM_UP_CPU_NANOS = 8_000_000_000L;
    private static final int[] SIZES = {60, 228, 1_128};

    private final DtlsSession[] sealers;
    private final DtlsSession[] openers;
    private final byte[][] records = new byte[BATCH][DtlsContext.MAX_RECORD_SIZE];
    private final int[] recordSizes = new int[BATCH];
    private final Sink sink = new Sink();
    private final byte[] plain = new byte[1_200];

    private RecordStudy(String kind, int sessions) {
        var shared = new Candidate.Shared(new SecureRandom());
        sealers = new DtlsSession[sessions];
        openers = new DtlsSession[sessions];
        for (int i = 0; i < sessions; i++) {
            var ends = new ArrayList<Relay>();
            var link = new StudyLink(
                    new SplitMix64(i), new StudyLink.Network(20 * StudyLink.MILLI, 0, 0, 0), (client, listener) -> {
                        var relay = new Relay(listener);
                        ends.add(relay);
                        return session(kind, shared, client, relay);
                    });
            link.start();
            link.run(10_000 * StudyLink.MILLI, link::bothConnected);
            sealers[i] = link.server.session();
            openers[i] = link.client.session();
            ends.forEach(end -> end.to = sink);
        }
    }

    private static DtlsSession session(String kind, Candidate.Shared shared, boolean client, DtlsListener listener) {
        Function<RecordKeys, RecordProtection> protection = switch (kind) {
            case "C-shared" -> keys -> new SharedCipherProtection(shared.ciphers, keys);
            case "C-pair" -> keys -> new CipherPairProtection(shared.ciphers, keys);
            case "C-heap-buffers" ->
                keys -> new CipherPairProtection.Buffers(shared.ciphers, keys, ByteBuffer::allocate);
            case "C-direct-buffers" ->
                keys -> new CipherPairProtection.Buffers(shared.ciphers, keys, ByteBuffer::allocateDirect);
            default -> null;
        };
        if (protection == null) {
            return Candidate.valueOf(kind).sessions(shared).apply(client, listener);
        }
        return new OwnRecordsDtlsSession(
                client ? shared.bcClient : shared.bcServer,
                client,
                protection,
                (client ? Candidate.SERVER : Candidate.CLIENT).fingerprint(),
                shared.scratch,
                listener);
    }

    public static void main(String[] args) {
        StudyProvider.install();
        var study = new RecordStudy(args[0], Integer.parseInt(args[1]));
        long warm = CpuClock.nanos() + WARM_UP_CPU_NANOS;
        while (CpuClock.nanos() < warm) {
            for (int size : SIZES) {
                study.sealBatch(size);
                study.openBatch();
            }
        }
        for (int size : SIZES) {
            study.measure(args[0], size);
        }
    }

    private void measure(String kind, int size) {
        var seal = new long[ROUNDS];
        var open = new long[ROUNDS];
        long sealBytes = 0;
        long openBytes = 0;
        sink.opened = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long cpu = CpuClock.nanos();
            long allocated = CpuClock.allocatedBytes();
            sealBatch(size);
            long cpu2 = CpuClock.nanos();
            long allocated2 = CpuClock.allocatedBytes();
            openBatch();
            long cpu3 = CpuClock.nanos();
            long allocated3 = CpuClock.allocatedBytes();
            seal[round] = (cpu2 - cpu) / BATCH;
            open[round] = (cpu3 - cpu2) / BATCH;
            sealBytes += allocated2 - allocated;
            openBytes += allocated3 - allocated2;
        }
        if (sink.opened != (long) ROUNDS * BATCH) {
            throw new IllegalStateException("not all were opened: " + sink.opened);
        }
        Arrays.sort(seal);
        Arrays.sort(open);
        System.out.printf(
                Locale.ROOT,
                "%-16s | %4d sessions | %4d B | seal %5d ns (p90 %5d) %5d B | open %5d ns (p90 %5d) %5d B%n",
                kind,
                sealers.length,
                size,
                seal[ROUNDS / 2],
                seal[ROUNDS * 9 / 10],
                sealBytes / ROUNDS / BATCH,
                open[ROUNDS / 2],
                open[ROUNDS * 9 / 10],
                openBytes / ROUNDS / BATCH);
    }

    private void sealBatch(int size) {
        for (int i = 0; i < BATCH; i++) {
            sink.slot = i;
            sealers[i % sealers.length].seal(plain, 0, size);
        }
    }

    private void openBatch() {
        for (int i = 0; i < BATCH; i++) {
            openers[i % openers.length].receive(records[i], 0, recordSizes[i], 0);
        }
    }

    /** Keeps what is sealed, as the event loop copies it into a buffer to be sent; counts what is opened. */
    private final class Sink {
        int slot;
        long opened;

        void sealed(byte[] buffer, int offset, int length) {
            System.arraycopy(buffer, offset, records[slot], 0, length);
            recordSizes[slot] = length;
        }
    }

    /** Tells the link during the handshake, the sink afterwards. */
    private static final class Relay implements DtlsListener {
        private final DtlsListener link;

        @org.jspecify.annotations.Nullable
        Sink to;

        Relay(DtlsListener link) {
            this.link = link;
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length) {
            if (to == null) {
                link.onDatagram(buffer, offset, length);
            } else {
                to.sealed(buffer, offset, length);
            }
        }

        @Override
        public void onTask(Runnable task) {
            link.onTask(task);
        }

        @Override
        public void onConnected() {
            link.onConnected();
        }

        @Override
        public void onPlaintext(byte[] buffer, int offset, int length) {
            if (to != null) {
                to.opened++;
            }
        }

        @Override
        public void onClosed(DtlsEnd end, String detail) {
            throw new IllegalStateException(end + " " + detail);
        }

        @Override
        public void onDrop(PacketDrop reason) {
            throw new IllegalStateException(String.valueOf(reason));
        }
    }
}
