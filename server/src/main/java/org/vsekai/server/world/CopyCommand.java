package org.vsekai.server.world;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.move.Copy;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** From one store into another. */
@Command(
        name = "copy",
        mixinStandardHelpOptions = true,
        description = {
            "Copies a world into a store that has none of that name, of the same engine or the other.",
            "What was written is read again. Cut short, it goes on where it was when the same command is given again."
        })
final class CopyCommand implements Callable<Integer> {
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
            paramLabel = "STORE",
            converter = StoreConverter.class,
            description = "Another one; a folder is made if it is not there.")
    private StoreLocation to = WorldCommand.DEFAULT_STORE;

    @Option(names = "--restart", description = "Clear what an unfinished copy has left, and begin again.")
    private boolean isRestarted;

    @Mixin
    private ScopeOptions options = new ScopeOptions();

    @Mixin
    private MoveReport report = new MoveReport();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (from.equals(to)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--from and --to name the same store");
        }
        try (Database source = Stores.openExisting(from, WorldCommand.ENGINE);
                Database target = Stores.open(to, WorldCommand.ENGINE)) {
            report.tell(Copy.run(source, target, options.scope(), isRestarted, report), from, to);
        }
        return 0;
    }
}
