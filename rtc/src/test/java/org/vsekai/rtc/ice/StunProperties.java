package org.vsekai.rtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

class StunProperties {
    @Test
    void anyBytesAreDecodedOrRefusedWithoutThrowing() {
        Seeds.forEach(3_000, random -> {
            byte[] bytes = random.nextBytes(random.nextInt(200));
            if (bytes.length >= Stun.HEADER_SIZE) {
                ByteBuffer.wrap(bytes)
                        .putShort(0, (short) Stun.BINDING_REQUEST)
                        .putShort(2, (short) (bytes.length - Stun.HEADER_SIZE))
                        .putInt(4, Stun.MAGIC_COOKIE);
            }
            assertThat(StunMessage.decode(bytes, 0, bytes.length)).isNotNull();
            Stun.receiverUfrag(bytes, 0, bytes.length);
        });
    }

    @Test
    void damagedRequestsAreDecodedOrRefusedWithoutThrowing() {
        Seeds.forEach(3_000, random -> {
            byte[] request = request(random);
            for (int i = 0; i <= random.nextInt(4); i++) {
                request[random.nextInt(request.length)] = (byte) random.nextLong();
            }
            int length = random.nextInt(request.length + 1);
            assertThat(StunMessage.decode(request, 0, length)).isNotNull();
            Stun.receiverUfrag(request, 0, length);
        });
    }

    @Test
    void aWrittenRequestIsReadBackWhereverItLiesInTheBuffer() {
        Seeds.forEach(200, random -> {
            byte[] request = request(random);
            int offset = random.nextInt(50);
            byte[] padded = random.nextBytes(offset + request.length + 20);
            System.arraycopy(request, 0, padded, offset, request.length);
            StunDecoded decoded = StunMessage.decode(padded, offset, request.length);
            assertThat(decoded).isInstanceOf(StunDecoded.Ok.class);
            StunMessage message = ((StunDecoded.Ok) decoded).message();
            assertThat(message.username()).isEqualTo("abcd:efgh");
            assertThat(message.isUseCandidate()).isTrue();
            assertThat(message.isFromControlling()).isTrue();
            assertThat(message.hasIntegrity(key())).isTrue();
        });
    }

    private static byte[] request(SplitMix64 random) {
        return new StunWriter(Stun.BINDING_REQUEST, random.nextBytes(Stun.TRANSACTION_ID_SIZE))
                .username("abcd:efgh")
                .priority(random.nextLong() >>> 33)
                .controlling(random.nextLong())
                .useCandidate()
                .sign(key());
    }

    private static byte[] key() {
        byte[] key = new byte[24];
        Arrays.fill(key, (byte) 'k');
        return key;
    }
}
