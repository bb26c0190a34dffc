package org.vsekai.game;

/**
 * What legs of other parties mean for the actor.
 *
 * @param handsOver what the others have set aside for the actor
 * @param receives what the others get from the actor
 * @param yields what comes into being for the actor if it is done
 * @param entityId what was made or touched, 0 for nothing
 */
public record Terms(Items handsOver, Items receives, Items yields, long entityId) {
    public static final Terms NOTHING = new Terms(Items.NONE, Items.NONE, Items.NONE, 0);

    public Terms plus(Terms other) {
        return new Terms(
                handsOver.plus(other.handsOver),
                receives.plus(other.receives),
                yields.plus(other.yields),
                other.entityId == 0 ? entityId : other.entityId);
    }

    /** Whether a party's answer only says that what was looked for is somewhere else. */
    public static boolean isAbsence(Reason reason) {
        return reason == Reason.NO_SUCH_TARGET || reason == Reason.NO_SUCH_PLAYER;
    }
}
