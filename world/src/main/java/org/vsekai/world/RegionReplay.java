package org.vsekai.world;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.EntityIds;
import org.vsekai.game.Realm;
import org.vsekai.game.Rules;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.FrameRecord;

/**
 * Runs the inputs of a region's frames through the game's rules again, from the state before the first of them, and compares
 * what comes out with what was stored: every result, every change, every touched avatar, and the world at the end by a hash.
 *
 * <p>Two passes over the same frames, in order. In the first, {@link #rewind} takes from each frame what was before it: what
 * is known of the end, with that put in its place, is the beginning. So no older state needs to be stored. In the second,
 * {@link #replay} runs them. Memory is that of the region. Confined to one thread.
 */
public final class RegionReplay {
    /** From this version of the rules on, frames say whose avatars came with parcels. */
    private static final int ARRIVALS_ARE_NAMED = 2;

    private final RegionImage end;
    private final Function<EntityIds, Realm> realms;
    private final RegionRewind rewind = new RegionRewind();
    private @Nullable ReplayedRegion replaying;

    /** What a replay gives otherwise than it is stored. */
    public record Difference(long frame, String what) {}

    /**
     * @param from the first frame that was replayed, 0 when there was none
     * @param inputs how many actions were applied
     * @param differences the first hundred
     * @param hash of the world that the replay came to, as {@code storedHash} is of the one that is stored
     */
    public record Replayed(
            long from,
            long to,
            long inputs,
            List<Difference> differences,
            long differenceCount,
            long hash,
            long storedHash) {}

    /**
     * @param end the region after the newest frame that is to be replayed, without those who wait in its inbox
     * @param realms makes an empty region of the world, of the ids that it may give out
     */
    public RegionReplay(RegionImage end, Function<EntityIds, Realm> realms) {
        this.end = end;
        this.realms = realms;
    }

    /** Whether a frame was decided by the rules of this build, and so says all that a replay needs. */
    public static boolean isReplayable(FrameRecord frame) {
        return frame.getRulesVersion() == Rules.VERSION;
    }

    /** The next frame of those to be replayed, the first time. */
    public void rewind(FrameRecord frame) {
        rewind.add(frame);
    }

    /** Whether an avatar came with a parcel that the frame takes: its results, which others' frames tell, are in the frame. */
    public static boolean arrives(AvatarRecord avatar, FrameRecord frame) {
        long player = avatar.getPlayerId();
        if (frame.getRulesVersion() >= ARRIVALS_ARE_NAMED) {
            return frame.getArrivedPlayerIdsList().contains(player);
        }
        return frame.getTakenCount() > 0
                && (avatar.getRecentResultsCount() > 0
                        || (avatar.getLastAppliedSequence() == 0
                                && !frame.getJoinedPlayerIdsList().contains(player)
                                && !frame.getLeftPlayerIdsList().contains(player)));
    }

    /** As {@link #arrives}, where a frame doesn't say certainly: whoever may have come counts. */
    public static boolean mayArrive(AvatarRecord avatar, FrameRecord frame) {
        return frame.getRulesVersion() >= ARRIVALS_ARE_NAMED
                ? arrives(avatar, frame)
                : frame.getTakenCount() > 0 && !frame.getJoinedPlayerIdsList().contains(avatar.getPlayerId());
    }

    /** The next frame of those to be replayed, the second time. */
    public void replay(FrameRecord frame) {
        begun().replay(frame);
    }

    private ReplayedRegion begun() {
        ReplayedRegion begun = replaying;
        if (begun == null) {
            Realm realm = realms.apply(rewind.ids(end));
            rewind.things(end).forEach(realm::add);
            begun = new ReplayedRegion(realm, rewind.avatars(end), rewind.deals(end));
            replaying = begun;
        }
        return begun;
    }

    /** When the last frame has been replayed. */
    public Replayed end() {
        ReplayedRegion begun = begun();
        return new Replayed(
                rewind.first(),
                rewind.last(),
                begun.inputs(),
                begun.differences(),
                begun.differenceCount(),
                begun.hash(),
                RegionHash.of(end));
    }
}
