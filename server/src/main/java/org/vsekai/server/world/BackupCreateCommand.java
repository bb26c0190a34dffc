package org.vsekai.server.world;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.backup.BackupCreation;
import org.vsekai.archive.backup.BackupSet;
import org.vsekai.server.control.ControlClient;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.disk.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the next backup of a set: through the server that has the store open, or by itself where none has. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the next backup of a set: an increment where the frame history reaches back to the last one, otherwise a"
                    + " base.",
            "The world may be in play: its server then writes the backup."
        })
final class BackupCreateCommand extends Told {
    @Option(
            names = {"--store", "--data"},
            paramLabel = "STORE",
            converter = StoreConverter.class,
            description = "A store's folder, a server's data folder, or fdb:FILE (./sekai-data).")
    private StoreLocation store = WorldCommand.DEFAULT_STORE;

    @Option(
            names = "--to",
            paramLabel = "SET",
            required = true,
            description = "The set's folder; made where it is missing.")
    private Path set = Path.of("backups");

    @Option(names = "--full", description = "A base in any case.")
    private boolean isFull;

    @Override
    int run() {
        Path folder = set.toAbsolutePath().normalize();
        if (store instanceof StoreLocation.Folder(Path path)) {
            Optional<ControlClient.Answer> answer =
                    ask(Stores.storeIn(path), new BackupRequest(folder.toString(), isFull));
            if (answer.isPresent()) {
                return tell(answer.get());
            }
        }
        try (Database database = Stores.openExisting(store, WorldCommand.ENGINE)) {
            BackupSet backups = new BackupSet(Disk.real(), folder);
            out().println(new BackupCreation(
                            database, Stores.WORLD, backups, new SecureRandom(), System::currentTimeMillis)
                    .create(isFull)
                    .describe());
        }
        return 0;
    }

    private static Optional<ControlClient.Answer> ask(Path store, BackupRequest request) {
        try {
            return ControlClient.ask(store, request.words());
        } catch (IOException gone) {
            throw new ArchiveException(
                    "the world's server went away before the backup was complete; what it had written counts as nothing",
                    gone);
        }
    }

    private int tell(ControlClient.Answer answer) {
        if (!answer.isOk()) {
            throw new ArchiveException("the world's server could not make the backup: " + answer.text());
        }
        out().println(answer.text());
        return 0;
    }
}
