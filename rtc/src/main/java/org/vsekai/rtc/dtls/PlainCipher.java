package org.vsekai.rtc.dtls;

import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/** Changes nothing: BouncyCastle's records are plain in every epoch, since {@link RecordLayer} makes the real ones. */
final class PlainCipher implements TlsCipher {
    @Override
    public TlsEncodeResult encodePlaintext(
            long sequence, short type, ProtocolVersion version, int headerSize, byte[] in, int offset, int length) {
        byte[] record = new byte[headerSize + length];
        System.arraycopy(in, offset, record, headerSize, length);
        return new TlsEncodeResult(record, 0, record.length, type);
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
            long sequence, short type, ProtocolVersion version, byte[] in, int offset, int length) {
        return new TlsDecodeResult(in, offset, length, type);
    }

    @Override
    public int getCiphertextDecodeLimit(int limit) {
        return limit;
    }

    @Override
    public int getCiphertextEncodeLimit(int limit) {
        return limit;
    }

    @Override
    public int getPlaintextDecodeLimit(int limit) {
        return limit;
    }

    @Override
    public int getPlaintextEncodeLimit(int limit) {
        return limit;
    }

    @Override
    public void rekeyDecoder() {}

    @Override
    public void rekeyEncoder() {}

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return false;
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return false;
    }
}
