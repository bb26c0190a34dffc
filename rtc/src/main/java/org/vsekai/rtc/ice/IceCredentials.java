package org.vsekai.rtc.ice;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.vsekai.core.Check;

/**
 * The user name fragment and password of one side of one session (RFC 8445 §5.3). The password keys MESSAGE-INTEGRITY, so
 * it is a secret between the two ends and their signalling.
 */
public record IceCredentials(String ufrag, String password) {
    /** RFC 8445 §5.3: at least 24 bits of randomness; 48 here, since peers are found by it. */
    private static final int UFRAG_CHARS = 8;
    /** RFC 8445 §5.3: at least 128 bits of randomness; 144 here. */
    private static final int PASSWORD_CHARS = 24;

    private static final int MIN_UFRAG_CHARS = 4;
    private static final int MIN_PASSWORD_CHARS = 22;
    private static final int MAX_CHARS = 256;
    private static final String ICE_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public IceCredentials {
        Check.that(isUfrag(ufrag), "a user name fragment has 4 to 256 ice-chars");
        Check.that(isPassword(password), "an ICE password has 22 to 256 ice-chars");
    }

    /** @param secureRandom a source of unpredictable 64-bit numbers */
    public static IceCredentials random(LongSupplier secureRandom) {
        return new IceCredentials(randomChars(UFRAG_CHARS, secureRandom), randomChars(PASSWORD_CHARS, secureRandom));
    }

    /** RFC 8839 §5.4. */
    public static boolean isUfrag(String text) {
        return text.length() >= MIN_UFRAG_CHARS && isIceChars(text);
    }

    /** RFC 8839 §5.4. */
    public static boolean isPassword(String text) {
        return text.length() >= MIN_PASSWORD_CHARS && isIceChars(text);
    }

    /** The key of MESSAGE-INTEGRITY for checks sent to the side that these credentials belong to. */
    byte[] key() {
        return password.getBytes(StandardCharsets.US_ASCII);
    }

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + "]";
    }

    private static boolean isIceChars(String text) {
        return text.length() <= MAX_CHARS && text.chars().allMatch(c -> ICE_CHARS.indexOf(c) >= 0);
    }

    private static String randomChars(int count, LongSupplier secureRandom) {
        var text = new StringBuilder(count);
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits = i % 8 == 0 ? secureRandom.getAsLong() : bits >>> 6;
            text.append(ICE_CHARS.charAt((int) bits & 63));
        }
        return text.toString();
    }
}
