package org.vsekai.rtc.dtls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * What all sessions with one identity share: the JDK's context. Any thread. The certificate of a peer is not judged here,
 * since WebRTC's are self-signed: each session compares its fingerprint.
 */
public final class DtlsContext {
    /** Datagrams of the handshake stay below this, as Chromium's do. */
    static final int MAX_DATAGRAM_SIZE = 1200;
    /**
     * The largest record taken. Chromium's are up to 1,225 bytes long, and one that is larger than what the engine was told
     * ends its session. None of our own handshake messages comes near; packets are as large as SCTP makes them.
     */
    static final int MAX_RECORD_SIZE = 2048;

    private static final String[] PROTOCOLS = {"DTLSv1.2"};
    /** RFC 8827 §6.5 makes this one mandatory; no browser lacks it. */
    private static final String[] CIPHER_SUITES = {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"};

    private static final String[] NAMED_GROUPS = {"x25519", "secp256r1"};
    private static final int SESSION_SECONDS = 60;

    private final SSLContext context;

    /** @param secureRandom where handshakes take their randomness from */
    public DtlsContext(DtlsIdentity identity, SecureRandom secureRandom) {
        try {
            context = SSLContext.getInstance(PROTOCOLS[0]);
            context.init(
                    new KeyManager[] {new IdentityKeyManager(identity)},
                    new TrustManager[] {new AnyCertificate()},
                    secureRandom);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime lacks DTLS 1.2", e);
        }
        // Peers have one-off certificates and never resume; the default would keep 20,480 of their sessions for a day.
        context.getServerSessionContext().setSessionCacheSize(1);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        context.getClientSessionContext().setSessionCacheSize(1);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
    }

    SSLEngine engine(boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(CIPHER_SUITES);
        parameters.setNamedGroups(NAMED_GROUPS);
        parameters.setMaximumPacketSize(MAX_RECORD_SIZE);
        if (!client) {
            parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }
}
