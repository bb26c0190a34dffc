package org.vsekai.rtc.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a certificate, as signalled in SDP (RFC 8122 §5). It is what ties the DTLS peer to the signalling.
 *
 * @param colonHex 32 pairs of upper-case hexadecimal digits with colons between them
 */
public record Fingerprint(String colonHex) {
    private static final HexFormat FORMAT = HexFormat.ofDelimiter(":").withUpperCase();
    private static final int SIZE = 32;
    private static final int CHARS = SIZE * 3 - 1;

    public static Fingerprint of(Certificate certificate) {
        try {
            return of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded can be encoded", e);
        }
    }

    /** @param certificate its DER encoding */
    static Fingerprint of(byte[] certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate);
            return new Fingerprint(FORMAT.formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** @return null unless the text is 32 colon-separated bytes in hexadecimal */
    public static @Nullable Fingerprint parse(String text) {
        if (text.length() != CHARS) {
            return null;
        }
        for (int i = 0; i < CHARS; i++) {
            char c = text.charAt(i);
            if (i % 3 == 2 ? c != ':' : !HexFormat.isHexDigit(c)) {
                return null;
            }
        }
        return new Fingerprint(text.toUpperCase(Locale.ROOT));
    }
}
