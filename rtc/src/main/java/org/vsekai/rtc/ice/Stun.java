package org.vsekai.rtc.ice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and checksums of STUN (RFC 8489).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Magic Cookie (0x2112A442)                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Stun {
    static final int HEADER_SIZE = 20;
    static final int ATTRIBUTE_HEADER_SIZE = 4;
    static final int TRANSACTION_ID_SIZE = 12;
    static final int INTEGRITY_SIZE = 20;
    static final int MAGIC_COOKIE = 0x2112A442;
    static final int FINGERPRINT_XOR = 0x5354554E;

    static final int BINDING_REQUEST = 0x0001;
    static final int BINDING_INDICATION = 0x0011;
    static final int BINDING_SUCCESS = 0x0101;
    static final int BINDING_ERROR = 0x0111;

    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    /** RFC 8489 §14.3: "MUST contain ... less than 509 bytes". */
    static final int MAX_USERNAME_SIZE = 508;
    /** A peer that needs more sends nonsense; bounds the work per datagram. */
    static final int MAX_ATTRIBUTES = 32;

    static final int ERROR_UNKNOWN_ATTRIBUTE = 420;
    static final int ERROR_ROLE_CONFLICT = 487;

    private Stun() {}

    /** Whether the first byte of a datagram says STUN (RFC 7983 §7). */
    public static boolean claims(int firstByte) {
        return (firstByte & 0xFF) <= 3;
    }

    /**
     * The receiver's user name fragment in a request's USERNAME ("receiver:sender"), without any check beyond what is needed
     * to read it safely: only good for finding the peer that then checks the whole message.
     *
     * @return null if there is none
     */
    public static @Nullable String receiverUfrag(byte[] buffer, int offset, int length) {
        int end = offset + length;
        int at = offset + HEADER_SIZE;
        for (int i = 0; i < MAX_ATTRIBUTES && at + ATTRIBUTE_HEADER_SIZE <= end; i++) {
            int type = uint16(buffer, at);
            int size = uint16(buffer, at + 2);
            int value = at + ATTRIBUTE_HEADER_SIZE;
            if (size > end - value) {
                return null;
            }
            if (type == USERNAME) {
                return upToColon(buffer, value, Math.min(size, MAX_USERNAME_SIZE));
            }
            at = value + padded(size);
        }
        return null;
    }

    /** HMAC-SHA1 over the message up to MESSAGE-INTEGRITY, with the header's length as if the message ended after it. */
    static byte[] integrity(byte[] key, byte[] buffer, int offset, int integrityOffset) {
        byte[] header = {buffer[offset], buffer[offset + 1], 0, 0};
        int lengthField = integrityOffset - offset + ATTRIBUTE_HEADER_SIZE + INTEGRITY_SIZE - HEADER_SIZE;
        header[2] = (byte) (lengthField >>> 8);
        header[3] = (byte) lengthField;
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            mac.update(header);
            mac.update(buffer, offset + header.length, integrityOffset - offset - header.length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        }
    }

    /** RFC 8489 §14.7. */
    static int fingerprint(byte[] buffer, int offset, int length) {
        var crc = new CRC32();
        crc.update(buffer, offset, length);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    /** RFC 8489 §14: attributes are padded to a multiple of 4 bytes. */
    static int padded(int size) {
        return (size + 3) & ~3;
    }

    static int uint16(byte[] buffer, int at) {
        return ((buffer[at] & 0xFF) << 8) | (buffer[at + 1] & 0xFF);
    }

    static int int32(byte[] buffer, int at) {
        return (uint16(buffer, at) << 16) | uint16(buffer, at + 2);
    }

    static long int64(byte[] buffer, int at) {
        return ((long) int32(buffer, at) << 32) | (int32(buffer, at + 4) & 0xFFFFFFFFL);
    }

    private static @Nullable String upToColon(byte[] buffer, int at, int size) {
        for (int i = 0; i < size; i++) {
            if (buffer[at + i] == ':') {
                return new String(buffer, at, i, StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }
}
