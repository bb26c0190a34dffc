package org.vsekai.rtc.udp;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.vsekai.rtc.dtls.DtlsIdentity;

/** Makes identities as browsers do: a fresh P-256 key with a self-signed certificate, vouched for by signalling alone. */
public final class SelfSignedIdentity {
    /** Says nothing about who we are: peers compare the fingerprint. */
    private static final X500Name SUBJECT = new X500Name("CN=WebRTC");

    private static final Duration BACKDATED = Duration.ofDays(1);
    private static final Duration LIFETIME = Duration.ofDays(365);
    /** RFC 5280 §4.1.2.2 allows 20 bytes; 64 random bits are customary. */
    private static final int SERIAL_BITS = 64;

    private SelfSignedIdentity() {}

    public static DtlsIdentity generate() {
        return generate(Clock.systemUTC(), new SecureRandom());
    }

    /** The same for the same clock and randomness. */
    public static DtlsIdentity generate(Clock clock, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            Instant now = clock.instant();
            var certificate = new JcaX509v3CertificateBuilder(
                    SUBJECT,
                    new BigInteger(SERIAL_BITS, random).setBit(0),
                    Date.from(now.minus(BACKDATED)),
                    Date.from(now.plus(LIFETIME)),
                    SUBJECT,
                    keys.getPublic());
            var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    .setSecureRandom(random)
                    .build(keys.getPrivate());
            return new DtlsIdentity(
                    keys.getPrivate(), new JcaX509CertificateConverter().getCertificate(certificate.build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the Java runtime can't make P-256 certificates", e);
        }
    }
}
