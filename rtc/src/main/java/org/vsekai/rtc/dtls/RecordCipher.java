package org.vsekai.rtc.dtls;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * Seals and opens the records of epoch 1 with AES-128-GCM (RFC 6347 §4.1.2, RFC 5288 §3). What follows the header:
 *
 * <pre>
 * | explicit part of the nonce 8 | ciphertext … | tag 16 |
 * </pre>
 *
 * <ul>
 *   <li>A nonce is the salt, the epoch and the sequence number, and sequence numbers only grow: none is used twice.
 *   <li>Two {@link Cipher}s, which keep the expanded keys: 1.3 kB with the JDK's provider.
 *   <li>Each record allocates what the provider's interface asks for, a {@link GCMParameterSpec} and its copy of the nonce, and nothing of our own.
 * </ul>
 */
@HotPath
final class RecordCipher {
    static final int EXPLICIT_NONCE_SIZE = DtlsRecords.NUMBER_SIZE;
    static final int TAG_SIZE = 16;
    /** What a record is longer than its plaintext. */
    static final int OVERHEAD = DtlsRecords.HEADER_SIZE + EXPLICIT_NONCE_SIZE + TAG_SIZE;

    static final int NONCE_SIZE = TrafficKeys.SALT_SIZE + EXPLICIT_NONCE_SIZE;
    /** Epoch and sequence number, type, version, length of the plaintext (RFC 5246 §6.2.3.3). */
    static final int ASSOCIATED_SIZE = DtlsRecords.HEADER_SIZE;

    private static final int TAG_BITS = TAG_SIZE * Byte.SIZE;
    private static final int SEALED_OFFSET = DtlsRecords.HEADER_SIZE + EXPLICIT_NONCE_SIZE;

    private final Direction sealing;
    private final Direction opening;
    private long lastSealed;

    /** A cipher with its key, one way. */
    private record Direction(Cipher cipher, int mode, TrafficKey key, byte[] salt) {
        /** Readies the cipher for the record whose header and explicit nonce are at the offset. */
        void begin(byte[] record, int at, int plaintextLength, DtlsScratch scratch) throws GeneralSecurityException {
            byte[] nonce = scratch.nonce;
            System.arraycopy(salt, 0, nonce, 0, salt.length);
            System.arraycopy(record, at + DtlsRecords.HEADER_SIZE, nonce, salt.length, EXPLICIT_NONCE_SIZE);
            byte[] associated = scratch.associated;
            System.arraycopy(record, at + DtlsRecords.NUMBER_OFFSET, associated, 0, DtlsRecords.NUMBER_SIZE);
            System.arraycopy(record, at, associated, DtlsRecords.NUMBER_SIZE, DtlsRecords.NUMBER_OFFSET);
            associated[ASSOCIATED_SIZE - 2] = (byte) (plaintextLength >>> 8);
            associated[ASSOCIATED_SIZE - 1] = (byte) plaintextLength;
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(associated, 0, ASSOCIATED_SIZE);
        }
    }

    /** @param lastSealed the highest sequence number that was sealed with these keys before, or -1 */
    RecordCipher(TrafficKeys keys, long lastSealed, DtlsContext context) {
        this.lastSealed = lastSealed;
        sealing = new Direction(context.newCipher(), Cipher.ENCRYPT_MODE, keys.writeKey, keys.writeSalt);
        opening = new Direction(context.newCipher(), Cipher.DECRYPT_MODE, keys.readKey, keys.readSalt);
    }

    /** Makes one record in the scratch's {@link DtlsScratch#sealed}. @return its size */
    int seal(int type, long sequence, byte[] in, int offset, int length, DtlsScratch scratch) {
        Check.that(sequence > lastSealed, "no nonce is used twice", sequence);
        Check.that(sequence <= DtlsRecords.MAX_SEQUENCE, "a sequence number has 48 bits", sequence);
        lastSealed = sequence;
        byte[] out = scratch.sealed;
        int sealedLength = EXPLICIT_NONCE_SIZE + length + TAG_SIZE;
        DtlsRecords.writeHeader(type, DtlsRecords.EPOCH_OF_DATA, sequence, sealedLength, out, 0);
        System.arraycopy(out, DtlsRecords.NUMBER_OFFSET, out, DtlsRecords.HEADER_SIZE, EXPLICIT_NONCE_SIZE);
        try {
            sealing.begin(out, 0, length, scratch);
            return SEALED_OFFSET + sealing.cipher.doFinal(in, offset, length, out, SEALED_OFFSET);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a fresh nonce, and room enough", e);
        }
    }

    /** Opens the whole record at the offset into the scratch's {@link DtlsScratch#plain}. @return the plaintext's size; -1 if it is not authentic */
    int open(byte[] record, int at, int size, DtlsScratch scratch) {
        if (size < OVERHEAD) {
            return -1;
        }
        try {
            opening.begin(record, at, size - OVERHEAD, scratch);
            return opening.cipher.doFinal(record, at + SEALED_OFFSET, size - SEALED_OFFSET, scratch.plain, 0);
        } catch (AEADBadTagException forged) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of 16 bytes, and room enough", e);
        }
    }
}
