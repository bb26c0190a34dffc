package org.vsekai.rtc.lab.hostile;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.peer.Peer;

/**
 * A whole peer anywhere in its life, among datagrams of any kind from strangers and, forged, from the other end's own address. What must hold:
 *
 * <ul>
 *   <li>A stranger is never answered, and never believed to be the peer.
 *   <li>A stranger never ends a join; nobody ends a connection that is up, or moves it elsewhere.
 *   <li>Both ends go on delivering.
 * </ul>
 *
 * Left out: a genuine check, sent again from another address. It moves the session there (docs/protocol/transport.md, Deviations).
 */
final class PeerTarget implements Target {
    private static final List<byte[]> KNOWN = Stream.concat(
                    Corpus.inputs(Layer.STUN, "plain").stream(), Corpus.inputs(Layer.DTLS, "datagram").stream())
            .toList();
    private static final int INPUTS_PER_PAIR = 250;
    private static final int INPUTS_PER_MESSAGE = 50;
    private static final int STRANGERS = 16;
    private static final int FIRST_STRANGER = 40_000;
    private static final long STEP_NANOS = 2_000_000L;
    private static final IceCredentials WRONG = new IceCredentials("strangersUfrag", "strangersPasswordOfTheirs");

    private final SplitMix64 random;
    private final Cost cost = new Cost();
    private PeerPair pair;
    private boolean isBesetByStrangersAlone;
    private boolean wasConnected;
    private int inputs;
    private double amplification;

    PeerTarget(SplitMix64 random) {
        this.random = random;
        pair = open();
    }

    private PeerPair open() {
        var opened = new PeerPair(random, cost);
        opened.run(random.chance(0.7) ? PeerPair.STEPS_OF_A_JOIN : random.nextInt(PeerPair.STEPS_OF_A_JOIN));
        if (random.chance(0.5)) {
            opened.settle();
        }
        isBesetByStrangersAlone = random.chance(0.5);
        inputs = 0;
        return opened;
    }

    @Override
    public List<byte[]> seeds() {
        return pair.remembered.isEmpty() ? List.of(new byte[] {1}) : pair.remembered;
    }

    @Override
    public List<byte[]> known() {
        return KNOWN;
    }

    @Override
    public byte[] generate() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> stun();
            case 2, 3 -> DtlsBytes.datagram(random);
            case 4 -> pair.remembered.isEmpty() ? new byte[1] : DtlsBytes.reframed(pair.remembered, random);
            default -> random.nextBytes(1 + random.nextInt(200));
        };
    }

    private byte[] stun() {
        String username = random.chance(0.9)
                ? pair.serverIce.ufrag() + ":" + pair.clientIce.ufrag()
                : pair.serverIce.ufrag() + ":" + WRONG.ufrag();
        byte[] transaction = random.nextBytes(StunBytes.TRANSACTION_BYTES);
        byte[] message = random.chance(0.3)
                ? StunBytes.check(username, transaction)
                : StunBytes.any(username, transaction, random);
        return random.chance(0.5) ? StunBytes.signed(message, WRONG) : message;
    }

    @Override
    public void accept(byte[] input) {
        if (inputs == INPUTS_PER_PAIR || isOver()) {
            finish();
            pair = open();
        }
        inputs++;
        wasConnected = pair.areConnected();
        boolean isAtServer = random.chance(0.75);
        PeerPair.End victim = isAtServer ? pair.server : pair.client;
        boolean isStranger = (isBesetByStrangersAlone || random.chance(0.5)) && !isGenuineCheck(input);
        InetSocketAddress others = isAtServer ? PeerPair.CLIENT_ADDRESS : PeerPair.SERVER_ADDRESS;
        InetSocketAddress from = isStranger ? PeerPair.address(FIRST_STRANGER + random.nextInt(STRANGERS)) : others;
        pair.now += STEP_NANOS;
        cost.begin();
        victim.receive(from, input);
        cost.end();
        check(victim, others, isStranger);
        if (random.chance(0.1)) {
            pair.step();
        }
        if (wasConnected && inputs % INPUTS_PER_MESSAGE == 0) {
            deliver();
        }
    }

    private boolean isOver() {
        return pair.client.closed != null || pair.server.closed != null;
    }

    /** Or one made from it: what was changed may not be under its integrity. */
    private boolean isGenuineCheck(byte[] input) {
        if (input.length < StunBytes.HEADER_BYTES || input[0] > 3) {
            return false;
        }
        byte[] transaction = StunBytes.transaction(input);
        return pair.remembered.stream()
                .anyMatch(said -> said.length >= StunBytes.HEADER_BYTES
                        && Arrays.equals(StunBytes.transaction(said), transaction));
    }

    private void check(PeerPair.End victim, InetSocketAddress others, boolean isStranger) {
        if (!Set.of(others).containsAll(victim.sentTo)) {
            throw new AssertionError("a stranger is answered");
        }
        if (!Set.of(others).containsAll(victim.validated)) {
            throw new AssertionError("a stranger's address is believed to be the peer's");
        }
        if (victim.closed != null && (isStranger || wasConnected)) {
            throw new AssertionError((isStranger ? "a stranger" : "a forged datagram") + " ends it: " + victim.closed
                    + ", " + victim.closedDetail);
        }
        // Who connects to a server sends the first check unasked.
        amplification = Math.max(amplification, pair.server.amplification(PeerPair.CLIENT_ADDRESS));
    }

    /** A message each way, and back within a few round trips. */
    private void deliver() {
        pair.settle();
        byte[] message = ByteBuffer.allocate(8).putLong(random.nextLong()).array();
        for (PeerPair.End from : List.of(pair.client, pair.server)) {
            PeerPair.End to = from == pair.client ? pair.server : pair.client;
            if (!from.peer().send(PeerPair.RELIABLE, message, pair.now)) {
                throw new AssertionError("a connected peer takes no message");
            }
            pair.settle();
            if (to.messages.isEmpty() || !Arrays.equals(to.messages.getLast(), message)) {
                throw new AssertionError("a message of a connected peer does not arrive");
            }
        }
    }

    /** A join that only strangers disturbed succeeds. */
    @Override
    public void finish() {
        if (isBesetByStrangersAlone) {
            for (long end = pair.now + Peer.CONNECT_TIMEOUT_NANOS; pair.now < end && !pair.areConnected(); ) {
                pair.step();
            }
            if (!pair.areConnected()) {
                throw new AssertionError("a join is lost to strangers: " + pair.server.closedDetail);
            }
            deliver();
        }
    }

    @Override
    public Cost cost() {
        return cost;
    }

    @Override
    public double amplification() {
        return amplification;
    }
}
