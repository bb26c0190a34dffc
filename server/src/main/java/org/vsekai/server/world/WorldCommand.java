package org.vsekai.server.world;

import java.nio.file.Path;
import org.vsekai.server.config.Setting;
import org.vsekai.server.config.Settings;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.rocksdb.RocksOptions;
import picocli.CommandLine.Command;

/**
 * {@code ./sekai world}: what is done with a stored world while no server runs it, or beside one. Each command is a class of
 * its own, a {@code Callable<Integer>} that answers with the exit code and throws what a person can do something about.
 */
@Command(
        name = "world",
        mixinStandardHelpOptions = true,
        description = "Moves stored worlds, keeps and restores them, and looks at them.",
        subcommands = {
            ExportCommand.class,
            ImportCommand.class,
            CopyCommand.class,
            InspectCommand.class,
            BackupCommand.class,
            HistoryCommand.class,
            VerifyCommand.class
        })
public final class WorldCommand {
    /** Up to two stores are open at once, and nobody waits for them in VR. */
    static final RocksOptions ENGINE = RocksOptions.DEFAULT.withMemoryBytes(64L << 20);

    static final StoreLocation DEFAULT_STORE =
            new StoreLocation.Folder(Path.of(Settings.described(Setting.DATA).defaultValue()));
}
