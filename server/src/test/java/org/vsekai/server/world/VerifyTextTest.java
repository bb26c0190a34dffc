package org.vsekai.server.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.archive.verify.Finding;
import org.vsekai.archive.verify.Finding.Grade;
import org.vsekai.archive.verify.WorldVerification.Replay;
import org.vsekai.archive.verify.WorldVerification.Verified;
import org.vsekai.sim.RegionId;
import org.vsekai.world.RegionReplay.Replayed;

/** What a host is told of a verification, and told to do. */
class VerifyTextTest {
    private static Verified verified(List<Finding> findings, List<Replay> replays, SortedMap<RegionId, String> not) {
        Set<Grade> grades = Set.copyOf(findings.stream().map(Finding::grade).toList());
        return new Verified(
                findings, findings.size(), 9, 1, 50, 400, 2, grades, Collections.emptySortedMap(), replays, not);
    }

    private static String text(Grade... grades) {
        List<Finding> findings = List.of(grades).stream()
                .map(grade -> new Finding(grade, "sekai/main/world", "is odd"))
                .toList();
        return String.join("\n", VerifyText.lines(verified(findings, List.of(), Collections.emptySortedMap())));
    }

    @Test
    void aSoundWorldNeedsNothing() {
        assertThat(text()).startsWith("sound: 9 keys").doesNotContain("What to do");
    }

    @Test
    void advisesABackupOnlyWhereTheWorldItselfIsDamaged() {
        assertThat(text(Grade.WORLD, Grade.HISTORY)).contains("2 findings", "restore the newest backup");
        assertThat(text(Grade.HISTORY)).contains("can be played", "--full").doesNotContain("newest backup");
        assertThat(text(Grade.REPLAY)).contains("tell the developers").doesNotContain("restore");
        assertThat(text(Grade.UNKNOWN_VERSION, Grade.WORLD))
                .contains("verify with the build that wrote the world")
                .doesNotContain("restore");
    }

    @Test
    void saysOfEachRegionWhatItsReplayCameTo() {
        RegionId east = new RegionId(1, 0);
        RegionId west = new RegionId(-1, 0);
        List<Replay> replays = List.of(
                new Replay(RegionId.SPAWN, new Replayed(1, 50, 20, List.of(), 0, 0xabc, 0xabc)),
                new Replay(east, new Replayed(1, 50, 20, List.of(), 0, 0xabc, 0xdef)));
        SortedMap<RegionId, String> not = new TreeMap<>();
        not.put(west, "no frame of it is kept");
        assertThat(VerifyText.lines(verified(List.of(), replays, not)))
                .contains(
                        "region (0, 0): frames 1 to 50 replayed, 20 actions: the same world, abc",
                        "region (1, 0): frames 1 to 50 replayed, 20 actions: another world, abc for def",
                        "region (-1, 0): nothing was replayed: no frame of it is kept");
    }
}
