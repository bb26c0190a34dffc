package org.vsekai.rtc.lab.hostile;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.ice.IceCredentials;

/** Writes STUN messages, right or wrong (RFC 8489 §5, §14). */
final class StunBytes {
    static final int HEADER_BYTES = 20;
    static final int TRANSACTION_BYTES = 12;
    static final int BINDING_REQUEST = 0x0001;
    static final int BINDING_SUCCESS = 0x0101;

    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int USERNAME = 0x0006;
    private static final int MESSAGE_INTEGRITY = 0x0008;
    private static final int FINGERPRINT = 0x8028;
    private static final int MAC_BYTES = 20;
    private static final int FINGERPRINT_XOR = 0x5354554e;
    private static final String MAC = "HmacSHA1";
    private static final int[] TYPES = {0x0001, 0x0001, 0x0001, 0x0011, 0x0101, 0x0111, 0x0003, 0x3FFF};
    /** Known ones, some of TURN's, and one each of must-be-understood and may-be-ignored that nobody knows. */
    private static final int[] ATTRIBUTES = {
        0x0001, 0x0006, 0x0006, 0x0008, 0x0009, 0x000A, 0x0014, 0x0015, 0x001C, 0x0020, 0x0020, 0x0024, 0x0025, 0x7F01,
        0x8022, 0x8028, 0x8029, 0x802A, 0xC057, 0xFF01
    };

    private static final int MOST_ATTRIBUTES = 40;

    private StunBytes() {}

    /** A Binding request as a browser's, without integrity. */
    static byte[] check(String username, byte[] transaction) {
        Octets message = header(BINDING_REQUEST, transaction);
        attribute(message, USERNAME, username.getBytes(StandardCharsets.US_ASCII));
        attribute(message, 0x0024, new byte[] {0x6E, 0x7F, 0x1E, (byte) 0xFF});
        attribute(message, 0x802A, new byte[8]);
        attribute(message, 0x0025, new byte[0]);
        return withLength(message.toBytes());
    }

    /** The answer to a check, without integrity. */
    static byte[] success(byte[] transaction) {
        Octets message = header(BINDING_SUCCESS, transaction);
        attribute(message, 0x0020, new byte[] {0, 1, 0x33, 0x12, 0x5E, 0x12, (byte) 0xA4, 0x43});
        return withLength(message.toBytes());
    }

    /** A message of any type with any attributes, some of them more often than others. */
    static byte[] any(String username, byte[] transaction, SplitMix64 random) {
        Octets message = header(Odd.oneOf(TYPES, random), transaction);
        for (int i = random.nextInt(random.chance(0.95) ? 6 : MOST_ATTRIBUTES); i > 0; i--) {
            int type = random.chance(0.95) ? Odd.oneOf(ATTRIBUTES, random) : Odd.number(random);
            byte[] value = type == USERNAME && random.chance(0.8)
                    ? username.getBytes(StandardCharsets.US_ASCII)
                    : value(type, random);
            message.u16(type).u16(Odd.length(value.length, random)).put(value);
            if (random.chance(0.95)) {
                message.padded();
            }
        }
        byte[] bytes = message.toBytes();
        return random.chance(0.9) ? withLength(bytes) : bytes;
    }

    private static byte[] value(int type, SplitMix64 random) {
        if (random.chance(0.3)) {
            return Odd.bytes(600, random);
        }
        return switch (type) {
            case 0x0020 -> random.nextBytes(random.chance(0.5) ? 8 : 20);
            case 0x0024, FINGERPRINT -> random.nextBytes(4);
            case 0x0025 -> new byte[0];
            case 0x8029, 0x802A -> random.nextBytes(8);
            case MESSAGE_INTEGRITY -> random.nextBytes(MAC_BYTES);
            default -> Odd.bytes(64, random);
        };
    }

    private static Octets header(int type, byte[] transaction) {
        return new Octets().u16(type).u16(0).u32(MAGIC_COOKIE).put(transaction);
    }

    private static void attribute(Octets message, int type, byte[] value) {
        message.u16(type).u16(value.length).put(value).padded();
    }

    static byte[] transaction(byte[] message) {
        return Arrays.copyOfRange(message, HEADER_BYTES - TRANSACTION_BYTES, HEADER_BYTES);
    }

    /** Makes the header's length true. */
    static byte[] withLength(byte[] message) {
        if (message.length >= HEADER_BYTES) {
            Octets.put16(message, 2, message.length - HEADER_BYTES);
        }
        return message;
    }

    /** Adds MESSAGE-INTEGRITY with the key of these credentials, and FINGERPRINT. */
    static byte[] signed(byte[] message, IceCredentials credentials) {
        if (message.length < HEADER_BYTES) {
            return message;
        }
        byte[] signed = withLength(Arrays.copyOf(message, message.length + 4 + MAC_BYTES));
        Octets.put16(signed, message.length, MESSAGE_INTEGRITY);
        Octets.put16(signed, message.length + 2, MAC_BYTES);
        byte[] mac = mac(credentials, signed, message.length);
        System.arraycopy(mac, 0, signed, message.length + 4, MAC_BYTES);
        byte[] whole = withLength(Arrays.copyOf(signed, signed.length + 8));
        var crc = new CRC32();
        crc.update(whole, 0, signed.length);
        Octets.put16(whole, signed.length, FINGERPRINT);
        Octets.put16(whole, signed.length + 2, 4);
        Octets.put32(whole, signed.length + 4, (int) crc.getValue() ^ FINGERPRINT_XOR);
        return whole;
    }

    private static byte[] mac(IceCredentials credentials, byte[] message, int length) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(credentials.password().getBytes(StandardCharsets.US_ASCII), MAC));
            mac.update(message, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime has " + MAC, e);
        }
    }
}
