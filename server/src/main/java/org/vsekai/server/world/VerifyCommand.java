package org.vsekai.server.world;

import org.vsekai.archive.verify.Stock;
import org.vsekai.archive.verify.WorldVerification;
import org.vsekai.game.ItemKind;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import org.vsekai.world.RegionReplay;
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

    /** What whoever reads findings does next. */
    private static final String ADVICE =
            "What to do: keep the store as it is, don't start its server, and restore the newest backup that"
                    + " './sekai world backup verify' finds whole ('./sekai world backup restore')."
                    + " './sekai world history' tells what was done since.";

    @Override
    int run() {
        try (Database database = Stores.openExisting(store, WorldCommand.ENGINE)) {
            WorldVerification.Verified verified = new WorldVerification(database, Stores.WORLD, isReplayed).run();
            verified.findings().forEach(finding -> out().println(finding));
            if (verified.count() > verified.findings().size()) {
                out().println("and " + (verified.count() - verified.findings().size()) + " more");
            }
            verified.replays().forEach(replay -> out().println(replayed(replay)));
            out().println((verified.count() == 0 ? "sound: " : verified.count() + " findings in ") + verified.keys()
                    + " keys, " + verified.entities() + " things, " + verified.players() + " players, "
                    + verified.regions() + " regions, " + verified.frame() + " frames so far");
            verified.items().forEach((item, stock) -> out().println(items(item, stock)));
            if (verified.count() > 0) {
                out().println(ADVICE);
            }
            return verified.count() == 0 ? 0 : FAILED;
        }
    }

    private static String items(ItemKind item, Stock stock) {
        return stock.all() + " " + item + ": " + stock.held() + " held, " + stock.onGround() + " on the ground, "
                + stock.escrow() + " in escrow, " + stock.underWay() + " in parcels";
    }

    private static String replayed(WorldVerification.Replay replay) {
        RegionReplay.Replayed replayed = replay.replayed();
        boolean isSame = replayed.differenceCount() == 0 && replayed.hash() == replayed.storedHash();
        return "region " + replay.region() + ": frames " + replayed.from() + " to " + replayed.to() + " replayed, "
                + replayed.inputs() + " actions: "
                + (isSame
                        ? "the same world, " + Long.toHexString(replayed.hash())
                        : replayed.differenceCount() + " differences");
    }
}
