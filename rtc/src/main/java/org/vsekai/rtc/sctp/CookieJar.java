package org.vsekai.rtc.sctp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.vsekai.core.Check;

/**
 * Seals and opens state cookies: the fields in a fixed layout, then HMAC-SHA-256 over them with a key that only this
 * association has. A cookie that was made elsewhere, cut, or changed in one bit does not open.
 */
final class CookieJar {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int FIELD_BYTES = 44;
    private static final int MAC_BYTES = 32;

    private final SecretKeySpec key;

    CookieJar(LongSupplier secureRandom) {
        byte[] secret = new byte[MAC_BYTES];
        for (int i = 0; i < MAC_BYTES; i += Long.BYTES) {
            Bytes.put64(secret, i, secureRandom.getAsLong());
        }
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    byte[] seal(StateCookie cookie) {
        byte[] sealed = new byte[FIELD_BYTES + MAC_BYTES];
        Bytes.put64(sealed, 0, cookie.createdNanos());
        Bytes.put32(sealed, 8, cookie.localTag());
        Bytes.put32(sealed, 12, cookie.peerTag());
        Bytes.put32(sealed, 16, cookie.localTsn());
        Bytes.put32(sealed, 20, cookie.peerTsn());
        Bytes.put32(sealed, 24, cookie.peerWindowBytes());
        Bytes.put16(sealed, 28, cookie.outboundStreams());
        Bytes.put16(sealed, 30, cookie.inboundStreams());
        sealed[32] = (byte) cookie.extensions().bits();
        Bytes.put32(sealed, 36, cookie.localTieTag());
        Bytes.put32(sealed, 40, cookie.peerTieTag());
        System.arraycopy(mac(sealed), 0, sealed, FIELD_BYTES, MAC_BYTES);
        return sealed;
    }

    Optional<StateCookie> open(byte[] data, int offset, int length) {
        if (length != FIELD_BYTES + MAC_BYTES) {
            return Optional.empty();
        }
        byte[] sealed = Arrays.copyOfRange(data, offset, offset + length);
        byte[] claimed = Arrays.copyOfRange(sealed, FIELD_BYTES, length);
        if (!MessageDigest.isEqual(mac(sealed), claimed)) {
            return Optional.empty();
        }
        return Optional.of(new StateCookie(
                Bytes.get64(sealed, 0),
                Bytes.get32(sealed, 8),
                Bytes.get32(sealed, 12),
                Bytes.get32(sealed, 16),
                Bytes.get32(sealed, 20),
                Bytes.get32(sealed, 24),
                Bytes.getUnsigned16(sealed, 28),
                Bytes.getUnsigned16(sealed, 30),
                new Extensions(sealed[32]),
                Bytes.get32(sealed, 36),
                Bytes.get32(sealed, 40)));
    }

    private byte[] mac(byte[] fields) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(fields, 0, FIELD_BYTES);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new Check.BrokenInvariant("every Java platform has " + ALGORITHM + ": " + e.getMessage());
        }
    }
}
