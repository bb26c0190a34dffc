package org.vsekai.archive.verify;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.Parcel;

/**
 * What is remembered of a parcel: enough to compare it with another copy, and no more, since a world's kept frames hold many.
 *
 * @param tick of the frame that sent it
 * @param hash of what is in it: the first 64 bits of a SHA-256
 */
record SeenParcel(RegionId receiver, long tick, boolean isCrossing, long hash) {
    static SeenParcel of(Parcel parcel, long tick) {
        return new SeenParcel(ParcelsCheck.region(parcel.getReceiver()), tick, parcel.hasCrossing(), hash(parcel));
    }

    /** Whether it is what was sent, but for the receiver, which is not said where it was taken. */
    boolean is(Parcel other) {
        return hash == hash(other);
    }

    static long hash(Parcel parcel) {
        byte[] bytes = parcel.toBuilder().clearReceiver().build().toByteArray();
        return ByteBuffer.wrap(sha256().digest(bytes)).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
