package org.vsekai.simulator.time;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;

/**
 * The faults of one run: a random subset, each at a random rate, until everything heals. Counts those that fired.
 *
 * <p>Which faults there are depends on the seed alone, and each has dice of its own: so a run from which one fault is taken
 * away meets the others as before, as far as it can.
 */
public final class Swarm {
    private final Map<Fault, Double> intensities = new EnumMap<>(Fault.class);
    private final Map<Fault, SplitMix64> dice = new EnumMap<>(Fault.class);
    private final Tally<Fault> fired;
    private boolean isHealed;

    /** @param withheld kinds that don't occur, whatever the seed says */
    public Swarm(long seed, Set<Fault> withheld, Tally<Fault> fired) {
        this.fired = fired;
        SplitMix64 random = new SplitMix64(seed);
        double share = random.chance(0.1) ? 0 : 0.2 + 0.5 * random.nextDouble();
        for (Fault fault : Fault.values()) {
            boolean isIn = random.chance(share);
            double intensity = 0.05 + 0.95 * random.nextDouble();
            dice.put(fault, new SplitMix64(random.nextLong()));
            if (isIn && !withheld.contains(fault)) {
                intensities.put(fault, intensity);
            }
        }
    }

    /** The kinds of this run. */
    public Set<Fault> kinds() {
        EnumSet<Fault> kinds = EnumSet.noneOf(Fault.class);
        Arrays.stream(Fault.values()).filter(intensities::containsKey).forEach(kinds::add);
        return kinds;
    }

    public boolean has(Fault fault) {
        return !isHealed && intensities.containsKey(fault);
    }

    /** Whether the fault occurs now, at the given probability at most; it counts as fired if so. */
    public boolean strikes(Fault fault, double most) {
        Double intensity = intensities.get(fault);
        if (isHealed || intensity == null || !dice(fault).chance(most * intensity)) {
            return false;
        }
        fired.count(fault);
        return true;
    }

    /** As {@link #strikes}, for what counts as fired only once it has been done: see {@link #fired}. */
    public boolean isDue(Fault fault, double most) {
        Double intensity = intensities.get(fault);
        return !isHealed && intensity != null && dice(fault).chance(most * intensity);
    }

    public void fired(Fault fault) {
        fired.count(fault);
    }

    /** As often as somebody else has counted. */
    public void fired(Fault fault, long times) {
        fired.add(fault, times);
    }

    /** A duration or size of a fault. */
    public long between(Fault fault, long from, long to) {
        return dice(fault).between(from, to);
    }

    private SplitMix64 dice(Fault fault) {
        SplitMix64 own = dice.get(fault);
        if (own == null) {
            throw new IllegalStateException("each fault has its dice");
        }
        return own;
    }

    /** From now on nothing goes wrong any more. */
    public void heal() {
        isHealed = true;
    }

    public boolean isHealed() {
        return isHealed;
    }
}
