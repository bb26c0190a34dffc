package org.vsekai.server.world;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vsekai.archive.move.Export;
import org.vsekai.archive.move.Scope;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.disk.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From a store to an archive. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a world to an archive: one file, with checksums, that import reads into any store.",
            "Cut short, it goes on where it was when the same command is given again."
        })
final class ExportCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "STORE",
            converter = StoreConverter.class,
            description = "A store's folder, a server's data folder, or fdb:FILE.")
    private StoreLocation from = WorldCommand.DEFAULT_STORE;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE",
            description = "The archive. A folder stands for NAME.sekai in it.")
    private Path to = Path.of("");

    @Mixin
    private ScopeOptions options = new ScopeOptions();

    @Mixin
    private MoveReport report = new MoveReport();

    @Override
    public Integer call() {
        Scope scope = options.scope();
        try (Database source = Stores.openExisting(from, WorldCommand.ENGINE)) {
            Path file = Export.fileAt(Disk.real(), to, scope);
            report.tell(Export.run(source, scope, Disk.real(), file, report), from, file);
        }
        return 0;
    }
}
