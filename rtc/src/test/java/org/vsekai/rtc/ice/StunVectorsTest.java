package org.vsekai.rtc.ice;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5769. */
class StunVectorsTest {
    private static final byte[] KEY = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(US_ASCII);
    private static final String TRANSACTION = "2112a442 b7e7a701 bc34d686 fa87dfae";

    private static final byte[] REQUEST = bytes(
            "00010058",
            TRANSACTION,
            "80220010 5354554e 20746573 7420636c 69656e74",
            "00240004 6e0001ff",
            "80290008 932ff9b1 51263b36",
            "00060009 6576746a 3a683676 59202020",
            "00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2",
            "80280004 e57a3bcf");
    private static final byte[] IPV4_RESPONSE = bytes(
            "0101003c",
            TRANSACTION,
            "8022000b 74657374 20766563 746f7220",
            "00200008 0001a147 e112a643",
            "00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7",
            "80280004 c07d4c96");
    private static final byte[] IPV6_RESPONSE = bytes(
            "01010048",
            TRANSACTION,
            "8022000b 74657374 20766563 746f7220",
            "00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9",
            "00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41",
            "80280004 c8fb0b4c");

    @Test
    void readsTheSampleRequest() {
        StunMessage request = decode(REQUEST);
        assertThat(request.type()).isEqualTo(Stun.BINDING_REQUEST);
        assertThat(request.username()).isEqualTo("evtj:h6vY");
        assertThat(request.priority()).isEqualTo(0x6e0001ffL);
        assertThat(request.isFromControlled()).isTrue();
        assertThat(request.isUseCandidate()).isFalse();
        assertThat(request.unknownRequired()).isNegative();
        assertThat(request.hasIntegrity(KEY)).isTrue();
        assertThat(request.hasIntegrity("VOkJxbRl1RmTxUk/WvJxBu".getBytes(US_ASCII)))
                .isFalse();
        assertThat(Stun.receiverUfrag(REQUEST, 0, REQUEST.length)).isEqualTo("evtj");
    }

    @Test
    void readsTheSampleIpv4Response() throws Exception {
        StunMessage response = decode(IPV4_RESPONSE);
        assertThat(response.type()).isEqualTo(Stun.BINDING_SUCCESS);
        assertThat(response.hasIntegrity(KEY)).isTrue();
        assertThat(response.xorMappedAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 32853));
    }

    @Test
    void readsTheSampleIpv6Response() {
        StunMessage response = decode(IPV6_RESPONSE);
        assertThat(response.hasIntegrity(KEY)).isTrue();
        assertThat(response.xorMappedAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("2001:db8:1234:5678:11:2233:4455:6677"), 32853));
    }

    @Test
    void writesTheMappedAddressesOfTheSamples() {
        byte[] transaction = decode(REQUEST).transactionId();
        for (StunMessage sample : new StunMessage[] {decode(IPV4_RESPONSE), decode(IPV6_RESPONSE)}) {
            InetSocketAddress address = Objects.requireNonNull(sample.xorMappedAddress());
            byte[] written = new StunWriter(Stun.BINDING_SUCCESS, transaction)
                    .xorMappedAddress(address)
                    .sign(KEY);
            StunMessage read = decode(written);
            assertThat(read.xorMappedAddress()).isEqualTo(address);
            assertThat(read.hasIntegrity(KEY)).isTrue();
            assertThat(read.isTransaction(transaction)).isTrue();
        }
    }

    @Test
    void refusesASampleWithAnyBitFlippedThatIntegrityCovers() {
        for (int bit = 0; bit < (REQUEST.length - 8) * 8; bit++) {
            byte[] damaged = REQUEST.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(StunMessage.decode(damaged, 0, damaged.length) instanceof StunDecoded.Ok(StunMessage message)
                            && message.hasIntegrity(KEY))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    private static StunMessage decode(byte[] bytes) {
        StunDecoded decoded = StunMessage.decode(bytes, 0, bytes.length);
        assertThat(decoded).isInstanceOf(StunDecoded.Ok.class);
        return ((StunDecoded.Ok) decoded).message();
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    }
}
