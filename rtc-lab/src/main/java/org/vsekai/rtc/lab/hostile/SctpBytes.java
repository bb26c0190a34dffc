package org.vsekai.rtc.lab.hostile;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.vsekai.core.SplitMix64;

/** Writes SCTP packets and chunks, right or wrong (RFC 9260 §3, RFC 3758 §3.2, RFC 6525 §3.1, RFC 8260 §2). */
final class SctpBytes {
    static final int HEADER_BYTES = 12;
    static final int PORT = 5_000;
    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int SACK = 3;
    static final int COOKIE_ECHO = 10;
    static final int I_DATA = 64;
    static final int RE_CONFIG = 130;
    static final int FORWARD_TSN = 192;
    static final int I_FORWARD_TSN = 194;

    private static final int STATE_COOKIE = 7;
    private static final int CHUNK_HEADER_BYTES = 4;
    private static final int CHECKSUM_AT = 8;
    /** All that we speak; and AUTH, ASCONF, ECNE, CWR, PAD and some that nobody knows, of each of the four kinds. */
    private static final int[] TYPES = {
        0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 63, 64, 128, 130, 130, 130, 132, 191,
        192, 192, 192, 193, 194, 255
    };

    private static final int[] PARAMETERS = {
        1, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 0x8000, 0x8001, 0x8002, 0x8003, 0x8004, 0x8008, 0xC000,
        0xC001, 0xC002, 0xC006, 0x4000, 0x0FFF
    };
    private static final int[] PROTOCOLS = {50, 50, 51, 53, 53, 53, 56, 57, 0, -1};
    private static final int MOST_CHUNKS = 60;
    private static final int MOST_PAYLOAD = 1_300;

    private SctpBytes() {}

    static boolean isData(int chunkType) {
        return chunkType == DATA || chunkType == I_DATA;
    }

    /** Takes a chunk as it lies in its packet: type, where its value begins, and how long that is. */
    interface ChunkVisitor {
        void visit(int type, int body, int bodyLength);
    }

    /** For packets of honest ends. */
    static void forEachChunk(byte[] packet, ChunkVisitor visitor) {
        int at = HEADER_BYTES;
        while (at + CHUNK_HEADER_BYTES <= packet.length) {
            int length = Octets.get16(packet, at + 2);
            visitor.visit(packet[at] & 0xFF, at + CHUNK_HEADER_BYTES, length - CHUNK_HEADER_BYTES);
            at += length + 3 & ~3;
        }
    }

    /** The State Cookie of an honest INIT ACK. */
    static byte[] cookie(byte[] packet, int body, int length) {
        int at = body + 16;
        while (at < body + length) {
            int size = Octets.get16(packet, at + 2);
            if (Octets.get16(packet, at) == STATE_COOKIE) {
                return Arrays.copyOfRange(packet, at + 4, at + size);
            }
            at += size + 3 & ~3;
        }
        return new byte[0];
    }

    /** A packet with these chunks, and a right checksum. */
    static byte[] packet(int tag, byte[] chunks) {
        byte[] packet =
                new Octets().u16(PORT).u16(PORT).u32(tag).u32(0).put(chunks).toBytes();
        return sealed(packet);
    }

    /** Puts the right checksum in, if there is room. */
    static byte[] sealed(byte[] packet) {
        if (packet.length >= HEADER_BYTES) {
            Octets.put32(packet, CHECKSUM_AT, 0);
            var crc = new CRC32C();
            crc.update(packet);
            Octets.put32(packet, CHECKSUM_AT, Integer.reverseBytes((int) crc.getValue()));
        }
        return packet;
    }

    /** Chunks for an end that a stranger has read along with. */
    static byte[] chunks(SctpPair.End to, SplitMix64 random) {
        var out = new Octets();
        int count = random.chance(0.8) ? 1 + random.nextInt(3) : 1 + random.nextInt(MOST_CHUNKS);
        // Many of a kind find what grows with each of them; many kinds find what one leaves behind for another.
        int kind = random.chance(0.4) ? Odd.oneOf(TYPES, random) : -1;
        for (int i = 0; i < count && out.size() < Mutator.MAX_BYTES - HEADER_BYTES; i++) {
            int type = kind >= 0 ? kind : Odd.oneOf(TYPES, random);
            chunk(out, random.chance(0.98) ? agreed(type, to) : type, to, random);
        }
        return out.toBytes();
    }

    /** Of the two kinds of data, and of what gives it up, the one that was agreed on: the other is the end at once (RFC 8260 §2.2.3). */
    private static int agreed(int type, SctpPair.End to) {
        boolean isInterleaved = to.association.isInterleaved();
        return switch (type) {
            case DATA, I_DATA -> isInterleaved ? I_DATA : DATA;
            case FORWARD_TSN, I_FORWARD_TSN -> isInterleaved ? I_FORWARD_TSN : FORWARD_TSN;
            default -> type;
        };
    }

    private static void chunk(Octets out, int type, SctpPair.End to, SplitMix64 random) {
        byte[] body = random.chance(0.9) ? body(type, to, random) : Odd.bytes(80, random);
        out.u8(type)
                .u8(random.chance(0.8) ? random.nextInt(16) : random.nextInt(256))
                .u16(random.chance(0.97) ? CHUNK_HEADER_BYTES + body.length : Odd.length(body.length, random))
                .put(body)
                .padded();
    }

    private static byte[] body(int type, SctpPair.End to, SplitMix64 random) {
        return switch (type) {
            case DATA -> data(to, random);
            case I_DATA -> interleavedData(to, random);
            case INIT, INIT_ACK -> init(random);
            case SACK -> sack(to, random);
            case 4, 5 -> parameters(new Octets(), 1, random).toBytes();
            case 6, 9 -> parameters(new Octets(), 1 + random.nextInt(4), random).toBytes();
            case 7 -> new Octets().u32(Odd.serial(to.lastTsnSent, random)).toBytes();
            case COOKIE_ECHO -> random.chance(0.7) ? to.cookie : random.nextBytes(random.nextInt(200));
            case RE_CONFIG -> reconfig(to, random);
            case FORWARD_TSN -> forwardTsn(to, random);
            case I_FORWARD_TSN -> interleavedForwardTsn(to, random);
            default -> random.chance(0.5) ? new byte[0] : Odd.bytes(80, random);
        };
    }

    private static byte[] data(SctpPair.End to, SplitMix64 random) {
        var out = new Octets()
                .u32(Odd.serial(to.nextTsn, random))
                .u16(streamId(random))
                .u16(random.chance(0.7) ? random.nextInt(8) : Odd.number(random))
                .u32(Odd.oneOf(PROTOCOLS, random));
        return out.put(Odd.bytes(MOST_PAYLOAD, random)).toBytes();
    }

    private static byte[] interleavedData(SctpPair.End to, SplitMix64 random) {
        var out = new Octets()
                .u32(Odd.serial(to.nextTsn, random))
                .u16(streamId(random))
                .u16(random.chance(0.9) ? 0 : Odd.number(random))
                .u32(random.chance(0.8) ? random.nextInt(8) : Odd.number(random))
                .u32(random.chance(0.8) ? random.nextInt(8) : Odd.number(random));
        return out.put(Odd.bytes(MOST_PAYLOAD, random)).toBytes();
    }

    private static int streamId(SplitMix64 random) {
        return random.chance(0.7) ? random.nextInt(4) : Odd.number(random) & 0xFFFF;
    }

    private static byte[] init(SplitMix64 random) {
        var out = new Octets()
                .u32(random.chance(0.95) ? (int) random.nextLong() : 0)
                .u32(random.chance(0.8) ? 1 << 20 : Odd.number(random))
                .u16(random.chance(0.8) ? 1_024 : Odd.number(random))
                .u16(random.chance(0.8) ? 1_024 : Odd.number(random))
                .u32((int) random.nextLong());
        if (random.chance(0.5)) {
            // Supported Extensions, some of ours among them; Zero Checksum Acceptable, with DTLS mostly.
            parameter(out, 0x8008, new byte[] {(byte) 0x82, (byte) 0xC0, 64, (byte) 0xC2}, random);
            parameter(out, 0x8001, new Octets().u32(random.nextInt(3)).toBytes(), random);
        }
        return parameters(out, random.nextInt(8), random).toBytes();
    }

    private static byte[] sack(SctpPair.End to, SplitMix64 random) {
        int gaps = random.chance(0.5) ? 0 : random.nextInt(random.chance(0.8) ? 4 : 200);
        int duplicates = random.chance(0.7) ? 0 : random.nextInt(8);
        var out = new Octets()
                .u32(Odd.serial(to.lastTsnSent - (random.chance(0.5) ? 0 : 8), random))
                .u32(random.chance(0.7) ? 1 << 20 : Odd.number(random))
                .u16(Odd.length(gaps, random))
                .u16(Odd.length(duplicates, random));
        int at = 0;
        for (int i = 0; i < gaps; i++) {
            int start = at + 2 + random.nextInt(3);
            at = start + random.nextInt(3);
            out.u16(Odd.length(start, random)).u16(Odd.length(at, random));
        }
        for (int i = 0; i < duplicates; i++) {
            out.u32(Odd.serial(to.lastTsnSent, random));
        }
        return out.toBytes();
    }

    private static byte[] forwardTsn(SctpPair.End to, SplitMix64 random) {
        var out = new Octets().u32(Odd.serial(to.nextTsn, random));
        for (int i = random.nextInt(random.chance(0.9) ? 4 : 200); i > 0; i--) {
            out.u16(streamId(random)).u16(random.chance(0.5) ? random.nextInt(8) : Odd.number(random));
        }
        return out.toBytes();
    }

    private static byte[] interleavedForwardTsn(SctpPair.End to, SplitMix64 random) {
        var out = new Octets().u32(Odd.serial(to.nextTsn, random));
        for (int i = random.nextInt(random.chance(0.9) ? 4 : 200); i > 0; i--) {
            out.u16(streamId(random))
                    .u16(random.chance(0.9) ? random.nextInt(2) : Odd.number(random))
                    .u32(random.chance(0.7) ? random.nextInt(8) : Odd.number(random));
        }
        return out.toBytes();
    }

    private static byte[] reconfig(SctpPair.End to, SplitMix64 random) {
        var out = new Octets();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int type = random.chance(0.9) ? 13 + random.nextInt(6) : Odd.oneOf(PARAMETERS, random);
            var value = new Octets().u32(to.firstTsn + (random.chance(0.7) ? random.nextInt(8) : Odd.number(random)));
            if (type == 13) {
                value.u32(Odd.number(random)).u32(Odd.serial(to.nextTsn - 1, random));
                for (int j = random.nextInt(random.chance(0.9) ? 4 : 200); j > 0; j--) {
                    value.u16(streamId(random));
                }
            } else if (type == 16) {
                value.u32(random.nextInt(8));
            }
            parameter(out, type, value.toBytes(), random);
        }
        return out.toBytes();
    }

    private static Octets parameters(Octets out, int count, SplitMix64 random) {
        for (int i = 0; i < count; i++) {
            byte[] value = random.chance(0.3) ? new byte[0] : Odd.bytes(random.chance(0.95) ? 40 : 600, random);
            parameter(out, random.chance(0.9) ? Odd.oneOf(PARAMETERS, random) : Odd.number(random), value, random);
        }
        return out;
    }

    private static void parameter(Octets out, int type, byte[] value, SplitMix64 random) {
        out.u16(type)
                .u16(Odd.length(CHUNK_HEADER_BYTES + value.length, random))
                .put(value)
                .padded();
    }
}
