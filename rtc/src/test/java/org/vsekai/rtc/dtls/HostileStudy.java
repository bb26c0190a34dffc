package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.vsekai.core.SplitMix64;

/** What each engine makes of forged, foreign and unusual datagrams. Arguments: the candidates. */
public final class HostileStudy {
    private static final StudyLink.Network CLEAN = new StudyLink.Network(20 * StudyLink.MILLI, 0, 0, 0);
    private static final long LIMIT_NANOS = 15_000 * StudyLink.MILLI;
    private static final int HEADERS = DtlsRecords.HEADER_SIZE + InboundMessages.HEADER_SIZE;

    private final Candidate.Shared shared = new Candidate.Shared(new SecureRandom());
    private final Candidate candidate;
    private final byte[] hello = strangersHello();

    private HostileStudy(Candidate candidate) {
        this.candidate = candidate;
    }

    public static void main(String[] args) throws IOException {
        VirtualMillis.install();
        for (String name : args) {
            System.out.println("== " + name);
            var study = new HostileStudy(Candidate.valueOf(name));
            study.chromiumsHello();
            study.forgedDuringTheHandshake();
            study.forgedOnceConnected();
            study.damagedCopiesAhead();
            study.largeRecords();
            study.farewells();
            study.cipherChangeOvertakes();
        }
    }

    private StudyLink link(long seed, Candidate client, Candidate server) {
        return new StudyLink(new SplitMix64(seed), CLEAN, client.sessions(shared), server.sessions(shared));
    }

    private StudyLink connected() {
        StudyLink link = link(1, candidate, candidate);
        link.start();
        link.run(LIMIT_NANOS, link::bothConnected);
        return link;
    }

    /** A hello that is nobody's here: the first flight of another client. */
    private byte[] strangersHello() {
        StudyLink link = link(7, Candidate.C, Candidate.C);
        link.client.keeps = true;
        link.start();
        byte[] first = link.client.sent.getFirst();
        link.close();
        return first;
    }

    private void chromiumsHello() throws IOException {
        List<byte[]> parts = captured();
        chromium("in order", d -> d);
        chromium("second part first", List::reversed);
        chromium(
                "first part lost, all repeated",
                d -> List.of(d.get(1), renumbered(d.get(0), 2), renumbered(d.get(1), 3)));
        chromium(
                "second part lost, all repeated",
                d -> List.of(d.get(0), renumbered(d.get(0), 2), renumbered(d.get(1), 3)));
        chromium("each part twice", d -> List.of(d.get(0), d.get(0), d.get(1), d.get(1)));
        if (parts.size() != 2) {
            throw new IllegalStateException("Chromium's hello has two parts");
        }
    }

    private void chromium(String how, UnaryOperator<List<byte[]>> order) throws IOException {
        StudyLink link = link(1, candidate, candidate);
        link.server.keeps = true;
        var session = link.server.session();
        long now = 0;
        for (byte[] part : order.apply(captured())) {
            session.receive(part, 0, part.length, now);
            now += 1_000_000;
        }
        String first = answers(link.server.sent);
        if (!link.server.sent.isEmpty() && isVerifyRequest(link.server.sent.getFirst())) {
            byte[] request = link.server.sent.getFirst();
            link.server.sent.clear();
            byte[] cookie = Arrays.copyOfRange(request, HEADERS + 3, request.length);
            for (byte[] part : order.apply(withCookie(captured(), cookie))) {
                session.receive(part, 0, part.length, now);
                now += 1_000_000;
            }
            first += ", then " + answers(link.server.sent);
        }
        System.out.printf("chromium's hello, %-31s: %s%n", how, first);
        link.close();
    }

    private static boolean isVerifyRequest(byte[] datagram) {
        return DtlsRecords.isHelloVerifyRequest(datagram, 0, datagram.length);
    }

    private static String answers(List<byte[]> datagrams) {
        var text = new StringBuilder();
        for (byte[] d : datagrams) {
            text.append(isVerifyRequest(d) ? " verify" : d[0] == 22 && d[13] == 2 ? " flight" : " type" + d[0])
                    .append('(')
                    .append(d.length)
                    .append(')');
        }
        return text.isEmpty() ? "no answer" : text.toString().strip();
    }

    private static List<byte[]> captured() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(HostileStudy.class.getResourceAsStream("chromium-156-hello.txt"))) {
            var parts = new ArrayList<byte[]>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                parts.add(HexFormat.of().parseHex(line));
            }
            return parts;
        }
    }

    /** As Chromium repeats it: the same body with the cookie, message 1, cut as before at 1,200 bytes. */
    private static List<byte[]> withCookie(List<byte[]> parts, byte[] cookie) {
        byte[] one = parts.get(0);
        byte[] two = parts.get(1);
        int bodySize = one.length + two.length - 2 * HEADERS;
        byte[] body = new byte[bodySize + cookie.length];
        int at = one.length - HEADERS;
        System.arraycopy(one, HEADERS, body, 0, at);
        System.arraycopy(two, HEADERS, body, at, two.length - HEADERS);
        int cookieAt = 2 + 32 + 1 + body[34];
        System.arraycopy(body, cookieAt + 1, body, cookieAt + 1 + cookie.length, bodySize - cookieAt - 1);
        body[cookieAt] = (byte) cookie.length;
        System.arraycopy(cookie, 0, body, cookieAt + 1, cookie.length);
        int cut = 1200 - HEADERS;
        return List.of(part(one, body, 0, cut, 2), part(one, body, cut, body.length - cut, 3));
    }

    private static byte[] part(byte[] header, byte[] body, int from, int size, int record) {
        byte[] part = Arrays.copyOf(header, HEADERS + size);
        part[10] = (byte) record;
        putInt(part, 11, 2, size + InboundMessages.HEADER_SIZE);
        putInt(part, 14, 3, body.length);
        putInt(part, 17, 2, 1);
        putInt(part, 19, 3, from);
        putInt(part, 22, 3, size);
        System.arraycopy(body, from, part, HEADERS, size);
        return part;
    }

    private static void putInt(byte[] bytes, int at, int size, int value) {
        for (int i = 0; i < size; i++) {
            bytes[at + i] = (byte) (value >>> 8 * (size - 1 - i));
        }
    }

    private static byte[] renumbered(byte[] datagram, int add) {
        byte[] other = datagram.clone();
        other[10] += (byte) add;
        return other;
    }

    private void forgedDuringTheHandshake() {
        for (Forgery forgery : Forgery.values()) {
            var text = new StringBuilder();
            for (boolean victimIsServer : new boolean[] {true, false}) {
                int done = 0;
                int points = 0;
                long worst = 0;
                for (int point = 0; point < 3; point++) {
                    StudyLink link = link(3, candidate, candidate);
                    if (!inject(link, forgery, victimIsServer, point)) {
                        break;
                    }
                    points++;
                    if (link.bothConnected() && !link.anyEnded()) {
                        done++;
                        worst = Math.max(
                                worst, Math.max(link.client.connectedAt, link.server.connectedAt) / StudyLink.MILLI);
                    }
                    link.close();
                }
                text.append(String.format(
                        Locale.ROOT, "  %s %d/%d %5d ms", victimIsServer ? "server" : "client", done, points, worst));
            }
            System.out.printf("forged while shaking hands  %-30s%s%n", forgery, text);
        }
    }

    /** Puts the forgery right before the victim's datagram with that number. @return whether there was one */
    private boolean inject(StudyLink link, Forgery forgery, boolean victimIsServer, int point) {
        var random = new SplitMix64(point);
        int[] seen = {0};
        boolean[] hit = {false};
        link.beforeDelivery = (end, real) -> {
            if (end == (victimIsServer ? link.server : link.client) && seen[0]++ == point) {
                hit[0] = true;
                byte[] forged = forgery.datagram(random, real, hello);
                end.session().receive(forged, 0, forged.length, link.now);
            }
        };
        link.start();
        link.run(LIMIT_NANOS, () -> link.bothConnected() || link.anyEnded());
        return hit[0];
    }

    private void forgedOnceConnected() {
        for (Forgery forgery : Forgery.values()) {
            StudyLink link = connected();
            int before = link.server.datagrams;
            for (int i = 0; i < 20; i++) {
                byte[] forged = forgery.datagram(new SplitMix64(i), hello, hello);
                link.server.session().receive(forged, 0, forged.length, link.now);
                link.client.session().receive(forged, 0, forged.length, link.now);
            }
            int answered = link.server.datagrams - before;
            link.client.session().seal(new byte[100], 0, 100);
            link.server.session().seal(new byte[100], 0, 100);
            link.run(LIMIT_NANOS, () -> link.server.received.size() + link.client.received.size() == 2);
            System.out.printf(
                    "forged once connected       %-30s  %s, %d datagrams in answer to 20%n",
                    forgery,
                    link.anyEnded()
                            ? "ENDED " + link.server.end + " " + link.client.end
                            : link.server.received.size() + link.client.received.size() == 2 ? "lives" : "DEAF",
                    answered);
            link.close();
        }
    }

    /** A damaged copy of one datagram in three arrives ahead of the real one. */
    private void damagedCopiesAhead() {
        int done = 0;
        int count = 1000;
        for (int seed = 1; seed <= count; seed++) {
            StudyLink link = link(seed, candidate, candidate);
            var random = new SplitMix64(seed);
            link.beforeDelivery = (end, real) -> {
                if (random.chance(0.33)) {
                    byte[] damaged = real.clone();
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
                    end.session().receive(damaged, 0, damaged.length, link.now);
                }
            };
            link.start();
            link.run(LIMIT_NANOS, () -> link.bothConnected() || link.anyEnded());
            done += link.bothConnected() && !link.anyEnded() ? 1 : 0;
            link.close();
        }
        System.out.printf("one byte changed in a copy of a datagram in three: %d of %d connect%n", done, count);
    }

    private void largeRecords() {
        var text = new StringBuilder();
        for (int size : new int[] {1_188, 1_500, 2_011, 2_012, 4_000}) {
            StudyLink link =
                    new StudyLink(new SplitMix64(1), CLEAN, Candidate.C.sessions(shared), candidate.sessions(shared));
            link.start();
            link.run(LIMIT_NANOS, link::bothConnected);
            link.client.session().seal(new byte[size], 0, size);
            link.client.session().seal(new byte[10], 0, 10);
            link.run(link.now + 1_000 * StudyLink.MILLI, () -> link.server.received.size() == 2);
            text.append(String.format(
                    " %d: %d of 2%s;", size, link.server.received.size(), link.anyEnded() ? " ENDED" : ""));
            link.close();
        }
        System.out.println("packets received of a large and a small one, by size:" + text);
    }

    private void farewells() {
        StudyLink link = connected();
        link.client.session().close();
        link.run(link.now + 1_000 * StudyLink.MILLI, () -> false);
        System.out.println("client closes: server " + link.server.end + ", answers " + link.server.datagrams);
        StudyLink other = connected();
        other.server.session().close();
        other.run(other.now + 1_000 * StudyLink.MILLI, () -> false);
        System.out.println("server closes: client " + other.client.end);
        for (int type : new int[] {22, 21}) {
            StudyLink third =
                    new StudyLink(new SplitMix64(1), CLEAN, Candidate.C.sessions(shared), candidate.sessions(shared));
            third.start();
            third.run(LIMIT_NANOS, third::bothConnected);
            int before = third.server.datagrams;
            // An authentic ClientHello, or an authentic fatal alert.
            byte[] body =
                    type == 22 ? Arrays.copyOfRange(hello, DtlsRecords.HEADER_SIZE, hello.length) : new byte[] {2, 40};
            ((OwnRecordsDtlsSession) third.client.session()).sealAs(type, body);
            third.client.session().seal(new byte[10], 0, 10);
            third.run(third.now + 1_000 * StudyLink.MILLI, () -> third.server.received.size() == 1);
            System.out.println((type == 22 ? "renegotiation" : "fatal alert") + ": server " + third.server.end
                    + ", received " + third.server.received.size() + ", answers " + (third.server.datagrams - before));
        }
    }

    /** Each record of the client's in a datagram of its own, and the change of cipher overtakes CertificateVerify. */
    private void cipherChangeOvertakes() {
        StudyLink link = link(1, candidate, candidate);
        link.client.filter = datagram -> {
            var records = new ArrayList<byte[]>();
            for (int at = 0; at < datagram.length; ) {
                int size = DtlsRecords.size(datagram, at, datagram.length);
                records.add(Arrays.copyOfRange(datagram, at, at + size));
                at += size;
            }
            for (int i = 0; i + 1 < records.size(); i++) {
                if (records.get(i + 1)[0] == DtlsRecords.CHANGE_CIPHER_SPEC) {
                    java.util.Collections.swap(records, i, i + 1);
                    break;
                }
            }
            return records;
        };
        link.start();
        link.run(LIMIT_NANOS, () -> link.bothConnected() || link.anyEnded());
        System.out.println("change of cipher ahead of CertificateVerify, always: "
                + (link.bothConnected() ? "connects" : "does not connect"));
        link.client.filter = null;
        link.close();
    }
}
