package org.vsekai.gateway;

import java.text.Normalizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a player may be called: 1 to 24 code points after trimming, in NFC, none of them invisible or unassigned. */
final class PlayerName {
    static final int MAX_CODE_POINTS = 24;

    /** So much is looked at; normalising a longer text would be work for nothing. */
    private static final int MAX_RAW_CHARS = 256;

    private PlayerName() {}

    /** The name in its normal form, or empty where it may not be one. */
    static Optional<String> normalise(@Nullable String raw) {
        if (raw == null || raw.length() > MAX_RAW_CHARS) {
            return Optional.empty();
        }
        String name = Normalizer.normalize(raw, Normalizer.Form.NFC).strip();
        int length = name.codePointCount(0, name.length());
        if (length == 0 || length > MAX_CODE_POINTS || !name.codePoints().allMatch(PlayerName::isVisible)) {
            return Optional.empty();
        }
        return Optional.of(name);
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
