package org.vsekai.bots;

import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;

/** Strolls around the place where it came in, and does nothing else. */
final class Stroller implements Behaviour {
    private static final long RADIUS_MICROS = Units.metres(12);
    private static final long CLOSE_MM = 300;

    private final SplitMix64 random;
    private Place goal = new Place(0, 0);
    private Place home = new Place(0, 0);
    private boolean hasHome;

    Stroller(SplitMix64 random) {
        this.random = random;
    }

    @Override
    public Wish decide(Situation now) {
        if (!hasHome) {
            hasHome = true;
            home = new Place(now.walker().xMicros(), now.walker().zMicros());
            goal = home;
        }
        long distance =
                Walker.distanceMm(now.walker().xMicros(), now.walker().zMicros(), goal.xMicros(), goal.zMicros());
        if (distance < CLOSE_MM) {
            goal = new Place(
                    home.xMicros() + random.between(-RADIUS_MICROS, RADIUS_MICROS),
                    home.zMicros() + random.between(-RADIUS_MICROS, RADIUS_MICROS));
        }
        return new Wish(goal, List.of(), Mischief.NONE);
    }

    @Override
    public void onTaken(Action action) {}

    @Override
    public void onResult(ActionResult result) {}
}
