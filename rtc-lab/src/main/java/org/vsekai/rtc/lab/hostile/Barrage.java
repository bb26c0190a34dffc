package org.vsekai.rtc.lab.hostile;

import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;

/** What one seed throws at one layer. The seed decides everything but keys: a layer that draws its own can answer otherwise. */
public final class Barrage {
    /** Inputs of one seed, unless told otherwise: as many as can be read through when one of them fails. */
    public static final int PACKETS = 500;

    /** Of the inputs: those made anew, and those made from the corpus; the rest is made from what the honest ends said. */
    private static final double GENERATED = 0.5;

    private static final double KNOWN = 0.15;

    private final Layer layer;
    private final Function<SplitMix64, Target> opening;
    private final long seed;
    private final SplitMix64 random;
    private final int packets;
    /** Read by the watchdog. */
    private volatile int sent;

    private byte[] input = {};

    private Barrage(Layer layer, Function<SplitMix64, Target> opening, long seed, int packets) {
        this.layer = layer;
        this.opening = opening;
        this.seed = seed;
        this.packets = packets;
        random = new SplitMix64(seed);
    }

    /** Never throws: what goes wrong is the result's failure. */
    public static BarrageResult run(Layer layer, long seed, int packets) {
        return run(layer, layer::open, seed, packets);
    }

    static BarrageResult run(Layer layer, Function<SplitMix64, Target> opening, long seed, int packets) {
        return new Barrage(layer, opening, seed, packets).run();
    }

    /** The inputs so far, the one under way included. */
    int sent() {
        return sent;
    }

    /** The command that does again what was done so far, alone. */
    String replay() {
        return BarrageResult.replay(layer, seed, sent);
    }

    private BarrageResult run() {
        @Nullable Target target = null;
        @Nullable Throwable failure = null;
        Watchdog.enter(this);
        try {
            target = opening.apply(random);
            for (int i = 1; i <= packets; i++) {
                sent = i;
                throwOne(target);
            }
            target.finish();
        } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
            failure = e;
        } finally {
            Watchdog.leave(this);
        }
        return new BarrageResult(
                layer,
                seed,
                sent,
                failure,
                HexFormat.of().formatHex(input),
                target == null ? 0 : target.amplification(),
                target == null ? 0 : target.cost().mostEffects(),
                target == null ? 0 : target.cost().slowestNanos());
    }

    private void throwOne(Target target) {
        double dice = random.nextDouble();
        input = dice < GENERATED
                ? target.generate()
                : Mutator.mutate(dice < GENERATED + KNOWN ? target.known() : target.seeds(), random);
        target.accept(input);
    }
}
