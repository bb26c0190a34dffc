package org.vsekai.rtc.dtls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.function.IntFunction;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Two {@link Cipher}s for each session, which keep the expanded keys; arrays. */
final class CipherPairProtection implements RecordProtection {
    private final SharedCipherProtection.Ciphers scratch;
    private final Cipher seal = SharedCipherProtection.Ciphers.gcm();
    private final Cipher open = SharedCipherProtection.Ciphers.gcm();
    private final SecretKeySpec writeKey;
    private final SecretKeySpec readKey;
    private final byte[] writeSalt;
    private final byte[] readSalt;

    CipherPairProtection(SharedCipherProtection.Ciphers scratch, RecordKeys keys) {
        this.scratch = scratch;
        writeKey = new SecretKeySpec(keys.writeKey(), "AES");
        readKey = new SecretKeySpec(keys.readKey(), "AES");
        writeSalt = keys.writeSalt();
        readSalt = keys.readSalt();
    }

    @Override
    public int seal(int type, long sequence, byte[] in, int offset, int length, byte[] out, int at) {
        return SharedCipherProtection.seal(
                seal, writeKey, writeSalt, scratch, type, sequence, in, offset, length, out, at);
    }

    @Override
    public int open(byte[] record, int at, int size, byte[] out) {
        return SharedCipherProtection.open(open, readKey, readSalt, scratch, record, at, size, out);
    }

    /** The same through buffers, for comparison. The plaintext's and the record's buffers are copied into and out of. */
    static final class Buffers implements RecordProtection {
        private final SharedCipherProtection.Ciphers scratch;
        private final Cipher seal = SharedCipherProtection.Ciphers.gcm();
        private final Cipher open = SharedCipherProtection.Ciphers.gcm();
        private final SecretKeySpec writeKey;
        private final SecretKeySpec readKey;
        private final byte[] writeSalt;
        private final byte[] readSalt;
        private final ByteBuffer plain;
        private final ByteBuffer sealed;

        Buffers(SharedCipherProtection.Ciphers scratch, RecordKeys keys, IntFunction<ByteBuffer> buffers) {
            this.scratch = scratch;
            writeKey = new SecretKeySpec(keys.writeKey(), "AES");
            readKey = new SecretKeySpec(keys.readKey(), "AES");
            writeSalt = keys.writeSalt();
            readSalt = keys.readSalt();
            plain = buffers.apply(DtlsContext.MAX_RECORD_SIZE);
            sealed = buffers.apply(DtlsContext.MAX_RECORD_SIZE);
        }

        @Override
        public int seal(int type, long sequence, byte[] in, int offset, int length, byte[] out, int at) {
            RecordProtection.header(type, 1, sequence, EXPLICIT_NONCE_SIZE + length + TAG_SIZE, out, at);
            System.arraycopy(writeSalt, 0, scratch.nonce, 0, writeSalt.length);
            System.arraycopy(out, at + 3, scratch.nonce, writeSalt.length, EXPLICIT_NONCE_SIZE);
            RecordProtection.associated(out, at, length, scratch.associated);
            plain.clear().put(in, offset, length).flip();
            sealed.clear();
            try {
                seal.init(Cipher.ENCRYPT_MODE, writeKey, new GCMParameterSpec(TAG_BITS, scratch.nonce));
                seal.updateAAD(scratch.associated);
                int size = seal.doFinal(plain, sealed);
                System.arraycopy(out, at + 3, out, at + DtlsRecords.HEADER_SIZE, EXPLICIT_NONCE_SIZE);
                sealed.flip().get(out, at + OVERHEAD - TAG_SIZE, size);
                return OVERHEAD - TAG_SIZE + size;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a fresh nonce and room enough", e);
            }
        }

        @Override
        public int open(byte[] record, int at, int size, byte[] out) {
            System.arraycopy(readSalt, 0, scratch.nonce, 0, readSalt.length);
            System.arraycopy(record, at + DtlsRecords.HEADER_SIZE, scratch.nonce, readSalt.length, EXPLICIT_NONCE_SIZE);
            RecordProtection.associated(record, at, size - OVERHEAD, scratch.associated);
            sealed.clear()
                    .put(record, at + OVERHEAD - TAG_SIZE, size - OVERHEAD + TAG_SIZE)
                    .flip();
            plain.clear();
            try {
                open.init(Cipher.DECRYPT_MODE, readKey, new GCMParameterSpec(TAG_BITS, scratch.nonce));
                open.updateAAD(scratch.associated);
                int length = open.doFinal(sealed, plain);
                plain.flip().get(out, 0, length);
                return length;
            } catch (AEADBadTagException forged) {
                return -1;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key of 16 bytes and room enough", e);
            }
        }
    }
}
