package org.vsekai.rtc.lab.network;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.Executor;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/** The two ends' keys, made once, since they cost more than a whole run; the same in every process. */
public final class Identities {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    public static final DtlsIdentity CLIENT = SelfSignedIdentity.generate(NOON, new SeededRandom(1));
    public static final DtlsIdentity SERVER = SelfSignedIdentity.generate(NOON, new SeededRandom(2));

    private Identities() {}

    /** With the runtime's own algorithms, which take all their randomness from where they are told. */
    public static DtlsContext context(DtlsIdentity identity, long seed) {
        return context(identity, seed, DtlsContext.DEFAULT_MAX_HANDSHAKES);
    }

    /** As above, for as many handshakes at a time. */
    public static DtlsContext context(DtlsIdentity identity, long seed, int maxHandshakes) {
        return new DtlsContext(
                identity,
                new SeededRandom(seed),
                handshake -> Thread.ofVirtual().start(handshake),
                null,
                maxHandshakes);
    }

    /** On threads of the caller's: each handshake gets one of its own, in which it may wait. */
    public static DtlsContext context(DtlsIdentity identity, long seed, Executor threads) {
        return new DtlsContext(identity, new SeededRandom(seed), threads);
    }
}
