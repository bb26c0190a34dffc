package org.vsekai.storage.check.sabotage;

import java.util.function.BiFunction;
import org.vsekai.storage.Database;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.check.Checker;

/** Ways to break any engine from outside, each with a checker that must notice. */
public enum Saboteur {
    DIRTY_READ("a read sees what others have set and not committed", Checker.LISTS, BrokenReads.Dirty::new),
    STALE_READ_VERSION(
            "a transaction reads at an older version than what was acknowledged before it began",
            Checker.LISTS,
            BrokenReads::aged),
    SNAPSHOT_MOVES("snapshot reads see the newest state", Checker.RANDOM, BrokenReads.MovingSnapshot::new),
    OWN_WRITES_UNSEEN("a transaction doesn't see what it has set", Checker.RANDOM, BrokenReads.OwnWritesUnseen::new),
    REVERSE_IGNORED("a range read backwards comes in order of keys", Checker.RANDOM, BrokenReads.ReverseIgnored::new),
    LIMIT_OFF_BY_ONE("a limited range has one pair too many", Checker.RANDOM, BrokenReads.LimitOffByOne::new),
    MORE_UNTOLD("a range that a limit stopped claims to be complete", Checker.RANDOM, BrokenReads.MoreUntold::new),
    READS_UNTRACKED("reads make no conflicts: lost updates", Checker.RING, BrokenConflicts.ReadsUntracked::new),
    WRITE_SKEW("snapshot isolation: only writes conflict with writes", Checker.LISTS, BrokenConflicts.WriteSkew::new),
    PHANTOMS("of a range only the keys found conflict", Checker.LISTS, BrokenConflicts.Phantoms::new),
    ADDED_CONFLICTS_IGNORED(
            "read conflict ranges added by hand do nothing", Checker.RANDOM, BrokenConflicts.AddedIgnored::new),
    CONFLICT_SWALLOWED("a conflict is acknowledged as a commit", Checker.LISTS, BrokenCommits.ConflictSwallowed::new),
    COMMIT_DENIED("a commit is reported as a conflict", Checker.LISTS, BrokenCommits.CommitDenied::new),
    HALF_COMMIT("one write becomes visible before the commit", Checker.LISTS, BrokenCommits.HalfCommit::new),
    ATOMIC_LOST("an atomic operation is now and then lost", Checker.RANDOM, BrokenCommits.AtomicLost::new),
    CLEAR_LOST("a clear of a range is now and then lost", Checker.RANDOM, BrokenCommits.ClearLost::new),
    STAMP_TWICE("a versionstamp is given out twice", Checker.RANDOM, BrokenCommits.StampTwice::new),
    WATCH_LOST("a watch now and then never fires", Checker.RANDOM, BrokenCommits.WatchLost::new),
    WATCH_BEFORE_COMMIT("a watch fires at once", Checker.RANDOM, BrokenCommits.WatchBeforeCommit::new);

    private final String what;
    private final Checker caughtBy;
    private final BiFunction<BrokenDatabase, Transaction, Transaction> breaking;

    Saboteur(String what, Checker caughtBy, BiFunction<BrokenDatabase, Transaction, Transaction> breaking) {
        this.what = what;
        this.caughtBy = caughtBy;
        this.breaking = breaking;
    }

    public String what() {
        return what;
    }

    public Checker caughtBy() {
        return caughtBy;
    }

    /** The sound database, broken. */
    public Database breaks(Database sound) {
        return new BrokenDatabase(sound, breaking);
    }
}
