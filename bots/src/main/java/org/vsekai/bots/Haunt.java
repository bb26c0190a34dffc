package org.vsekai.bots;

import org.jspecify.annotations.Nullable;
import org.vsekai.bots.Behaviour.Place;
import org.vsekai.bots.Behaviour.Situation;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;

/** Where a bot likes to be. */
interface Haunt {
    /** How far from the edge of the world bots stay. */
    long EDGE_MM = 4_000;

    /** A place to walk to. */
    Place roam(Situation now, SplitMix64 random);

    /** A place for a wall, near by, as far as the bot knows. */
    Place spot(Situation now, SplitMix64 random);

    /** Whether a place lies so near that it is worth the walk. */
    boolean isWorthwhile(Place place);

    /** How likely the bot walks on after a deed. */
    double roamChance(boolean hasBuilt);

    /** Beyond a border that a thing is near to, so far that whoever goes there is at home there; null where none is near. */
    default @Nullable Place beyondBorder(Situation now, Place thing) {
        return null;
    }

    /** Nowhere in particular. */
    record Everywhere() implements Haunt {
        /** Near, so that walls come up within the second or two that a server is let live. */
        private static final long SPOT_RADIUS_MM = 9_000;

        @Override
        public Place roam(Situation now, SplitMix64 random) {
            var bounds = now.welcome().getBounds();
            return within(
                    now,
                    random.between(bounds.getMinXMicros(), bounds.getMaxXMicros()),
                    random.between(bounds.getMinZMicros(), bounds.getMaxZMicros()));
        }

        @Override
        public Place spot(Situation now, SplitMix64 random) {
            return within(
                    now,
                    now.walker().xMicros() + anyOffset(random, SPOT_RADIUS_MM),
                    now.walker().zMicros() + anyOffset(random, SPOT_RADIUS_MM));
        }

        @Override
        public boolean isWorthwhile(Place place) {
            return true;
        }

        @Override
        public double roamChance(boolean hasBuilt) {
            return hasBuilt ? 0.15 : 0;
        }
    }

    /**
     * Around a corner where four regions meet: to and fro over a border, diagonally through the corner, along a border within
     * the two metres where nobody changes hands; to the corner itself, where others are to be met; and walls on the borders.
     */
    record Corner(long xMicros, long zMicros) implements Haunt {
        private static final long WORTHWHILE_MM = 32_000;
        private static final long NEAREST_MM = 2_500;
        private static final long FARTHEST_MM = 5_000;
        private static final long ALONG_MM = 6_000;
        private static final long MARKET_MM = 2_000;
        private static final long ON_THE_BORDER_MM = 1_500;

        /** Whoever gets nearly so far changes hands. */
        private static final long BEYOND_MM = 2_900;

        /** Whoever is at home beyond a border reaches a thing that is so near to it, and stays at home there. */
        private static final long IN_REACH_MM = 3_300;

        @Override
        public Place roam(Situation now, SplitMix64 random) {
            long east = now.walker().xMicros() - xMicros;
            long south = now.walker().zMicros() - zMicros;
            if (!isWorthwhile(new Place(now.walker().xMicros(), now.walker().zMicros()))) {
                return at(now, anyOffset(random, MARKET_MM), anyOffset(random, MARKET_MM));
            }
            return switch (random.nextInt(7)) {
                case 0 -> at(now, beyond(east, random), anyOffset(random, ALONG_MM));
                case 1 -> at(now, anyOffset(random, ALONG_MM), beyond(south, random));
                case 2 -> at(now, anyOffset(random, ON_THE_BORDER_MM), south + anyOffset(random, ALONG_MM));
                case 3 -> at(now, east + anyOffset(random, ALONG_MM), anyOffset(random, ON_THE_BORDER_MM));
                case 4 -> at(now, beyond(east, random), beyond(south, random));
                default -> at(now, anyOffset(random, MARKET_MM), anyOffset(random, MARKET_MM));
            };
        }

        /** On the border that is nearer, not far from where the bot is. */
        @Override
        public Place spot(Situation now, SplitMix64 random) {
            long east = now.walker().xMicros() - xMicros;
            long south = now.walker().zMicros() - zMicros;
            long across = anyOffset(random, ON_THE_BORDER_MM);
            return Math.abs(east) < Math.abs(south)
                    ? at(now, across, south + anyOffset(random, ALONG_MM))
                    : at(now, east + anyOffset(random, ALONG_MM), across);
        }

        @Override
        public boolean isWorthwhile(Place place) {
            return Walker.distanceMm(xMicros, zMicros, place.xMicros(), place.zMicros()) < WORTHWHILE_MM;
        }

        @Override
        public double roamChance(boolean hasBuilt) {
            return 0.4;
        }

        @Override
        public @Nullable Place beyondBorder(Situation now, Place thing) {
            long east = thing.xMicros() - xMicros;
            long south = thing.zMicros() - zMicros;
            if (Math.min(Math.abs(east), Math.abs(south)) > IN_REACH_MM * Units.MICROS_PER_MM) {
                return null;
            }
            return Math.abs(east) < Math.abs(south) ? at(now, across(east), south) : at(now, east, across(south));
        }

        private static long across(long offsetMicros) {
            long away = BEYOND_MM * Units.MICROS_PER_MM;
            return offsetMicros < 0 ? away : -away;
        }

        private Place at(Situation now, long eastMicros, long southMicros) {
            return within(now, xMicros + eastMicros, zMicros + southMicros);
        }

        /** On the other side of a border. */
        private static long beyond(long offsetMicros, SplitMix64 random) {
            long away = random.between(NEAREST_MM, FARTHEST_MM) * Units.MICROS_PER_MM;
            return offsetMicros < 0 ? away : -away;
        }
    }

    private static long anyOffset(SplitMix64 random, long radiusMm) {
        return random.between(-radiusMm, radiusMm) * Units.MICROS_PER_MM;
    }

    private static Place within(Situation now, long xMicros, long zMicros) {
        var bounds = now.welcome().getBounds();
        long edge = EDGE_MM * Units.MICROS_PER_MM;
        return new Place(
                Math.clamp(xMicros, bounds.getMinXMicros() + edge, bounds.getMaxXMicros() - edge),
                Math.clamp(zMicros, bounds.getMinZMicros() + edge, bounds.getMaxZMicros() - edge));
    }
}
