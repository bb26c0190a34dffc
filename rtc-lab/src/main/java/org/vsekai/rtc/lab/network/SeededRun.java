package org.vsekai.rtc.lab.network;

import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.peer.Peer;

/**
 * The life of one pair of peers, decided by one seed: join in some weather, talk while it changes, heal, and end in one of several ways. What
 * must hold:
 *
 * <ul>
 *   <li>Nothing throws. Messages arrive as {@link Arrivals} says, and no more is buffered or held at either end than the limits allow.
 *   <li>A join succeeds unless the weather was too bad for it, and then both ends say so.
 *   <li>Whatever the network did short of going away, the connection lives; once it is calm again, every reliable message arrives, every channel that
 *       closes is closed at both ends, and nothing is left over.
 *   <li>Both ends come to an end with a reason: at once in calm weather, within the timeouts if the other is gone.
 * </ul>
 */
public final class SeededRun {
    private static final long SECOND = 1_000_000_000L;
    /** Beyond it, a handshake may take longer than the limit of a join. */
    private static final double JOINABLE_LOSS = 0.15;

    /** A client checks its consent at least so often (RFC 7675 §5.1), and repeats a check that is lost a second later. */
    private static final long CONSENT_CHECK_NANOS = 8 * SECOND;

    private static final long HEAL_NANOS = 60 * SECOND;
    /** Consent of 30 s, and some. */
    private static final long END_NANOS = 45 * SECOND;

    /** How a connection ends. */
    private enum Ending {
        CLIENT_CLOSES,
        SERVER_CLOSES,
        BOTH_CLOSE,
        CLIENT_ABORTS,
        SERVER_ABORTS,
        NETWORK_GOES
    }

    private final long seed;
    private final SplitMix64 random;
    private final Weather weather;
    private final VirtualPair pair;
    private long connectedNanos = -1;

    private SeededRun(long seed) {
        this.seed = seed;
        random = new SplitMix64(seed);
        weather = Weather.random(random);
        pair = new VirtualPair(random, weather);
    }

    /** Never throws: what goes wrong is the result's failure. */
    public static RunResult run(long seed) {
        var run = new SeededRun(seed);
        return RunResult.of(seed, run.live(), run.connectedNanos, run.pair);
    }

    /** A handshake alone, with a loss each way and datagrams that overtake each other. */
    public static RunResult handshake(long seed, double loss) {
        var pair = new VirtualPair(new SplitMix64(seed), Weather.rough(loss));
        pair.network.run(Peer.CONNECT_TIMEOUT_NANOS + SECOND, () -> pair.areConnected() || pair.isAnyClosed());
        boolean connected = pair.areConnected();
        return RunResult.of(seed, connected ? null : pair.describe(), connected ? pair.network.now() : -1, pair);
    }

    private @Nullable String live() {
        try {
            if (join()) {
                talk();
                heal();
                end();
            }
            return null;
        } catch (AssertionError | RuntimeException failure) {
            return failure + " [" + weather + "; " + pair.describe() + "]";
        }
    }

    private boolean join() {
        pair.network.run(Peer.CONNECT_TIMEOUT_NANOS + SECOND, () -> pair.areConnected() || pair.isAnyClosed());
        if (pair.areConnected()) {
            connectedNanos = pair.network.now();
            return true;
        }
        check(weather.loss() > JOINABLE_LOSS || weather.corruption() > 0, "the join failed in fair weather");
        pair.network.run(END_NANOS, pair::areClosed);
        check(pair.areClosed(), "a join failed and one end doesn't know");
        return false;
    }

    private void talk() {
        var fromClient = new Workload(random, pair.client, pair.server, pair.channels);
        var fromServer = new Workload(random, pair.server, pair.client, pair.channels);
        pair.network.onTick(() -> {
            fromClient.tick(pair.network.now());
            fromServer.tick(pair.network.now());
        });
        int acts = 1 + random.nextInt(4);
        for (int i = 0; i < acts; i++) {
            pair.network.run(random.between(SECOND / 10, 2 * SECOND), pair::isAnyClosed);
            change();
        }
        pair.network.onTick(() -> {});
    }

    private void change() {
        switch (random.nextInt(5)) {
            case 0 -> pair.network.blackout(random.between(SECOND / 10, 4 * SECOND));
            case 1 -> pair.moveClient();
            case 2 -> pair.network.change(Weather.random(random));
            default -> {
                // It goes on as it was.
            }
        }
    }

    private void heal() {
        pair.network.calm();
        pair.network.run(
                CONSENT_CHECK_NANOS, pair::isAnyClosed); // Until which the server may not know where the client is.
        pair.network.run(HEAL_NANOS, () -> isSettled() || pair.isAnyClosed());
        check(!pair.isAnyClosed(), "the connection did not live through it");
        check(isSettled(), "not every reliable message arrived, or something is still held, or not closed");
    }

    private boolean isSettled() {
        pair.client.checkLimits();
        pair.server.checkLimits();
        return pair.client.isSettled() && pair.server.isSettled();
    }

    private void end() {
        Ending ending = Ending.values()[random.nextInt(Ending.values().length)];
        boolean isCalm = random.chance(0.5);
        if (!isCalm) {
            pair.network.change(Weather.random(random));
        }
        begin(ending);
        pair.network.run(END_NANOS, pair::areClosed);
        check(pair.areClosed(), ending + ": one end does not end");
        if (isCalm) {
            checkReasons(ending);
        }
    }

    private void begin(Ending ending) {
        long now = pair.network.now();
        switch (ending) {
            case CLIENT_CLOSES -> pair.client.peer().close(CloseReason.LOCAL, now);
            case SERVER_CLOSES -> pair.server.peer().close(CloseReason.LOCAL, now);
            case BOTH_CLOSE -> {
                pair.client.peer().close(CloseReason.LOCAL, now);
                pair.server.peer().close(CloseReason.LOCAL, now);
            }
            case CLIENT_ABORTS -> pair.client.peer().closeNow(CloseReason.LOCAL, now);
            case SERVER_ABORTS -> pair.server.peer().closeNow(CloseReason.LOCAL, now);
            case NETWORK_GOES -> pair.network.blackout(Long.MAX_VALUE / 2);
        }
    }

    private void checkReasons(Ending ending) {
        switch (ending) {
            case CLIENT_CLOSES, CLIENT_ABORTS -> checkReasons(CloseReason.LOCAL, CloseReason.REMOTE);
            case SERVER_CLOSES, SERVER_ABORTS -> checkReasons(CloseReason.REMOTE, CloseReason.LOCAL);
            case BOTH_CLOSE -> checkReasons(CloseReason.LOCAL, CloseReason.LOCAL);
            case NETWORK_GOES -> {
                // Consent, or retransmissions, whichever ends first.
            }
        }
    }

    private void checkReasons(CloseReason ofClient, CloseReason ofServer) {
        check(
                pair.client.closeReason() == ofClient && pair.server.closeReason() == ofServer,
                "the ends' reasons should be " + ofClient + " and " + ofServer);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
