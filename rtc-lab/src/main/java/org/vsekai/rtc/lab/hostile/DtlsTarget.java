package org.vsekai.rtc.lab.hostile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vsekai.core.SplitMix64;

/**
 * A DTLS session of either role that is stopped anywhere in its handshake, or is up. What comes in has the peer's address, as if ICE had
 * been deceived; so this is the worst case. What must hold: nothing ends a session that is up, and no plaintext comes out but what the
 * honest end sealed.
 */
final class DtlsTarget implements Target {
    private static final List<byte[]> KNOWN = Corpus.inputs(Layer.DTLS, "datagram");
    /** At the most: enough to go beyond what a handshake may take. */
    private static final int INPUTS_PER_SESSION = 400;

    private static final int INPUTS_PER_PACKET = 40;
    /** After an input, if arithmetic takes time. */
    private static final double TASK_ENDS = 0.2;

    private final SplitMix64 random;
    private final Cost cost = new Cost();
    private DtlsPair pair;
    private DtlsPair.End victim;
    private DtlsPair.End other;
    private int inputs;
    private int mostInputs;
    /** What the honest end has sent since the session came up. */
    private final List<byte[]> sealed = new ArrayList<>();

    DtlsTarget(SplitMix64 random) {
        this.random = random;
        pair = new DtlsPair(random.nextLong(), cost);
        victim = pair.server;
        other = pair.client;
        open();
    }

    private void open() {
        pair = new DtlsPair(random.nextLong(), cost);
        boolean isServer = random.chance(0.7);
        victim = isServer ? pair.server : pair.client;
        other = isServer ? pair.client : pair.server;
        if (isServer && random.chance(0.4)) {
            // Its seed is a hello that it never gets as it is.
            pair.client.session().start(pair.now);
        } else {
            pair.run(random.chance(0.4) ? DtlsPair.MOST_STEPS : random.nextInt(DtlsPair.MOST_STEPS));
        }
        victim.holdsTasks = random.chance(0.3);
        inputs = 0;
        mostInputs = random.nextInt(INPUTS_PER_SESSION);
        sealed.clear();
    }

    @Override
    public List<byte[]> seeds() {
        return other.sent.isEmpty() ? List.of(new byte[0]) : other.sent;
    }

    @Override
    public List<byte[]> known() {
        return KNOWN;
    }

    @Override
    public byte[] generate() {
        return random.chance(0.5) || other.sent.isEmpty()
                ? DtlsBytes.datagram(random)
                : DtlsBytes.reframed(other.sent, random);
    }

    @Override
    public void accept(byte[] input) {
        if (victim.end != null || inputs >= mostInputs) {
            open();
        }
        inputs++;
        boolean wasConnected = victim.session().isConnected();
        int delivered = victim.received.size();
        cost.begin();
        pair.now += 1_000_000;
        victim.receive(input, pair.now);
        if (random.chance(TASK_ENDS)) {
            victim.runTask();
        }
        cost.end();
        checkPlaintext(delivered);
        if (wasConnected && victim.end != null) {
            throw new AssertionError("a session that was up ends: " + victim.endDetail);
        }
        if (random.chance(0.02)) {
            pair.now += 200_000_000;
            victim.session().onDeadline(pair.now);
        }
        if (wasConnected && inputs % INPUTS_PER_PACKET == 0) {
            deliver();
        }
    }

    private void checkPlaintext(int from) {
        for (byte[] plain : victim.received.subList(from, victim.received.size())) {
            if (sealed.stream().noneMatch(packet -> Arrays.equals(packet, plain))) {
                throw new AssertionError("plaintext comes out that nobody sealed");
            }
        }
    }

    /** The honest end is still heard. */
    private void deliver() {
        if (!other.session().isConnected()) {
            return;
        }
        byte[] packet = random.nextBytes(1 + random.nextInt(1_100));
        sealed.add(packet);
        other.out.clear();
        if (!other.session().seal(packet, 0, packet.length, pair.now)) {
            throw new AssertionError("the honest end can't seal");
        }
        int before = victim.received.size();
        victim.receive(other.sent.getLast(), pair.now);
        if (victim.received.size() != before + 1 || !Arrays.equals(victim.received.getLast(), packet)) {
            throw new AssertionError("a genuine packet is not delivered");
        }
    }

    @Override
    public void finish() {
        if (victim.end == null && victim.session().isConnected()) {
            deliver();
        }
    }

    @Override
    public Cost cost() {
        return cost;
    }

    /** Nothing that is not from a proven address gets here; {@link PeerTarget} measures who proves what. */
    @Override
    public double amplification() {
        return 0;
    }
}
