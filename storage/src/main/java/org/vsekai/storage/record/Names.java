package org.vsekai.storage.record;

import java.util.regex.Pattern;

/** What types and indexes may be called: names are part of every key, and shown to people. */
final class Names {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

    private Names() {}

    static String checked(String what, String name) {
        if (!ALLOWED.matcher(name).matches()) {
            throw new RecordException(
                    RecordError.BAD_DECLARATION,
                    what + " is called \"" + name + "\"; names are up to 64 letters, digits and . _ -");
        }
        return name;
    }
}
