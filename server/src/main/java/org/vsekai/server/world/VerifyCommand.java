package org.vsekai.server.world;

import org.vsekai.archive.verify.WorldVerification;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks every invariant of a stored world. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks everything that must be true of a stored world, and prints what is not, and where.",
            "Of a world that nobody plays. Changes nothing. Exit code 1 where anything is wrong."
        })
final class VerifyCommand extends Told {
    @Option(
            names = {"--store", "--data"},
            paramLabel = "STORE",
            converter = StoreConverter.class,
            description = "A store's folder, a server's data folder, or fdb:FILE (./sekai-data).")
    private StoreLocation store = WorldCommand.DEFAULT_STORE;

    @Option(
            names = "--replay",
            description = "Run the newest frames through the rules again, too, and compare every result and the world.")
    private boolean isReplayed;

    @Override
    int run() {
        try (Database database = Stores.openExisting(store, WorldCommand.ENGINE)) {
            WorldVerification.Verified verified = new WorldVerification(database, Stores.WORLD, isReplayed).run();
            VerifyText.lines(verified).forEach(out()::println);
            return verified.count() == 0 ? 0 : FAILED;
        }
    }
}
