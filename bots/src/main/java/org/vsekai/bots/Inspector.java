package org.vsekai.bots;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;

/** Walks to the nearest chunk that somebody wants looked at, until there is none; does nothing else. */
final class Inspector implements Behaviour {
    private final Supplier<Set<Long>> wanted;

    Inspector(Supplier<Set<Long>> wanted) {
        this.wanted = wanted;
    }

    @Override
    public Wish decide(Situation now) {
        Place nearest = null;
        long best = Long.MAX_VALUE;
        for (long chunk : wanted.get()) {
            if (now.world().chunks().contains(chunk)) {
                continue;
            }
            Place middle = middleOf(chunk, now);
            long distance = Walker.distanceMm(
                    now.walker().xMicros(), now.walker().zMicros(), middle.xMicros(), middle.zMicros());
            if (distance < best) {
                best = distance;
                nearest = middle;
            }
        }
        Place place = nearest == null ? here(now) : nearest;
        return new Wish(place, List.of(), Mischief.NONE);
    }

    @Override
    public void onTaken(Action action) {}

    @Override
    public void onResult(ActionResult result) {}

    private static Place here(Situation now) {
        return new Place(now.walker().xMicros(), now.walker().zMicros());
    }

    private static Place middleOf(long chunk, Situation now) {
        long x = (chunk >> 32) * Units.CHUNK_MICROS + Units.CHUNK_MICROS / 2;
        long z = (int) chunk * Units.CHUNK_MICROS + Units.CHUNK_MICROS / 2;
        var bounds = now.welcome().getBounds();
        return new Place(
                Math.clamp(x, bounds.getMinXMicros(), bounds.getMaxXMicros()),
                Math.clamp(z, bounds.getMinZMicros(), bounds.getMaxZMicros()));
    }
}
