package org.vsekai.rtc.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.dtls.Fingerprint;

class SelfSignedIdentityTest {
    @Test
    void theCertificateIsOfTheKeyAndValidForAYear() throws Exception {
        Instant now = Instant.parse("2026-05-01T12:00:00Z");
        DtlsIdentity identity = SelfSignedIdentity.generate(Clock.fixed(now, ZoneOffset.UTC), new SecureRandom());
        identity.certificate().verify(identity.certificate().getPublicKey());
        identity.certificate().checkValidity(Date.from(now));
        identity.certificate().checkValidity(Date.from(now.plusSeconds(364 * 86_400)));
        assertThat(identity.certificate().getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(identity.fingerprint()).isEqualTo(Fingerprint.of(identity.certificate()));
        assertThat(identity.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void noTwoAreTheSame() {
        assertThat(SelfSignedIdentity.generate().fingerprint())
                .isNotEqualTo(SelfSignedIdentity.generate().fingerprint());
    }
}
