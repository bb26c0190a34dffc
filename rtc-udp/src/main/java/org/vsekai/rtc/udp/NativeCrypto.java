package org.vsekai.rtc.udp;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * AWS-LC behind the JCA, where it has a library for this machine (Linux on x86-64 and ARM64): handshakes cost a third
 * ({@code docs/adr/0010-dtls-engine.md}). Elsewhere the runtime's own algorithms do the same.
 */
final class NativeCrypto {
    private NativeCrypto() {}

    /** The provider, which is not installed for anybody else; null where it can't run. Takes a tenth of a second, once. */
    static @Nullable Provider provider() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        return provider.getLoadingError() == null ? provider : null;
    }
}
