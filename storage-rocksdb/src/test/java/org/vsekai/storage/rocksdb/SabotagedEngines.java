package org.vsekai.storage.rocksdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.rocksdb.RocksDBException;
import org.vsekai.storage.Database;
import org.vsekai.storage.check.Checker;
import org.vsekai.storage.check.SabotagedEngine;
import org.vsekai.storage.check.sabotage.Saboteur;

/** All broken engines that the checkers must catch: broken from outside, from inside, and in how they write. */
public final class SabotagedEngines {
    /** Time that runs fast, so that the buckets of the conflict set are many, and some of them empty. */
    private static final LongSupplier FAST = () -> System.nanoTime() * 50;

    /** The group with which the store stops, some way into the run. */
    private static final int LAST_GROUP = 40;

    private SabotagedEngines() {}

    public static List<SabotagedEngine> all() {
        var engines = new ArrayList<SabotagedEngine>();
        Arrays.stream(Saboteur.values()).map(SabotagedEngines::fromOutside).forEach(engines::add);
        engines.add(fromInside(Sabotage.RANGES_UNCHECKED, "range reads make no conflicts: phantoms", Checker.RANDOM));
        engines.add(fromInside(Sabotage.POINTS_UNTRACKED, "point reads make no conflicts", Checker.RING));
        engines.add(fromInside(Sabotage.EMPTY_BUCKET_ENDS, "a search for conflicts ends too early", Checker.RANDOM));
        engines.add(fromInside(Sabotage.FORGETS_EARLY, "conflicts are forgotten too early", Checker.RANDOM));
        engines.add(fromInside(Sabotage.GROUP_UNCHECKED, "no conflicts within a group", Checker.LISTS));
        engines.add(fromInside(Sabotage.GROUP_UNSEEN, "an atomic operation misses its own group", Checker.RANDOM));
        engines.add(
                fromInside(Sabotage.TOLD_BEFORE_WRITE, "a commit is acknowledged before its write", Checker.RANDOM));
        engines.add(fromInside(Sabotage.VERSIONS_REUSED, "versions begin again with each opening", Checker.RANDOM));
        engines.add(byWriting(
                "HELD_BACK", "a commit is acknowledged and written with the next one", () -> BrokenWrite.HELD_BACK));
        engines.add(byWriting("UNDELETED", "clears of keys are not written", () -> BrokenWrite.UNDELETED));
        engines.add(tornAtTheEnd());
        return List.copyOf(engines);
    }

    private static SabotagedEngine fromOutside(Saboteur saboteur) {
        return new SabotagedEngine(
                saboteur.name(),
                saboteur.what(),
                saboteur.caughtBy(),
                false,
                folder -> () -> saboteur.breaks(RocksDatabase.open(folder, TestStores.OPTIONS)));
    }

    private static SabotagedEngine fromInside(Sabotage sabotage, String what, Checker caughtBy) {
        var seams = new Seams(FAST, () -> Long.MAX_VALUE, () -> {}, sabotage);
        return new SabotagedEngine(sabotage.name(), what, caughtBy, false, folder -> store(folder, () -> seams));
    }

    private static SabotagedEngine byWriting(String name, String what, Supplier<Seams.GroupWrite> write) {
        return new SabotagedEngine(
                name,
                what,
                Checker.RANDOM,
                false,
                folder -> store(folder, () -> TestStores.seams(Sabotage.NONE).with(write.get())));
    }

    private static SabotagedEngine tornAtTheEnd() {
        return new SabotagedEngine(
                "TORN_GROUP",
                "a group is written in two halves, with a crash between them",
                Checker.RANDOM,
                true,
                folder -> stopping(folder, BrokenWrite::writeFirstHalf));
    }

    /** A store that stops with a group that is written so, or not at all. */
    static Supplier<Database> stopping(Path folder, Seams.GroupWrite lastWrite) {
        return store(folder, () -> {
            int[] groups = new int[1];
            return TestStores.seams(Sabotage.NONE).with((store, batch) -> {
                if (++groups[0] < LAST_GROUP) {
                    store.writeSynced(batch);
                } else {
                    lastWrite.write(store, batch);
                    throw new RocksDBException("the end of this life");
                }
            });
        });
    }

    private static Supplier<Database> store(Path folder, Supplier<Seams> seams) {
        return () -> RocksDatabase.open(folder, TestStores.OPTIONS, seams.get());
    }
}
