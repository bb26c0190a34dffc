package org.vsekai.rtc.dtls;

import java.util.Arrays;
import java.util.function.BiFunction;
import org.vsekai.core.SplitMix64;

/** Datagrams that somebody without keys could put in, who sees the peer's datagrams go by and can forge its address. */
enum Forgery {
    GARBAGE((random, real) -> {
        byte[] bytes = random.nextBytes(60);
        bytes[0] = DtlsRecords.HANDSHAKE;
        return bytes;
    }),
    FATAL_ALERT((random, real) -> record(DtlsRecords.ALERT, 0, new byte[] {Alert.FATAL, 40})),
    CLOSE_NOTIFY((random, real) -> record(DtlsRecords.ALERT, 0, Alert.GOODBYE)),
    CHANGE_CIPHER_SPEC((random, real) -> record(DtlsRecords.CHANGE_CIPHER_SPEC, 0, new byte[] {1})),
    DATA_IN_THE_CLEAR((random, real) -> record(DtlsRecords.APPLICATION_DATA, 0, new byte[40])),
    /** What the peer really sent, with the highest record sequence number there is. */
    HIGHEST_SEQUENCE((random, real) -> {
        byte[] bytes = Arrays.copyOf(real, DtlsRecords.size(real, 0, real.length));
        Arrays.fill(bytes, 5, 11, (byte) 0xFF);
        return bytes;
    }),
    SEALED_MESSAGE((random, real) -> record(DtlsRecords.HANDSHAKE, 1, random.nextBytes(48))),
    SEALED_ALERT((random, real) -> record(DtlsRecords.ALERT, 1, random.nextBytes(26))),
    SEALED_DATA((random, real) -> record(DtlsRecords.APPLICATION_DATA, 1, random.nextBytes(100))),
    EPOCH_9((random, real) -> record(DtlsRecords.APPLICATION_DATA, 9, random.nextBytes(100))),
    /** A first fragment of a message of 16 MB, which is to come next. */
    HUGE_MESSAGE((random, real) -> record(DtlsRecords.HANDSHAKE, 0, fragment(real, 0xFF_FFFF, 0))),
    /** Of a message that is not due yet. */
    FAR_AHEAD((random, real) -> record(DtlsRecords.HANDSHAKE, 0, fragment(real, 28, 5))),
    /** A last message that is not sealed. */
    FINISHED_IN_THE_CLEAR((random, real) -> {
        byte[] message = fragment(real, 12, 4);
        message[0] = HandshakeHeader.FINISHED;
        return record(DtlsRecords.HANDSHAKE, 0, Arrays.copyOf(message, 24));
    }),
    TRUNCATED_MESSAGE((random, real) -> record(DtlsRecords.HANDSHAKE, 0, new byte[] {11, 0, 0})),
    EMPTY_RECORD((random, real) -> record(DtlsRecords.HANDSHAKE, 0, new byte[0])),
    WRONG_VERSION((random, real) -> {
        byte[] bytes = record(DtlsRecords.HANDSHAKE, 0, new byte[40]);
        bytes[2] = (byte) 0xF0;
        return bytes;
    }),
    /** The peer's datagram with another body. */
    CHANGED_BODY((random, real) -> {
        byte[] bytes = real.clone();
        bytes[Math.min(bytes.length - 1, 40)] ^= 0x55;
        return bytes;
    }),
    /** Each record of the peer's with a byte changed near its end, where signatures and keys are. */
    CHANGED_ENDS((random, real) -> {
        byte[] bytes = real.clone();
        int end = 0;
        while (end < bytes.length) {
            end += DtlsRecords.size(bytes, end, bytes.length);
            bytes[end - 1] ^= (byte) (1 + random.nextInt(255));
        }
        return bytes;
    }),
    /** A ClientHello out of the blue, that another client would send. */
    OTHER_HELLO((random, real) -> {
        byte[] other = strangersHello();
        System.arraycopy(random.nextBytes(32), 0, other, DtlsRecords.HEADER_SIZE + HandshakeHeader.SIZE + 2, 32);
        return other;
    }),
    /** A ClientHello that makes no sense. */
    NONSENSE_HELLO((random, real) -> {
        byte[] message = new byte[HandshakeHeader.SIZE + 60];
        message[0] = HandshakeHeader.CLIENT_HELLO;
        message[3] = 60;
        message[11] = 60;
        return record(DtlsRecords.HANDSHAKE, 0, message);
    }),
    /** A server that asks for a cookie. */
    HELLO_VERIFY_REQUEST((random, real) -> {
        byte[] message = new byte[HandshakeHeader.SIZE + 23];
        message[0] = HandshakeHeader.HELLO_VERIFY_REQUEST;
        message[3] = 23;
        message[11] = 23;
        message[12] = (byte) 0xFE;
        message[13] = (byte) 0xFF;
        message[14] = 20;
        return record(DtlsRecords.HANDSHAKE, 0, message);
    });

    private final BiFunction<SplitMix64, byte[], byte[]> maker;

    Forgery(BiFunction<SplitMix64, byte[], byte[]> maker) {
        this.maker = maker;
    }

    /** @param real what the peer sends at this moment */
    byte[] datagram(SplitMix64 random, byte[] real) {
        return maker.apply(random, real);
    }

    /** A real hello of somebody's. */
    private static byte[] strangersHello() {
        var link = new DtlsLink(
                new SplitMix64(7),
                DtlsLink.Network.CLEAN,
                TestDtls.context(TestDtls.CLIENT),
                TestDtls.context(TestDtls.SERVER),
                TestDtls.SERVER.fingerprint(),
                TestDtls.CLIENT.fingerprint());
        link.client.session().start(0);
        link.close();
        return link.client.sent.getFirst();
    }

    static byte[] record(int type, int epoch, byte[] body) {
        byte[] record = new byte[DtlsRecords.HEADER_SIZE + body.length];
        DtlsRecords.writeHeader(type, epoch, 5, body.length, record, 0);
        System.arraycopy(body, 0, record, DtlsRecords.HEADER_SIZE, body.length);
        return record;
    }

    /** A first fragment of 28 bytes, of the same type as the real message. */
    private static byte[] fragment(byte[] real, int length, int ahead) {
        boolean isMessage = real[0] == DtlsRecords.HANDSHAKE && DtlsRecords.epoch(real, 0) == 0;
        byte[] message = new byte[HandshakeHeader.SIZE + 28];
        message[0] = isMessage ? real[DtlsRecords.HEADER_SIZE] : HandshakeHeader.CERTIFICATE;
        message[1] = (byte) (length >>> 16);
        message[2] = (byte) (length >>> 8);
        message[3] = (byte) length;
        message[5] = (byte) ((isMessage ? HandshakeHeader.number(real, DtlsRecords.HEADER_SIZE) : 1) + ahead);
        message[11] = 28;
        return message;
    }
}
