package org.vsekai.world;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.game.Avatar;
import org.vsekai.game.Walker;

/** What a region's loop knows of one player, present or not. Confined to the region's thread. */
final class Presence {
    static final long ABSENT = 0;
    private static final long NEVER = -1;

    private final Avatar avatar;

    /** How the body moves; null while absent. */
    private @Nullable Walker walker;

    private long sessionId = ABSENT;

    /** The newest that was ever obeyed here. */
    private long newestSessionId = ABSENT;

    private boolean isShown;
    private boolean awaitsHandOn;
    private boolean hasReadLog;
    private boolean isNew;
    private int inFlight;
    private long durableSequence;
    private boolean isDirty;
    private long membershipTick = NEVER;
    private long lastFaultTick = NEVER;

    Presence(Avatar avatar) {
        this.avatar = avatar;
        durableSequence = avatar.lastAppliedSequence();
    }

    Avatar avatar() {
        return avatar;
    }

    long playerId() {
        return avatar.playerId();
    }

    long sessionId() {
        return sessionId;
    }

    boolean isPresent() {
        return sessionId != ABSENT;
    }

    /** Whether a session is newer than every other that was obeyed here: what has left does not come again. */
    boolean isNewer(long otherSessionId) {
        return otherSessionId > newestSessionId;
    }

    void enter(long newSessionId, Walker newWalker) {
        sessionId = newSessionId;
        newestSessionId = Math.max(newestSessionId, newSessionId);
        walker = newWalker;
        lastFaultTick = NEVER;
    }

    void leave() {
        sessionId = ABSENT;
        walker = null;
        isShown = false;
        awaitsHandOn = false;
    }

    /** The region that the player came from still takes the poses, and shows them; so this one doesn't yet. */
    void awaitHandOn() {
        awaitsHandOn = true;
    }

    boolean awaitsHandOn() {
        return awaitsHandOn;
    }

    void handedOn() {
        awaitsHandOn = false;
    }

    Walker walker() {
        return Objects.requireNonNull(walker, "only who is present walks");
    }

    Pose pose() {
        return walker().pose();
    }

    /** The avatar was made just now. */
    void markNew() {
        isNew = true;
    }

    /** True once, where the avatar was made just now. */
    boolean takesNewness() {
        boolean wasNew = isNew;
        isNew = false;
        return wasNew;
    }

    /** True once: whether the store is to be asked for actions that came while no region could take them. */
    boolean readsLog() {
        boolean wasRead = hasReadLog;
        hasReadLog = true;
        return !wasRead;
    }

    /** The body goes on where the region that it came from has left it. */
    void takeOver(Walker.Gait gait) {
        if (walker != null) {
            walker.resume(gait);
        } else {
            Pose pose = gait.pose();
            avatar.placeAt(pose.rootXMicros(), pose.rootYMicros(), pose.rootZMicros());
        }
    }

    /** Whether the player's entering is durable, and nobody else shows the poses, so that this region does. */
    boolean isShown() {
        return isShown && !awaitsHandOn;
    }

    void entryIsDurable(long enteredSessionId) {
        if (sessionId == enteredSessionId) {
            isShown = true;
        }
    }

    /** Actions that are applied and not durable yet. */
    int inFlight() {
        return inFlight;
    }

    void actionApplied() {
        inFlight++;
    }

    void actionIsDurable(long sequence) {
        inFlight--;
        durableSequence = sequence;
    }

    /** The newest action whose result may be told. */
    long durableSequence() {
        return durableSequence;
    }

    /** Marks what is stored of the avatar as changed since the last checkpoint. False if it was already. */
    boolean markDirty() {
        boolean wasClean = !isDirty;
        isDirty = true;
        return wasClean;
    }

    void markClean() {
        isDirty = false;
    }

    boolean isDirty() {
        return isDirty;
    }

    /** Whether nothing of the player would be lost if the region forgot about it, given that the newest checkpoint is durable. */
    boolean mayBeForgotten() {
        return !isPresent() && !isDirty && inFlight == 0;
    }

    /** True once a tick: a player enters or leaves at most once in a frame. */
    boolean mayEnterOrLeave(long tick) {
        if (membershipTick == tick) {
            return false;
        }
        membershipTick = tick;
        return true;
    }

    /** Whether the player should be told of a refused pose: at once, then not again for a while. */
    boolean tellsFault(long tick, int everyTicks) {
        if (walkerWasFine() || tick - lastFaultTick >= everyTicks) {
            lastFaultTick = tick;
            return true;
        }
        return false;
    }

    void poseWasTaken() {
        lastFaultTick = NEVER;
    }

    private boolean walkerWasFine() {
        return lastFaultTick == NEVER;
    }
}
