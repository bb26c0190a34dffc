package org.vsekai.rtc.dtls;

import java.util.Arrays;

/**
 * The keys of epoch 1 for TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, as one side sees them (RFC 5246 §6.3, RFC 5288 §3).
 *
 * @param writeSalt the fixed four bytes of the nonce
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RecordKeys(byte[] writeKey, byte[] writeSalt, byte[] readKey, byte[] readSalt) {
    private static final int KEY_SIZE = 16;
    private static final int SALT_SIZE = 4;
    static final int BLOCK_SIZE = 2 * (KEY_SIZE + SALT_SIZE);

    static RecordKeys of(byte[] block, boolean client) {
        byte[] clientKey = Arrays.copyOfRange(block, 0, KEY_SIZE);
        byte[] serverKey = Arrays.copyOfRange(block, KEY_SIZE, 2 * KEY_SIZE);
        byte[] clientSalt = Arrays.copyOfRange(block, 2 * KEY_SIZE, 2 * KEY_SIZE + SALT_SIZE);
        byte[] serverSalt = Arrays.copyOfRange(block, 2 * KEY_SIZE + SALT_SIZE, BLOCK_SIZE);
        return client
                ? new RecordKeys(clientKey, clientSalt, serverKey, serverSalt)
                : new RecordKeys(serverKey, serverSalt, clientKey, clientSalt);
    }
}
