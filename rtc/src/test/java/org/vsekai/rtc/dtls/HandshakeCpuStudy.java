package org.vsekai.rtc.dtls;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.bouncycastle.tls.NamedGroup;
import org.vsekai.core.SplitMix64;

/**
 * What a handshake costs its server, by the CPU time of the threads it uses, the client being the JDK's (or C's, where groups are set). Arguments: the
 * server's kind, handshakes of a round, rounds, then options: {@code p256} (no x25519), {@code drbg}, {@code client} (measures
 * the client's side instead).
 */
public final class HandshakeCpuStudy {
    private HandshakeCpuStudy() {}

    public static void main(String[] args) throws NoSuchAlgorithmException {
        StudyProvider.install();
        Candidate kind = Candidate.valueOf(args[0]);
        int count = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        var options = Arrays.asList(args).subList(3, args.length);
        var random = options.contains("drbg") ? SecureRandom.getInstance("DRBG") : new SecureRandom();
        var shared = new Candidate.Shared(random);
        if (options.contains("p256")) {
            shared.useGroups(new int[] {NamedGroup.secp256r1});
        }
        boolean measuresClient = options.contains("client");
        var micros = new double[rounds];
        var processMicros = new double[rounds];
        long allocated = 0;
        for (int round = 0; round < rounds; round++) {
            var charge = new MeasuredSession.Charge();
            HandshakeThread.cpuNanos = 0;
            long process = processNanos();
            for (int i = 0; i < count; i++) {
                handshake(kind, shared, charge, measuresClient, round * count + i);
            }
            micros[round] = (charge.cpuNanos + HandshakeThread.cpuNanos) / 1e3 / count;
            processMicros[round] = (processNanos() - process) / 1e3 / count;
            allocated = charge.allocatedBytes / count;
        }
        double[] late = Arrays.copyOfRange(micros, rounds / 2, rounds);
        Arrays.sort(late);
        double[] lateProcess = Arrays.copyOfRange(processMicros, rounds / 2, rounds);
        Arrays.sort(lateProcess);
        System.out.printf(
                Locale.ROOT,
                "%-5s %-14s | first round %6.0f us | later median %6.0f, least %6.0f, most %6.0f us | main and carriers median %6.0f, least %6.0f us | allocated on the loop %d B%n",
                kind,
                String.join(",", options),
                micros[0],
                late[late.length / 2],
                late[0],
                late[late.length - 1],
                lateProcess[lateProcess.length / 2],
                lateProcess[0],
                allocated);
    }

    /** Both ends and what carries virtual threads, but neither compiler nor collector, from Linux's /proc. */
    private static long processNanos() {
        long nanos = 0;
        for (File task : Objects.requireNonNull(new File("/proc/self/task").listFiles())) {
            try {
                String name = Files.readString(task.toPath().resolve("comm")).strip();
                if (name.equals("java") || name.equals("main") || name.startsWith("ForkJoinPool")) {
                    String stat = Files.readString(task.toPath().resolve("schedstat"));
                    nanos += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
                }
            } catch (IOException ended) {
                // A thread that has ended since it was listed counts no more.
                continue;
            }
        }
        return nanos;
    }

    private static void handshake(
            Candidate kind, Candidate.Shared shared, MeasuredSession.Charge charge, boolean measuresClient, long seed) {
        // C can be told which groups to offer.
        Candidate other = shared.groups == BcServer.GROUPS ? Candidate.A : Candidate.C;
        var link = new StudyLink(
                new SplitMix64(seed),
                new StudyLink.Network(20 * StudyLink.MILLI, 0, 0, 0),
                (client, listener) -> measuresClient
                        ? measured(kind, shared, client, listener, charge)
                        : other.sessions(shared).apply(client, listener),
                (client, listener) -> measuresClient
                        ? other.sessions(shared).apply(client, listener)
                        : measured(kind, shared, client, listener, charge));
        link.start();
        link.run(10_000 * StudyLink.MILLI, link::bothConnected);
        if (!link.bothConnected()) {
            throw new IllegalStateException("not connected: " + link.client.endDetail + ", " + link.server.endDetail);
        }
        link.close();
    }

    private static DtlsSession measured(
            Candidate kind,
            Candidate.Shared shared,
            boolean client,
            DtlsListener listener,
            MeasuredSession.Charge charge) {
        HandshakeThread.isMeasuring = true;
        DtlsSession session = kind.sessions(shared).apply(client, listener);
        HandshakeThread.isMeasuring = false;
        // Tasks run within the call that hands them out, and so are charged; onDatagram's queue is a little of the
        // link's.
        return new MeasuredSession(session, charge);
    }
}
