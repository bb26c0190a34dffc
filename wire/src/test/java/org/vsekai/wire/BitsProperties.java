package org.vsekai.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

class BitsProperties {
    @Test
    void fieldsComeBackInOrderWhateverTheirWidths() {
        Seeds.forEach(1_000, random -> {
            int count = 1 + random.nextInt(40);
            long[] values = new long[count];
            int[] widths = new int[count];
            BitWriter out = new BitWriter(count * 8);
            int total = 0;
            for (int i = 0; i < count; i++) {
                widths[i] = 1 + random.nextInt(64);
                values[i] = random.nextLong();
                out.write(values[i], widths[i]);
                total += widths[i];
            }
            assertThat(out.bitLength()).isEqualTo(total);
            assertThat(out.isOverflowed()).isFalse();
            byte[] bytes = out.toBytes();
            assertThat(bytes).hasSize((total + 7) / 8);
            BitReader unsigned = new BitReader(bytes);
            BitReader signed = new BitReader(bytes);
            for (int i = 0; i < count; i++) {
                int unused = 64 - widths[i];
                assertThat(unsigned.readUnsigned(widths[i])).isEqualTo(values[i] << unused >>> unused);
                assertThat(signed.readSigned(widths[i])).isEqualTo(values[i] << unused >> unused);
            }
            assertThat(unsigned.remainingBits()).isLessThan(8);
            assertThat(unsigned.readUnsigned((int) unsigned.remainingBits())).isZero();
        });
    }

    @Test
    void copiedBitsAreTheSameAtEveryOffset() {
        Seeds.forEach(500, random -> {
            int bits = random.nextInt(400);
            int offset = random.nextInt(20);
            byte[] source = random.nextBytes(60);
            BitWriter out = new BitWriter(64);
            out.write(0, offset);
            out.writeBits(source, 1, bits);
            BitReader copied = new BitReader(out.toBytes());
            BitReader original = new BitReader(source);
            copied.readUnsigned(offset);
            original.readUnsigned(8);
            for (int i = 0; i < bits; i++) {
                assertThat(copied.readUnsigned(1)).isEqualTo(original.readUnsigned(1));
            }
        });
    }

    @Test
    void whatDoesNotFitIsNotWrittenAndIsReported() {
        BitWriter out = new BitWriter(2);
        out.write(0x1FF, 9);
        out.write(0xFF, 8);
        out.write(1, 1);
        assertThat(out.isOverflowed()).isTrue();
        assertThat(out.bitLength()).isEqualTo(9);
        out.reset();
        assertThat(out.isOverflowed()).isFalse();
        out.writeBits(new byte[1], 0, 9);
        assertThat(out.isOverflowed()).isTrue();
    }

    @Test
    void readingBeyondTheEndGivesZeroAndStaysRefused() {
        BitReader in = new BitReader(new byte[] {(byte) 0xFF});
        assertThat(in.readUnsigned(9)).isZero();
        assertThat(in.isOverrun()).isTrue();
        assertThat(in.readUnsigned(1)).isZero();
        assertThat(in.position()).isZero();
    }

    @Test
    void aReusedWriterLeavesNothingOfTheLastMessageInThePadding() {
        BitWriter out = new BitWriter(1);
        out.write(0xFF, 8);
        out.reset();
        out.write(1, 1);
        assertThat(out.toBytes()).containsExactly(0x80);
    }
}
