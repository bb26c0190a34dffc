package org.vsekai.rtc.lab.hostile;

import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.lab.network.Identities;

/**
 * Writes DTLS records and handshake messages, right or wrong (RFC 6347 §4.1, §4.2.2).
 *
 * <pre>
 * | type 1 | version 2 | epoch 2 | sequence number 6 | length 2 | fragment … |
 *   fragment: | msg_type 1 | length 3 | message_seq 2 | fragment_offset 3 | fragment_length 3 | body … |
 * </pre>
 */
final class DtlsBytes {
    static final int RECORD_HEADER_BYTES = 13;
    static final int HANDSHAKE_HEADER_BYTES = 12;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;
    static final int CLIENT_HELLO = 1;

    private static final int LENGTH_AT = 11;
    private static final int DTLS_12 = 0xFEFD;
    private static final int[] VERSIONS = {DTLS_12, DTLS_12, DTLS_12, 0xFEFF, 0xFEFC, 0x0303, 0x0100, 0xFE00};
    private static final int[] CONTENT_TYPES = {20, 21, 22, 22, 22, 22, 23, 24, 25, 26, 63};
    private static final int[] MESSAGE_TYPES = {
        0, 1, 1, 1, 2, 2, 3, 3, 4, 11, 11, 12, 12, 13, 14, 15, 15, 16, 16, 20, 21, 22, 23, 24, 67, 254, 255
    };
    private static final int[] EXTENSIONS = {0, 1, 5, 10, 11, 13, 14, 16, 17, 20, 21, 22, 23, 35, 43, 51, 0xFF01};
    private static final int MOST_RECORDS = 4;

    private DtlsBytes() {}

    /** One datagram of one or more records. */
    static byte[] datagram(SplitMix64 random) {
        var datagram = new Octets();
        for (int i = random.chance(0.7) ? 1 : 1 + random.nextInt(MOST_RECORDS); i > 0; i--) {
            int type = Odd.oneOf(CONTENT_TYPES, random);
            record(datagram, type, fragment(type, random), random);
        }
        return datagram.toBytes();
    }

    /** A hello as a client sends it first, of nobody's. */
    static byte[] hello(SplitMix64 random) {
        byte[] body = new Octets()
                .u16(DTLS_12)
                .put(random.nextBytes(32))
                .u16(0)
                .u16(2)
                .u16(0xC02B)
                .u16(0x0100)
                .toBytes();
        return new Octets()
                .u8(HANDSHAKE)
                .u16(DTLS_12)
                .u16(0)
                .u48(0)
                .u16(HANDSHAKE_HEADER_BYTES + body.length)
                .u8(CLIENT_HELLO)
                .u24(body.length)
                .u16(0)
                .u24(0)
                .u24(body.length)
                .put(body)
                .toBytes();
    }

    /** What looks like a record of data under keys. */
    static byte[] sealed(byte[] content, long sequence) {
        return new Octets()
                .u8(APPLICATION_DATA)
                .u16(DTLS_12)
                .u16(1)
                .u48(sequence)
                .u16(content.length)
                .put(content)
                .toBytes();
    }

    private static void record(Octets out, int type, byte[] fragment, SplitMix64 random) {
        int epoch = random.chance(0.75) ? 0 : random.nextInt(4);
        long sequence = random.chance(0.8) ? random.nextInt(32) : random.nextLong();
        out.u8(type)
                .u16(Odd.oneOf(VERSIONS, random))
                .u16(random.chance(0.95) ? epoch : Odd.number(random))
                .u48(sequence)
                .u16(Odd.length(fragment.length, random))
                .put(fragment);
    }

    private static byte[] fragment(int type, SplitMix64 random) {
        return switch (type) {
            case 20 -> random.chance(0.5) ? new byte[] {1} : Odd.bytes(40, random);
            case ALERT ->
                random.chance(0.7)
                        ? new byte[] {(byte) random.nextInt(4), (byte) random.nextInt(120)}
                        : Odd.bytes(40, random);
            case HANDSHAKE -> handshake(random);
            default -> Odd.bytes(1_200, random);
        };
    }

    /** One handshake message or fragment, or several in a row. */
    private static byte[] handshake(SplitMix64 random) {
        var out = new Octets();
        do {
            int type = Odd.oneOf(MESSAGE_TYPES, random);
            byte[] body = body(type, random);
            int offset = random.chance(0.7) ? 0 : random.nextInt(body.length + 1);
            int length = random.chance(0.7) ? body.length - offset : random.nextInt(body.length - offset + 1);
            out.u8(type)
                    .u24(Odd.length(body.length, random))
                    .u16(random.chance(0.9) ? random.nextInt(5) : Odd.number(random))
                    .u24(Odd.length(offset, random))
                    .u24(Odd.length(length, random));
            for (int i = offset; i < offset + length; i++) {
                out.u8(body[i]);
            }
        } while (random.chance(0.2));
        return out.toBytes();
    }

    private static byte[] body(int type, SplitMix64 random) {
        return switch (type) {
            case CLIENT_HELLO -> clientHello(random);
            case 2 -> serverHello(random);
            case 3 ->
                vector8(new Octets().u16(DTLS_12), Odd.bytes(40, random), random)
                        .toBytes();
            case 11 -> certificate(random);
            case 12 -> serverKeyExchange(random);
            case 13 -> certificateRequest(random);
            case 15 ->
                vector16(new Octets().u16(0x0403), Odd.bytes(80, random), random)
                        .toBytes();
            case 16 -> vector8(new Octets(), Odd.bytes(70, random), random).toBytes();
            case 20 -> Odd.bytes(16, random);
            default -> Odd.bytes(300, random);
        };
    }

    private static byte[] clientHello(SplitMix64 random) {
        var out = new Octets().u16(Odd.oneOf(VERSIONS, random)).put(random.nextBytes(32));
        vector8(out, random.chance(0.7) ? new byte[0] : Odd.bytes(40, random), random);
        vector8(out, random.chance(0.5) ? new byte[0] : Odd.bytes(40, random), random);
        byte[] suites = random.chance(0.7)
                ? new byte[] {(byte) 0xC0, 0x2B}
                : random.chance(0.8) ? Odd.bytes(64, random) : new byte[2];
        vector16(out, suites, random);
        vector8(out, random.chance(0.9) ? new byte[1] : Odd.bytes(4, random), random);
        return random.chance(0.2) ? out.toBytes() : extensions(out, random);
    }

    private static byte[] serverHello(SplitMix64 random) {
        var out = new Octets().u16(Odd.oneOf(VERSIONS, random)).put(random.nextBytes(32));
        vector8(out, random.chance(0.5) ? random.nextBytes(32) : Odd.bytes(40, random), random);
        out.u16(random.chance(0.9) ? 0xC02B : Odd.number(random)).u8(random.chance(0.9) ? 0 : 1);
        return random.chance(0.2) ? out.toBytes() : extensions(out, random);
    }

    private static byte[] extensions(Octets out, SplitMix64 random) {
        var all = new Octets();
        for (int i = random.nextInt(6); i > 0; i--) {
            byte[] value = random.chance(0.5)
                    ? vector16(new Octets(), Odd.bytes(24, random), random).toBytes()
                    : Odd.bytes(60, random);
            vector16(all.u16(random.chance(0.9) ? Odd.oneOf(EXTENSIONS, random) : Odd.number(random)), value, random);
        }
        return vector16(out, all.toBytes(), random).toBytes();
    }

    private static byte[] certificate(SplitMix64 random) {
        byte[] encoded = random.chance(0.5) ? Odd.bytes(600, random) : encodedCertificate();
        if (random.chance(0.5) && encoded.length > 0) {
            encoded[random.nextInt(encoded.length)] = (byte) random.nextLong();
        }
        var list = new Octets().u24(Odd.length(encoded.length, random)).put(encoded);
        return new Octets()
                .u24(Odd.length(list.size(), random))
                .put(list.toBytes())
                .toBytes();
    }

    private static byte[] encodedCertificate() {
        try {
            return Identities.SERVER.certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was made has an encoding", e);
        }
    }

    /** ECParameters named_curve, a point, and a signature over both (RFC 8422 §5.4). */
    private static byte[] serverKeyExchange(SplitMix64 random) {
        var out = new Octets()
                .u8(random.chance(0.9) ? 3 : random.nextInt(5))
                .u16(random.chance(0.8) ? 0x001D - random.nextInt(2) * 6 : Odd.number(random));
        vector8(out, random.chance(0.5) ? random.nextBytes(32) : Odd.bytes(140, random), random);
        return vector16(out.u16(0x0403), Odd.bytes(80, random), random).toBytes();
    }

    private static byte[] certificateRequest(SplitMix64 random) {
        var out = vector8(new Octets(), random.chance(0.7) ? new byte[] {64} : Odd.bytes(8, random), random);
        vector16(out, random.chance(0.7) ? new byte[] {4, 3} : Odd.bytes(20, random), random);
        return vector16(out, random.chance(0.7) ? new byte[0] : Odd.bytes(60, random), random)
                .toBytes();
    }

    private static Octets vector8(Octets out, byte[] value, SplitMix64 random) {
        return out.u8(Odd.length(value.length, random)).put(value);
    }

    private static Octets vector16(Octets out, byte[] value, SplitMix64 random) {
        return out.u16(Odd.length(value.length, random)).put(value);
    }

    /** A datagram of a handshake in the clear, in which the messages of one type have another body. */
    static byte[] withBody(byte[] datagram, int messageType, byte[] body) {
        var out = new Octets();
        int at = 0;
        while (at + RECORD_HEADER_BYTES <= datagram.length) {
            int end = at + RECORD_HEADER_BYTES + Octets.get16(datagram, at + LENGTH_AT);
            int message = at + RECORD_HEADER_BYTES;
            if (datagram[at] == HANDSHAKE && Octets.get16(datagram, at + 3) == 0 && datagram[message] == messageType) {
                out.put(Arrays.copyOfRange(datagram, at, at + LENGTH_AT))
                        .u16(HANDSHAKE_HEADER_BYTES + body.length)
                        .u8(messageType)
                        .u24(body.length)
                        .put(Arrays.copyOfRange(datagram, message + 4, message + 6))
                        .u24(0)
                        .u24(body.length)
                        .put(body);
            } else {
                out.put(Arrays.copyOfRange(datagram, at, end));
            }
            at = end;
        }
        return out.toBytes();
    }

    /** Something a session said, changed within and then framed anew, so that the change gets as deep as it can. */
    static byte[] reframed(List<byte[]> genuine, SplitMix64 random) {
        byte[] datagram = Mutator.mutate(genuine, random);
        if (datagram.length >= RECORD_HEADER_BYTES) {
            Octets.put16(datagram, LENGTH_AT, datagram.length - RECORD_HEADER_BYTES);
        }
        int body = datagram.length - RECORD_HEADER_BYTES - HANDSHAKE_HEADER_BYTES;
        if (body >= 0 && datagram[0] == HANDSHAKE && Octets.get16(datagram, 3) == 0) {
            int header = RECORD_HEADER_BYTES;
            put24(datagram, header + 1, body);
            put24(datagram, header + 6, 0);
            put24(datagram, header + 9, body);
        }
        return datagram;
    }

    private static void put24(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 16);
        Octets.put16(bytes, at + 1, value);
    }
}
