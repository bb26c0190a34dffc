package org.vsekai.server.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vsekai.archive.verify.Finding.Grade;
import org.vsekai.archive.verify.Stock;
import org.vsekai.archive.verify.WorldVerification;
import org.vsekai.archive.verify.WorldVerification.Verified;
import org.vsekai.game.ItemKind;
import org.vsekai.world.RegionReplay.Replayed;

/** What a verification came to, for a person: what is wrong, what was looked at, and what to do next. */
final class VerifyText {
    private static final String NEWER_BUILD =
            "What to do: verify with the build that wrote the world. This one doesn't know all of it, so what else is said"
                    + " here may be no damage.";

    private static final String DAMAGED_WORLD =
            "What to do: keep the store as it is, don't start its server, and restore the newest backup that"
                    + " './sekai world backup verify' finds whole ('./sekai world backup restore')."
                    + " './sekai world history' tells what was done since.";

    private static final String OTHER_RESULTS =
            "What to do: tell the developers of this build, with the lines above. The frames are whole, and the rules make"
                    + " something else of them: a backup holds the same frames.";

    private static final String DAMAGED_HISTORY =
            "What to do: what the world is now is sound, and can be played; what is damaged tells only of what was. To be rid"
                    + " of it, make a backup with --full and restore that into another store: the world as it is, with a"
                    + " history that begins there.";

    private VerifyText() {}

    static List<String> lines(Verified verified) {
        List<String> lines = new ArrayList<>();
        verified.findings().forEach(finding -> lines.add(finding.toString()));
        if (verified.count() > verified.findings().size()) {
            lines.add("and " + (verified.count() - verified.findings().size()) + " more");
        }
        verified.replays().forEach(replay -> lines.add(replayed(replay)));
        verified.notReplayed()
                .forEach((region, why) -> lines.add("region " + region + ": nothing was replayed: " + why));
        lines.add((verified.count() == 0 ? "sound: " : verified.count() + " findings in ") + verified.keys() + " keys, "
                + verified.entities() + " things, " + verified.players() + " players, " + verified.regions()
                + " regions, " + verified.frame() + " frames so far");
        verified.items().forEach((item, stock) -> lines.add(items(item, stock)));
        lines.addAll(advice(verified.grades()));
        return lines;
    }

    /** What outweighs the rest is all that is said. */
    private static List<String> advice(Set<Grade> grades) {
        if (grades.contains(Grade.UNKNOWN_VERSION)) {
            return List.of(NEWER_BUILD);
        }
        if (grades.contains(Grade.WORLD)) {
            return List.of(DAMAGED_WORLD);
        }
        List<String> advice = new ArrayList<>();
        if (grades.contains(Grade.REPLAY)) {
            advice.add(OTHER_RESULTS);
        }
        if (grades.contains(Grade.HISTORY)) {
            advice.add(DAMAGED_HISTORY);
        }
        return advice;
    }

    private static String items(ItemKind item, Stock stock) {
        return stock.all() + " " + item + ": " + stock.held() + " held, " + stock.onGround() + " on the ground, "
                + stock.escrow() + " in escrow, " + stock.underWay() + " in parcels";
    }

    private static String replayed(WorldVerification.Replay replay) {
        Replayed replayed = replay.replayed();
        return "region " + replay.region() + ": frames " + replayed.from() + " to " + replayed.to() + " replayed, "
                + replayed.inputs() + " actions: " + world(replayed);
    }

    private static String world(Replayed replayed) {
        String differences = replayed.differenceCount() == 0 ? "" : replayed.differenceCount() + " differences, ";
        String hash = Long.toHexString(replayed.hash());
        return differences
                + (replayed.hash() == replayed.storedHash()
                        ? "the same world, " + hash
                        : "another world, " + hash + " for " + Long.toHexString(replayed.storedHash()));
    }
}
