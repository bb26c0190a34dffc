package org.vsekai.archive.move;

/**
 * What a scope of a store holds, in three figures that are equal exactly where the pairs are, whichever engine keeps them.
 *
 * @param bytes of keys and values
 * @param sha256 over the pairs in order of keys, each as both lengths in four bytes and then key and value; hexadecimal
 */
public record Content(long pairs, long bytes, String sha256) {
    @Override
    public String toString() {
        return pairs + " pairs, " + bytes + " bytes, sha256:" + sha256;
    }
}
