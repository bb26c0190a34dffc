package org.vsekai.rtc.dtls;

import java.util.Arrays;

/**
 * The keys of epoch 1 for TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, as one side sees them. RFC 5246 §6.3: "the key_block is partitioned
 * as follows", and without MAC keys, which an AEAD has none of:
 *
 * <pre>
 * | client's key 16 | server's key 16 | client's salt 4 | server's salt 4 |
 * </pre>
 */
final class TrafficKeys {
    private static final int KEY_SIZE = 16;
    /** RFC 5288 §3: "struct { opaque salt[4]; opaque nonce_explicit[8]; } GCMNonce". */
    static final int SALT_SIZE = 4;

    static final int BLOCK_SIZE = 2 * (KEY_SIZE + SALT_SIZE);

    final TrafficKey writeKey;
    final TrafficKey readKey;
    final byte[] writeSalt;
    final byte[] readSalt;

    private TrafficKeys(TrafficKey writeKey, byte[] writeSalt, TrafficKey readKey, byte[] readSalt) {
        this.writeKey = writeKey;
        this.writeSalt = writeSalt;
        this.readKey = readKey;
        this.readSalt = readSalt;
    }

    /** Wipes the block. */
    static TrafficKeys of(byte[] block, boolean client) {
        var clientKey = new TrafficKey(Arrays.copyOfRange(block, 0, KEY_SIZE));
        var serverKey = new TrafficKey(Arrays.copyOfRange(block, KEY_SIZE, 2 * KEY_SIZE));
        byte[] clientSalt = Arrays.copyOfRange(block, 2 * KEY_SIZE, 2 * KEY_SIZE + SALT_SIZE);
        byte[] serverSalt = Arrays.copyOfRange(block, 2 * KEY_SIZE + SALT_SIZE, BLOCK_SIZE);
        Arrays.fill(block, (byte) 0);
        return client
                ? new TrafficKeys(clientKey, clientSalt, serverKey, serverSalt)
                : new TrafficKeys(serverKey, serverSalt, clientKey, clientSalt);
    }

    void destroy() {
        writeKey.destroy();
        readKey.destroy();
        Arrays.fill(writeSalt, (byte) 0);
        Arrays.fill(readSalt, (byte) 0);
    }
}
