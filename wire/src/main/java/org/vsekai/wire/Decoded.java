package org.vsekai.wire;

/** What became of decoding bytes that a peer sent: never an exception, whatever the bytes. */
public sealed interface Decoded<T> {
    record Ok<T>(T value) implements Decoded<T> {}

    /** @param bitOffset where reading stopped; for reliable messages 0 */
    record Refused<T>(WireFault fault, int bitOffset) implements Decoded<T> {}
}
