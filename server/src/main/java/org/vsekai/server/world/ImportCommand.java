package org.vsekai.server.world;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vsekai.archive.move.Import;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.disk.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From an archive into a store. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Brings a world from an archive into a store that has none of that name.",
            "The archive is checked before anything is written, and what was written is read again.",
            "Cut short, it goes on where it was when the same command is given again."
        })
final class ImportCommand implements Callable<Integer> {
    @Option(names = "--from", required = true, paramLabel = "FILE", description = "The archive.")
    private Path from = Path.of("");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "STORE",
            converter = StoreConverter.class,
            description = "A store's folder (made if it is not there), a server's data folder, or fdb:FILE.")
    private StoreLocation to = WorldCommand.DEFAULT_STORE;

    @Option(names = "--restart", description = "Clear what an unfinished import has left, and begin again.")
    private boolean isRestarted;

    @Mixin
    private MoveReport report = new MoveReport();

    @Override
    public Integer call() {
        Import archive = Import.check(Disk.real(), from, report);
        try (Database target = Stores.open(to, WorldCommand.ENGINE)) {
            report.tell(archive.into(target, isRestarted), from, to);
        }
        return 0;
    }
}
