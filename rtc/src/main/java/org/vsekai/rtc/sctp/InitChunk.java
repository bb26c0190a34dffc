package org.vsekai.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The value of an INIT or INIT ACK chunk (RFC 9260 §3.3.2 and §3.3.3).
 *
 * <pre>
 * |                         Initiate Tag                          |
 * |           Advertised Receiver Window Credit (a_rwnd)          |
 * |  Number of Outbound Streams   |   Number of Inbound Streams   |
 * |                          Initial TSN                          |
 * |              Optional/Variable-Length Parameters              |
 * </pre>
 *
 * @param extensions what the sender announces
 * @param cookie the State Cookie of an INIT ACK; empty if there is none
 * @param unrecognised parameters to be reported to the sender, each whole with its padding, as much as {@link
 *     #MAX_REPORT_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // Carried from one method to the next; never compared.
record InitChunk(
        int initiateTag,
        int advertisedWindow,
        int outboundStreams,
        int inboundStreams,
        int initialTsn,
        Extensions extensions,
        byte[] cookie,
        byte[] unrecognised)
        implements InitDecoded {
    static final int MAX_REPORT_BYTES = 128;
    /** A State Cookie has to fit a COOKIE ECHO chunk in one packet. */
    static final int MAX_COOKIE_BYTES = 448;

    private static final int FIXED_BYTES = 16;
    private static final int PARAMETER_HEADER_BYTES = 4;
    private static final int ZERO_CHECKSUM_BYTES = 8;
    /** RFC 9653 §6: the error detection method "SCTP over DTLS". */
    private static final int DTLS = 1;

    /** RFC 9260 §3.3.2: an INIT with a smaller a_rwnd is not accepted. */
    private static final long LEAST_WINDOW_BYTES = 1_500;

    private static final byte[] NONE = {};

    static InitDecoded decode(byte[] data, int body, int bodyLength) {
        if (bodyLength < FIXED_BYTES) {
            return new Refused(NO_ANSWER, "INIT is too short");
        }
        int tag = Bytes.get32(data, body);
        if (tag == 0) {
            return new Refused(NO_ANSWER, "initiate tag is 0");
        }
        int window = Bytes.get32(data, body + 4);
        int outbound = Bytes.getUnsigned16(data, body + 8);
        int inbound = Bytes.getUnsigned16(data, body + 10);
        if (Integer.toUnsignedLong(window) < LEAST_WINDOW_BYTES) {
            return new Refused(CauseCode.INVALID_MANDATORY_PARAMETER, "a_rwnd is under 1500");
        }
        if (outbound == 0 || inbound == 0) {
            return new Refused(CauseCode.INVALID_MANDATORY_PARAMETER, "no streams");
        }
        var parameters = new Parameters(data);
        if (!parameters.decode(body + FIXED_BYTES, body + bodyLength)) {
            return new Refused(parameters.answer, "a parameter can't be used");
        }
        return new InitChunk(
                tag,
                window,
                outbound,
                inbound,
                Bytes.get32(data, body + 12),
                new Extensions(parameters.extensions),
                parameters.cookie,
                parameters.unrecognised);
    }

    /** The advertised window, clamped to what an {@code int} holds. */
    int windowBytes() {
        return (int) Math.min(Integer.toUnsignedLong(advertisedWindow), Integer.MAX_VALUE);
    }

    /** Writes the chunk: fixed part, extensions, and then the cookie and the report if there are any. */
    void write(PacketWriter out, int chunkType) {
        byte[] parameters = extensionParameters();
        int cookieBytes = cookie.length == 0 ? 0 : PARAMETER_HEADER_BYTES + Bytes.padded(cookie.length);
        int at = out.chunk(chunkType, 0, FIXED_BYTES + parameters.length + cookieBytes + unrecognised.length);
        byte[] buffer = out.buffer();
        Bytes.put32(buffer, at, initiateTag);
        Bytes.put32(buffer, at + 4, advertisedWindow);
        Bytes.put16(buffer, at + 8, outboundStreams);
        Bytes.put16(buffer, at + 10, inboundStreams);
        Bytes.put32(buffer, at + 12, initialTsn);
        System.arraycopy(parameters, 0, buffer, at + FIXED_BYTES, parameters.length);
        int next = at + FIXED_BYTES + parameters.length;
        if (cookieBytes > 0) {
            Bytes.put16(buffer, next, ParameterType.STATE_COOKIE);
            Bytes.put16(buffer, next + 2, PARAMETER_HEADER_BYTES + cookie.length);
            Arrays.fill(buffer, next + cookieBytes - 4, next + cookieBytes, (byte) 0);
            System.arraycopy(cookie, 0, buffer, next + PARAMETER_HEADER_BYTES, cookie.length);
            next += cookieBytes;
        }
        System.arraycopy(unrecognised, 0, buffer, next, unrecognised.length);
    }

    /** Forward-TSN-Supported, Supported Extensions and Zero Checksum Acceptable, each with its padding. */
    private byte[] extensionParameters() {
        boolean isInterleaving = extensions.has(Extensions.INTERLEAVING);
        var parameters = ByteBuffer.allocate(24)
                .putShort((short) ParameterType.FORWARD_TSN_SUPPORTED)
                .putShort((short) PARAMETER_HEADER_BYTES)
                .putShort((short) ParameterType.SUPPORTED_EXTENSIONS)
                .putShort((short) (PARAMETER_HEADER_BYTES + (isInterleaving ? 4 : 2)))
                .put((byte) ChunkType.RE_CONFIG)
                .put((byte) ChunkType.FORWARD_TSN)
                .put((byte) (isInterleaving ? ChunkType.I_DATA : 0))
                .put((byte) (isInterleaving ? ChunkType.I_FORWARD_TSN : 0));
        if (extensions.has(Extensions.ZERO_CHECKSUM)) {
            parameters
                    .putShort((short) ParameterType.ZERO_CHECKSUM_ACCEPTABLE)
                    .putShort((short) ZERO_CHECKSUM_BYTES)
                    .putInt(DTLS);
        }
        return Arrays.copyOf(parameters.array(), parameters.position());
    }

    /** The parameters as they are found, one after the other. */
    private static final class Parameters {
        private final byte[] data;
        private int answer = NO_ANSWER;
        private int extensions;
        private byte[] cookie = NONE;
        private byte[] unrecognised = NONE;

        Parameters(byte[] data) {
            this.data = data;
        }

        boolean decode(int from, int end) {
            int at = from;
            while (end - at >= PARAMETER_HEADER_BYTES) {
                int type = Bytes.getUnsigned16(data, at);
                int length = Bytes.getUnsigned16(data, at + 2);
                if (length < PARAMETER_HEADER_BYTES || length > end - at) {
                    return false;
                }
                if (!take(type, at, length)) {
                    return answer == NO_ANSWER;
                }
                at += Bytes.padded(length);
            }
            return true;
        }

        /** Whether the parameters after this one are to be processed. */
        private boolean take(int type, int at, int length) {
            switch (type) {
                case ParameterType.STATE_COOKIE -> {
                    if (length - PARAMETER_HEADER_BYTES > MAX_COOKIE_BYTES) {
                        answer = CauseCode.OUT_OF_RESOURCE;
                        return false;
                    }
                    cookie = Arrays.copyOfRange(data, at + PARAMETER_HEADER_BYTES, at + length);
                }
                case ParameterType.FORWARD_TSN_SUPPORTED -> extensions |= Extensions.FORWARD_TSN;
                case ParameterType.ZERO_CHECKSUM_ACCEPTABLE -> takeZeroChecksum(at, length);
                case ParameterType.SUPPORTED_EXTENSIONS -> takeExtensions(at + PARAMETER_HEADER_BYTES, at + length);
                case ParameterType.HOST_NAME_ADDRESS -> {
                    // RFC 9260 §3.3.2.1: the receiver "MUST send an ABORT chunk and MAY include an error cause".
                    answer = CauseCode.UNRESOLVABLE_ADDRESS;
                    return false;
                }
                // Addresses mean nothing below DTLS; the rest is advice that we don't take.
                case ParameterType.IPV4_ADDRESS,
                        ParameterType.IPV6_ADDRESS,
                        ParameterType.COOKIE_PRESERVATIVE,
                        ParameterType.SUPPORTED_ADDRESS_TYPES,
                        ParameterType.UNRECOGNIZED_PARAMETER -> {}
                default -> {
                    if (ParameterType.isReportable(type)) {
                        report(at, length);
                    }
                    return ParameterType.isSkippable(type);
                }
            }
            return true;
        }

        private void takeExtensions(int from, int end) {
            for (int i = from; i < end; i++) {
                extensions |= Extensions.ofChunkType(Bytes.getUnsigned8(data, i));
            }
        }

        /** Another method than DTLS is one that we know nothing of. */
        private void takeZeroChecksum(int at, int length) {
            boolean isDtls = length == ZERO_CHECKSUM_BYTES && Bytes.get32(data, at + PARAMETER_HEADER_BYTES) == DTLS;
            extensions |= isDtls ? Extensions.ZERO_CHECKSUM : 0;
        }

        private void report(int at, int length) {
            int padded = Bytes.padded(length);
            int used = unrecognised.length;
            if (used + PARAMETER_HEADER_BYTES + padded > MAX_REPORT_BYTES) {
                return;
            }
            unrecognised = Arrays.copyOf(unrecognised, used + PARAMETER_HEADER_BYTES + padded);
            Bytes.put16(unrecognised, used, ParameterType.UNRECOGNIZED_PARAMETER);
            Bytes.put16(unrecognised, used + 2, PARAMETER_HEADER_BYTES + length);
            System.arraycopy(data, at, unrecognised, used + PARAMETER_HEADER_BYTES, length);
        }
    }
}
