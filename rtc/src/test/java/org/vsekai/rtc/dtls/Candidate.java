package org.vsekai.rtc.dtls;

import java.security.SecureRandom;
import java.util.function.BiFunction;

/** The DTLS engines that the study compares. */
enum Candidate {
    /** The JDK's engine, as shipped. */
    A,
    /** BouncyCastle as it comes: a datagram for each record. */
    B_RAW,
    /** BouncyCastle with a flight's records gathered in datagrams. */
    B,
    /** BouncyCastle's messages, our records, flights and timers. */
    C;

    static final DtlsIdentity CLIENT = TestIdentity.create("client");
    static final DtlsIdentity SERVER = TestIdentity.create("server");

    /** What all sessions of one event loop share. */
    static final class Shared {
        final DtlsScratch scratch = new DtlsScratch();
        final SharedCipherProtection.Ciphers ciphers = new SharedCipherProtection.Ciphers();
        final DtlsContext jdkClient;
        final DtlsContext jdkServer;
        final BcContext bcClient;
        final BcContext bcServer;
        int[] groups = BcServer.GROUPS;

        void useGroups(int[] used) {
            groups = used;
            bcClient.groups = used;
            bcServer.groups = used;
        }

        Shared(SecureRandom random) {
            jdkClient = new DtlsContext(CLIENT, random);
            jdkServer = new DtlsContext(SERVER, random);
            bcClient = new BcContext(CLIENT, random);
            bcServer = new BcContext(SERVER, random);
        }
    }

    BiFunction<Boolean, DtlsListener, DtlsSession> sessions(Shared shared) {
        return (client, listener) -> session(shared, client, (client ? SERVER : CLIENT).fingerprint(), listener);
    }

    DtlsSession server(Shared shared, Fingerprint expected, DtlsListener listener) {
        return session(shared, false, expected, listener);
    }

    private DtlsSession session(Shared shared, boolean client, Fingerprint expected, DtlsListener listener) {
        BcContext bc = client ? shared.bcClient : shared.bcServer;
        return switch (this) {
            case A ->
                client
                        ? JdkDtlsSession.client(shared.jdkClient, expected, shared.scratch, listener)
                        : JdkDtlsSession.server(shared.jdkServer, expected, shared.scratch, listener);
            case B_RAW, B -> new BcDtlsSession(bc, client, this == B, expected, shared.scratch, listener);
            case C ->
                new OwnRecordsDtlsSession(
                        bc,
                        client,
                        keys -> new SharedCipherProtection(shared.ciphers, keys),
                        expected,
                        shared.scratch,
                        listener);
        };
    }
}
