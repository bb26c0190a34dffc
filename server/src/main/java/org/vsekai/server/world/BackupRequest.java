package org.vsekai.server.world;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a command asks of the server that has the store open.
 *
 * @param set the absolute path of the set's folder
 */
public record BackupRequest(String set, boolean asBase) {
    private static final String NAME = "backup-create";

    private static final String BASE = "base";

    private static final String AUTO = "auto";

    /** Empty for a request of some other kind. */
    public static Optional<BackupRequest> parse(List<String> words) {
        boolean isOne = words.size() == 3
                && words.get(0).equals(NAME)
                && List.of(BASE, AUTO).contains(words.get(1))
                && Path.of(words.get(2)).isAbsolute();
        return isOne ? Optional.of(new BackupRequest(words.get(2), words.get(1).equals(BASE))) : Optional.empty();
    }

    List<String> words() {
        return List.of(NAME, asBase ? BASE : AUTO, set);
    }
}
