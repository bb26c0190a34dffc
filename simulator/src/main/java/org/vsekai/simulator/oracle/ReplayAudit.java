package org.vsekai.simulator.oracle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.game.EntityIds;
import org.vsekai.game.Realm;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.RegionHash;
import org.vsekai.world.RegionImage;
import org.vsekai.world.RegionReplay.Difference;
import org.vsekai.world.ReplayedRegion;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.FrameRecord;

/**
 * One region beside the server's: made of the same first checkpoint, and all of it in memory for good. The rules, asked again about
 * each frame when it is durable, decide as they did; and when a checkpoint is durable, what is stored hashes as what the rules have come to.
 */
final class ReplayAudit {
    private final RegionId id;
    private final Function<EntityIds, Realm> realms;
    private final Verdict verdict;
    private final Tally<Reached> reached;

    /** What each page that is stored adds to the hash. */
    private final Map<Tuple, Long> pageHashes = new HashMap<>();

    private final List<ChunkPage> firstPages = new ArrayList<>();
    private @Nullable RegionImage first;
    private @Nullable ReplayedRegion replayed;

    ReplayAudit(RegionId id, Function<EntityIds, Realm> realms, Verdict verdict, Tally<Reached> reached) {
        this.id = id;
        this.realms = realms;
        this.verdict = verdict;
        this.reached = reached;
    }

    /** The region has just been made, of this checkpoint and the pages so far, where some have lived already. */
    void begin(CheckpointRecord checkpoint, Collection<AvatarRecord> atHome) {
        RegionImage beginning = new RegionImage(checkpoint);
        firstPages.forEach(beginning::addPage);
        atHome.forEach(avatar -> beginning.addAvatar(avatar.toByteArray()));
        firstPages.clear();
        first = beginning;
        replayed = ReplayedRegion.from(beginning, realms);
    }

    /** Somebody lives in the region before anything happens there. */
    void settle(AvatarRecord avatar) {
        RegionImage beginning = first;
        if (beginning != null) {
            beginning.addAvatar(avatar.toByteArray());
            replayed = ReplayedRegion.from(beginning, realms);
        }
    }

    /** A frame is durable. What is wrong without the rules already is not asked of them. */
    @SuppressWarnings("CatchingUnchecked") // Whatever goes wrong is a finding.
    void onFrame(FrameRecord frame) {
        ReplayedRegion region = replayed;
        if (region == null || !verdict.isClean()) {
            return;
        }
        first = null;
        reached.count(Reached.FRAMES_REPLAYED);
        List<Difference> differences = new ArrayList<>();
        try {
            region.replay(frame);
            differences.addAll(region.differences());
        } catch (RuntimeException fault) {
            differences.add(new Difference(frame.getNumber(), fault.toString()));
        }
        if (!differences.isEmpty()) {
            verdict.violate(
                    "region " + id + ", frame " + frame.getNumber() + ": asked again, the rules decide as they did ["
                            + differences.getFirst().what() + "]");
        }
    }

    /** A page has been stored; null when it is gone. */
    void onPage(Tuple key, @Nullable ChunkPage page) {
        if (page == null) {
            pageHashes.remove(key);
        } else {
            pageHashes.put(key, RegionHash.of(page));
            if (replayed == null) {
                firstPages.add(page);
            }
        }
    }

    /**
     * A checkpoint is durable, with everything that was stored in the same transaction.
     *
     * @param atHome the stored avatars of those who are at home in the region
     */
    void onCheckpoint(CheckpointRecord checkpoint, Collection<AvatarRecord> atHome) {
        ReplayedRegion region = replayed;
        if (region == null || !verdict.isClean()) {
            return;
        }
        long stored = RegionHash.of(checkpoint)
                + pageHashes.values().stream().mapToLong(hash -> hash).sum()
                + atHome.stream().mapToLong(RegionHash::of).sum();
        verdict.require(
                stored == region.hash(),
                "region " + id + ", frame " + checkpoint.getFrame()
                        + ": the stored world hashes as the one that a replay comes to");
    }
}
