package org.vsekai.rtc.dtls;

import java.util.Arrays;
import javax.crypto.SecretKey;

/** An AES key that can be wiped: the JDK's own can't. */
final class TrafficKey implements SecretKey {
    private static final long serialVersionUID = 1;

    private final byte[] key;
    private boolean isDestroyed;

    /** Takes the array as it is. */
    TrafficKey(byte[] key) {
        this.key = key;
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy: whoever asks wipes it. */
    @Override
    public byte[] getEncoded() {
        return key.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(key, (byte) 0);
        isDestroyed = true;
    }

    @Override
    public boolean isDestroyed() {
        return isDestroyed;
    }
}
