/** Writes bits, most significant first; the last byte is filled up with zero bits. */
export class BitWriter {
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private bitCount = 0;

  constructor(capacityBytes: number) {
    this.bytes = new Uint8Array(capacityBytes);
  }

  /** Writes the low `width` bits (1 to 32) of a whole number; negative ones as two's complement. */
  write(value: number, width: number): void {
    if (this.bitCount + width > this.bytes.length * 8) {
      throw new RangeError('the message is larger than its buffer');
    }
    for (let bit = width - 1; bit >= 0; bit--) {
      if ((value >> bit) & 1) {
        const index = this.bitCount >> 3;
        this.bytes[index] = this.bytes[index]! | (0x80 >> (this.bitCount & 7));
      }
      this.bitCount++;
    }
  }

  /** Returns the bytes written so far. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, (this.bitCount + 7) >> 3);
  }
}

/** Reads bits, most significant first. Reading past the end yields zeros and makes {@link isExact} false. */
export class BitReader {
  private bitIndex = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Reads `width` bits (1 to 32) as an unsigned number. */
  unsigned(width: number): number {
    let value = 0;
    for (let taken = 0; taken < width; ) {
      const offset = this.bitIndex & 7;
      const take = Math.min(8 - offset, width - taken);
      const byte = this.bytes[this.bitIndex >> 3] ?? 0;
      const chunk = (byte >> (8 - offset - take)) & ((1 << take) - 1);
      value = value * (1 << take) + chunk;
      taken += take;
      this.bitIndex += take;
    }
    return value;
  }

  /** Reads `width` bits (1 to 31) as a two's complement number. */
  signed(width: number): number {
    const value = this.unsigned(width);
    return value >= 2 ** (width - 1) ? value - 2 ** width : value;
  }

  /** Whether all fields fitted into the message, and at most 7 padding bits are left. */
  isExact(): boolean {
    const left = this.bytes.length * 8 - this.bitIndex;
    return left >= 0 && left <= 7;
  }
}
