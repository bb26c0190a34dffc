package org.vsekai.archive.verify;

/**
 * Something that is not as every build leaves it.
 *
 * @param key where, as {@code KeyText} writes it
 * @param what for people
 */
public record Finding(String key, String what) {
    @Override
    public String toString() {
        return key + ": " + what;
    }
}
