package org.vsekai.server;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vsekai.archive.ArchiveException;
import org.vsekai.server.control.ControlSocket;
import org.vsekai.server.world.BackupRequest;
import org.vsekai.server.world.HistoryRequest;
import org.vsekai.storage.Database;

/** What commands ask of a running server, because it has the store. */
final class Requests implements ControlSocket.Handler {
    private final Database store;
    private final Backups backups;

    Requests(Database store) {
        this.store = store;
        backups = new Backups(store);
    }

    @Override
    public String answer(List<String> words, Consumer<String> parts) {
        Optional<HistoryRequest> history = HistoryRequest.parse(words);
        if (history.isPresent()) {
            return Integer.toString(history.get().tell(store, parts));
        }
        return backups.answer(BackupRequest.parse(words)
                .orElseThrow(() -> new ArchiveException("this server doesn't know the request " + words
                        + ": it is of another version than the command")));
    }
}
