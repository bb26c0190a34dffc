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

    @Override
    int run() {
        try (Database database = Stores.openExisting(store, WorldCommand.ENGINE)) {
            WorldVerification.Verified verified = new WorldVerification(database, Stores.WORLD).run();
            verified.findings().forEach(finding -> out().println(finding));
            if (verified.count() > verified.findings().size()) {
                out().println("and " + (verified.count() - verified.findings().size()) + " more");
            }
            out().println((verified.count() == 0 ? "sound: " : verified.count() + " findings in ") + verified.keys()
                    + " keys, " + verified.entities() + " things, " + verified.players() + " players, up to frame "
                    + verified.frame());
            return verified.count() == 0 ? 0 : FAILED;
        }
    }
}
