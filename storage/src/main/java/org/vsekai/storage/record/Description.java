package org.vsekai.storage.record;

/**
 * What a stored pair is, for a person.
 *
 * @param what what it is and of what: {@code record item (7)}
 * @param text its content
 */
public record Description(String what, String text) {
    @Override
    public String toString() {
        return text.isEmpty() ? what : what + ": " + text;
    }
}
