package org.vsekai.core;

/**
 * A unit quaternion in 32 bits: the two top bits name the component with the largest magnitude (0 = x, 1 = y, 2 = z, 3 =
 * w), which is left out and made positive by negating the whole quaternion; the other three follow in the order x, y, z,
 * w, ten bits each. A component {@code c} in ±1/√2 is stored as {@code round((c·√2 + 1) / 2 · 1023)}. The worst angular
 * error is below 0.28°. The server relays rotations without unpacking them.
 */
public final class PackedRotation {
    private static final int FIELD_BITS = 10;
    private static final int FIELD_MAX = (1 << FIELD_BITS) - 1;
    private static final double SQRT2 = Math.sqrt(2);

    /** No rotation. */
    public static final int IDENTITY = pack(0, 0, 0, 1);

    private PackedRotation() {}

    /** Packs a quaternion; it need not be exactly of unit length, but must not be zero. */
    public static int pack(double x, double y, double z, double w) {
        double length = Math.sqrt(x * x + y * y + z * z + w * w);
        Check.that(length > 1e-9, "a rotation has a length");
        double[] q = {x / length, y / length, z / length, w / length};
        int largest = 0;
        for (int i = 1; i < 4; i++) {
            if (Math.abs(q[i]) > Math.abs(q[largest])) {
                largest = i;
            }
        }
        double sign = q[largest] < 0 ? -1 : 1;
        int packed = largest;
        for (int i = 0; i < 4; i++) {
            if (i != largest) {
                long field = Math.round((sign * q[i] * SQRT2 + 1) / 2 * FIELD_MAX);
                packed = packed << FIELD_BITS | (int) Math.clamp(field, 0, FIELD_MAX);
            }
        }
        return packed;
    }

    /** Returns x, y, z, w of a unit quaternion; total: every 32-bit value unpacks to one. */
    public static double[] unpack(int packed) {
        int largest = packed >>> 3 * FIELD_BITS;
        double[] q = new double[4];
        double sumOfSquares = 0;
        int shift = 2 * FIELD_BITS;
        for (int i = 0; i < 4; i++) {
            if (i != largest) {
                int field = packed >>> shift & FIELD_MAX;
                q[i] = ((double) field / FIELD_MAX * 2 - 1) / SQRT2;
                sumOfSquares += q[i] * q[i];
                shift -= FIELD_BITS;
            }
        }
        q[largest] = Math.sqrt(Math.max(0, 1 - sumOfSquares));
        return q;
    }
}
