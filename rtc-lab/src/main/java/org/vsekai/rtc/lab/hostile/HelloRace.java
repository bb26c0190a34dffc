package org.vsekai.rtc.lab.hostile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;

/**
 * A join during which a stranger sends hellos at every step, to both ends: genuine ones of somebody else's handshake, with and without a cookie, one with
 * {@code TLS_NULL_WITH_NULL_NULL}, and others. With RTPengine, Asterisk, FreeSWITCH (CVE-2023-51443) and Skype, one that came before the honest hello ended the call
 * (Enable Security, 2024).
 */
public final class HelloRace {
    private static final int STRANGERS = 16;
    private static final int FIRST_STRANGER = 40_000;
    /** Datagrams of a join, and a few ticks in which nothing is under way. */
    private static final int STEPS = 30;

    private HelloRace() {}

    /**
     * @param hellos to each end, at each step
     * @return what went wrong, or null: both ends are connected, and nothing was ever sent to the stranger
     */
    public static @Nullable String run(long seed, int hellos) {
        var random = new SplitMix64(seed);
        List<byte[]> strangers = strangersHellos(random);
        var pair = new PeerPair(random, new Cost());
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < hellos; i++) {
                var from = PeerPair.address(FIRST_STRANGER + random.nextInt(STRANGERS));
                byte[] hello = strangers.get(random.nextInt(strangers.size()));
                pair.server.receive(from, hello);
                pair.client.receive(from, hello);
            }
            pair.step();
        }
        if (!pair.areConnected()) {
            return "the join is lost: " + pair.server.closedDetail + pair.client.closedDetail;
        }
        return pair.server.sentTo.size() + pair.client.sentTo.size() > 2 ? "the stranger is answered" : null;
    }

    private static List<byte[]> strangersHellos(SplitMix64 random) {
        List<byte[]> hellos = new ArrayList<>(Corpus.inputs(Layer.DTLS, "datagram"));
        var another = new DtlsPair(random.nextLong(), new Cost());
        another.run(DtlsPair.MOST_STEPS);
        hellos.addAll(another.client.sent);
        for (int i = 0; i < STRANGERS; i++) {
            hellos.add(DtlsBytes.datagram(random));
        }
        return hellos;
    }
}
