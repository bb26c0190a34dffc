package org.vsekai.rtc.dtls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every certificate through the handshake: WebRTC's are self-signed, and what counts is the fingerprint, which {@link
 * JdkDtlsSession} compares before anything else passes (RFC 8827 §6.5). The extended kind, since the JDK wraps a plain
 * trust manager with checks of its own that such certificates fail.
 */
final class AnyCertificate extends X509ExtendedTrustManager {
    private static final X509Certificate[] NO_ISSUERS = {};

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NO_ISSUERS;
    }
}
