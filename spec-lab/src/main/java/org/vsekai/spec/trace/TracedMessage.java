package org.vsekai.spec.trace;

/**
 * What a frame repeats of a parcel that it took, where that is more than avatars.
 *
 * @param said as in {@link TracedParcel}
 */
public record TracedMessage(ParcelKey key, String said) {
    String tla() {
        return Tla.record("key", key.tla(), "said", Tla.string(said));
    }
}
