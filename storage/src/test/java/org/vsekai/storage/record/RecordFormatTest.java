package org.vsekai.storage.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.storage.StorageLimits;

class RecordFormatTest {
    @Test
    void whatWasSplitIsJoined() {
        Seeds.forEach(50, random -> {
            byte[] message = random.nextBytes(random.nextInt(random.chance(0.5) ? 300 : 450_000));
            int version = 1 + random.nextInt(Integer.MAX_VALUE - 1);
            List<byte[]> parts = RecordFormat.encode(version, message);
            assertThat(parts).allMatch(part -> part.length <= StorageLimits.MAX_VALUE_SIZE);
            RecordFormat.Head head = RecordFormat.decodeHead(parts.getFirst());
            assertThat(head.version()).isEqualTo(version);
            assertThat(head.furtherParts()).isEqualTo(parts.size() - 1);
            assertThat(RecordFormat.join(head, parts.subList(1, parts.size()))).isEqualTo(message);
        });
    }

    @Test
    void partsThatDontFitTogetherAreRefused() {
        List<byte[]> parts = RecordFormat.encode(3, new byte[350_000]);
        RecordFormat.Head head = RecordFormat.decodeHead(parts.getFirst());
        List<byte[]> further = parts.subList(1, parts.size());
        assertThat(further).hasSize(3);
        refused(() -> RecordFormat.join(head, further.subList(0, 2)));
        refused(() -> RecordFormat.join(head, List.of(further.get(0), further.get(2), further.get(1))));
        refused(() -> RecordFormat.join(head, List.of(further.get(0), further.get(0), further.get(1), further.get(2))));
    }

    @Test
    void headsThatNobodyWroteAreRefused() {
        byte[] written = RecordFormat.encode(3, new byte[10]).getFirst();
        for (byte[] head : List.of(
                new byte[0],
                new byte[] {2, 1, 0},
                new byte[] {1},
                new byte[] {1, 1},
                new byte[] {1, 0, 0},
                new byte[] {1, -1, -1, -1, -1, -1, 0},
                new byte[] {1, -1, -1, -1, -1, 15, 0},
                Arrays.copyOf(written, written.length - 1),
                Arrays.copyOf(written, written.length + 1))) {
            refused(() -> RecordFormat.decodeHead(head));
        }
    }

    @Test
    void anyBytesAreReadOrRefused() {
        Seeds.forEach(500, random -> {
            byte[] bytes = random.nextBytes(random.nextInt(12));
            if (bytes.length > 0) {
                bytes[0] = RecordFormat.FORMAT;
            }
            try {
                RecordFormat.Head head = RecordFormat.decodeHead(bytes);
                assertThat(head.bytes()).hasSize(head.size());
            } catch (RecordException refused) {
                assertThat(refused.error()).isEqualTo(RecordError.DAMAGED);
            }
        });
    }

    private static void refused(ThrowingCallable call) {
        RecordFixture.assertRefused(RecordError.DAMAGED, call);
    }
}
