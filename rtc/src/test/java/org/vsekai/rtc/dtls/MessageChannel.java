package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.jspecify.annotations.Nullable;

/**
 * BouncyCastle's handshake as a source and sink of whole messages: it is given them once, in order and in plain, and never
 * sees a timer, a fragment, a lost datagram or a key in use. All of that is the session's.
 */
final class MessageChannel implements DatagramTransport {
    /** No message is larger; BouncyCastle does not cut what fits. */
    private static final int LIMIT = DtlsRecords.HEADER_SIZE + InboundMessages.HEADER_SIZE + InboundMessages.MAX_SIZE;
    /** BouncyCastle's own timers never fire: a session is given up long before. */
    private static final int NEVER_MILLIS = Integer.MAX_VALUE;

    /** What BouncyCastle wants sent: a message of the handshake, or an alert. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Outgoing(int type, int epoch, byte[] body) {}

    final HandshakeThread thread;
    final List<Outgoing> outbox = new ArrayList<>();
    private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
    private final long[] sequences = new long[2];
    private final boolean client;

    @Nullable
    RecordKeys keys;

    boolean isDone;
    boolean isMismatch;

    @Nullable
    IOException failure;

    MessageChannel(BcContext context, boolean client, Fingerprint expected) {
        this.client = client;
        thread = new HandshakeThread(() -> run(context, expected));
    }

    private void run(BcContext context, Fingerprint expected) {
        var crypto = new Crypto(context);
        try {
            if (client) {
                var peer = new BcClient(context, crypto, expected, NEVER_MILLIS);
                try {
                    new DTLSClientProtocol().connect(peer, this);
                } finally {
                    isMismatch = peer.mismatch;
                }
            } else {
                var peer = new BcServer(context, crypto, expected, NEVER_MILLIS);
                try {
                    new DTLSServerProtocol().accept(peer, this);
                } finally {
                    isMismatch = peer.mismatch;
                }
            }
            isDone = true;
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Gives a message, while the handshake is parked. Finished is preceded by the change of cipher. */
    void give(int epoch, byte[] message) {
        if (epoch == 1) {
            inbox.add(record(DtlsRecords.CHANGE_CIPHER_SPEC, 0, new byte[] {1}));
        }
        inbox.add(record(DtlsRecords.HANDSHAKE, epoch, message));
    }

    private byte[] record(int type, int epoch, byte[] body) {
        byte[] record = new byte[DtlsRecords.HEADER_SIZE + body.length];
        RecordProtection.header(type, epoch, sequences[epoch]++, body.length, record, 0);
        System.arraycopy(body, 0, record, DtlsRecords.HEADER_SIZE, body.length);
        return record;
    }

    @Override
    public int getReceiveLimit() {
        return LIMIT;
    }

    @Override
    public int getSendLimit() {
        return LIMIT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int wait) throws InterruptedIOException {
        while (inbox.isEmpty()) {
            thread.park();
        }
        byte[] record = inbox.remove();
        System.arraycopy(record, 0, buffer, offset, record.length);
        return record.length;
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        int type = DtlsRecords.type(buffer, offset);
        if (type != DtlsRecords.CHANGE_CIPHER_SPEC) {
            outbox.add(new Outgoing(
                    type,
                    DtlsRecords.epoch(buffer, offset),
                    Arrays.copyOfRange(buffer, offset + DtlsRecords.HEADER_SIZE, offset + length)));
        }
    }

    @Override
    public void close() {}

    /** Takes the keys from BouncyCastle's hands and leaves it none: its records stay plain. */
    private final class Crypto extends BcContext.Crypto {
        Crypto(BcContext context) {
            super(context.random);
        }

        @Override
        public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) {
            keys = RecordKeys.of(TlsImplUtils.calculateKeyBlock(parameters, RecordKeys.BLOCK_SIZE), client);
            return new Plain();
        }
    }

    private static final class Plain implements TlsCipher {
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
}
