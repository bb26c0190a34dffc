package org.vsekai.storage.check;

import org.vsekai.core.SplitMix64;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;

/**
 * What a history is given.
 *
 * @param name for people
 * @param prefix of all its keys
 * @param sizes clients and transactions
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
record Setting(
        String name, byte[] prefix, long seed, Scale sizes, RealTime realTime, Anomalies anomalies, Deadline deadline) {

    KeyRange keys() {
        return KeyRange.startingWith(prefix);
    }

    byte[] key(byte[] tail) {
        return Keys.concat(prefix, tail);
    }

    SplitMix64 random(int client) {
        return new SplitMix64(SplitMix64.mix(seed + client));
    }

    void found(String what) {
        anomalies.found(name + ": " + what);
    }
}
