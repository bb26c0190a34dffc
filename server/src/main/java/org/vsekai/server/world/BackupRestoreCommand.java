package org.vsekai.server.world;

import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.backup.BackupSet;
import org.vsekai.archive.backup.Restore;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.disk.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Makes a world of a set. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Restores a world into a store that has none, as it was at the newest moment of the set or at a given one.",
            "Cut short, it is run again, and begins anew; no server opens the world before it is complete."
        })
final class BackupRestoreCommand extends Told {
    @Option(names = "--from", paramLabel = "SET", required = true, description = "The set's folder.")
    private Path set = Path.of("backups");

    @Option(
            names = "--to",
            paramLabel = "STORE",
            required = true,
            converter = StoreConverter.class,
            description = "A new store's folder (for a server with --data DIR: DIR/store), or fdb:FILE.")
    private StoreLocation store = new StoreLocation.Folder(Path.of("store"));

    @Option(
            names = "--at",
            paramLabel = "MOMENT",
            converter = MomentConverter.class,
            description = "Such as 2026-11-27T12:34:56Z. Default: the newest.")
    private @Nullable Instant at;

    @Override
    int run() {
        Restore restore = new Restore(new BackupSet(Disk.real(), set));
        restore.check(at);
        try (Database database = Stores.open(store, WorldCommand.ENGINE)) {
            Restore.Restored restored = restore.run(at, database);
            out().println("restored \"" + restored.worldName() + "\" up to frame " + restored.frame());
        }
        return 0;
    }

    static final class MomentConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException notOne) {
                throw new TypeConversionException("'" + text + "' is no moment, such as 2026-11-27T12:34:56Z");
            }
        }
    }
}
