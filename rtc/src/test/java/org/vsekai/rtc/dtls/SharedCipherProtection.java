package org.vsekai.rtc.dtls;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One {@link Cipher} for each direction, shared by all sessions of an event loop and keyed anew for each record; a session
 * holds two keys and two salts.
 */
final class SharedCipherProtection implements RecordProtection {
    /** Confined to one thread. */
    static final class Ciphers {
        final Cipher seal = gcm();
        final Cipher open = gcm();
        final byte[] nonce = new byte[NONCE_SIZE];
        final byte[] associated = new byte[ASSOCIATED_SIZE];

        static Cipher gcm() {
            try {
                return Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java runtime has AES-GCM", e);
            }
        }
    }

    private final Ciphers ciphers;
    private final SecretKeySpec writeKey;
    private final SecretKeySpec readKey;
    private final byte[] writeSalt;
    private final byte[] readSalt;

    SharedCipherProtection(Ciphers ciphers, RecordKeys keys) {
        this.ciphers = ciphers;
        writeKey = new SecretKeySpec(keys.writeKey(), "AES");
        readKey = new SecretKeySpec(keys.readKey(), "AES");
        writeSalt = keys.writeSalt();
        readSalt = keys.readSalt();
    }

    @Override
    public int seal(int type, long sequence, byte[] in, int offset, int length, byte[] out, int at) {
        return seal(ciphers.seal, writeKey, writeSalt, ciphers, type, sequence, in, offset, length, out, at);
    }

    @Override
    public int open(byte[] record, int at, int size, byte[] out) {
        return open(ciphers.open, readKey, readSalt, ciphers, record, at, size, out);
    }

    static int seal(
            Cipher cipher,
            SecretKeySpec key,
            byte[] salt,
            Ciphers scratch,
            int type,
            long sequence,
            byte[] in,
            int offset,
            int length,
            byte[] out,
            int at) {
        RecordProtection.header(type, 1, sequence, EXPLICIT_NONCE_SIZE + length + TAG_SIZE, out, at);
        System.arraycopy(out, at + 3, out, at + DtlsRecords.HEADER_SIZE, EXPLICIT_NONCE_SIZE);
        System.arraycopy(salt, 0, scratch.nonce, 0, salt.length);
        System.arraycopy(out, at + 3, scratch.nonce, salt.length, EXPLICIT_NONCE_SIZE);
        RecordProtection.associated(out, at, length, scratch.associated);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, scratch.nonce));
            cipher.updateAAD(scratch.associated);
            return OVERHEAD - TAG_SIZE + cipher.doFinal(in, offset, length, out, at + OVERHEAD - TAG_SIZE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a fresh nonce and room enough", e);
        }
    }

    static int open(
            Cipher cipher,
            SecretKeySpec key,
            byte[] salt,
            Ciphers scratch,
            byte[] record,
            int at,
            int size,
            byte[] out) {
        if (size < OVERHEAD) {
            return -1;
        }
        System.arraycopy(salt, 0, scratch.nonce, 0, salt.length);
        System.arraycopy(record, at + DtlsRecords.HEADER_SIZE, scratch.nonce, salt.length, EXPLICIT_NONCE_SIZE);
        RecordProtection.associated(record, at, size - OVERHEAD, scratch.associated);
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, scratch.nonce));
            cipher.updateAAD(scratch.associated);
            return cipher.doFinal(record, at + OVERHEAD - TAG_SIZE, size - OVERHEAD + TAG_SIZE, out, 0);
        } catch (AEADBadTagException forged) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of 16 bytes and room enough", e);
        }
    }
}
