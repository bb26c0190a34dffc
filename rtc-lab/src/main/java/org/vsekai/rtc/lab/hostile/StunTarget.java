package org.vsekai.rtc.lab.hostile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.ice.IceAgent;
import org.vsekai.rtc.ice.IceClient;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.ice.IceListener;
import org.vsekai.rtc.ice.IceLite;
import org.vsekai.rtc.ice.Stun;

/**
 * Both roles of ICE. Part of the inputs carry a right MESSAGE-INTEGRITY, so that they get as far as messages can: those are who joined and
 * means harm. What must hold: only they are answered, with no more bytes than they brought, or change anything.
 */
final class StunTarget implements Target {
    private static final List<byte[]> KNOWN = Corpus.inputs(Layer.STUN, "plain", "signed");
    private static final IceCredentials SERVER = StunStage.SERVER;
    private static final IceCredentials CLIENT = StunStage.CLIENT;
    private static final int ADDRESSES = 16;
    private static final InetSocketAddress CANDIDATE = address(1);
    /** Long enough that what is granted by the second is granted. */
    private static final long STEP_NANOS = 50_000_000L;

    private final SplitMix64 random;
    private final Cost cost = new Cost();
    private final Recorder ofServer = new Recorder();
    private final Recorder ofClient = new Recorder();
    private final IceAgent server = new IceLite(SERVER, CLIENT, ofServer);
    private final IceAgent client;
    private final List<byte[]> seeds = new ArrayList<>();
    private double amplification;
    private long now;

    StunTarget(SplitMix64 random) {
        this.random = random;
        client = new IceClient(CLIENT, SERVER, List.of(CANDIDATE), random::nextLong, ofClient, 0);
        client.onDeadline(0);
        seeds.add(StunBytes.check(username(), random.nextBytes(StunBytes.TRANSACTION_BYTES)));
        seeds.add(StunBytes.success(lastTransaction()));
    }

    private static String username() {
        return SERVER.ufrag() + ":" + CLIENT.ufrag();
    }

    private byte[] lastTransaction() {
        return StunBytes.transaction(ofClient.sent.getLast());
    }

    @Override
    public List<byte[]> seeds() {
        seeds.set(1, StunBytes.success(lastTransaction()));
        return seeds;
    }

    @Override
    public List<byte[]> known() {
        return KNOWN;
    }

    @Override
    public byte[] generate() {
        byte[] transaction = random.chance(0.5) ? lastTransaction() : random.nextBytes(StunBytes.TRANSACTION_BYTES);
        return StunBytes.any(username(), transaction, random);
    }

    @Override
    public void accept(byte[] input) {
        now += STEP_NANOS;
        byte[] message = random.chance(0.7) ? StunBytes.withLength(input) : input;
        boolean isSigned = random.chance(0.5);
        if (isSigned) {
            message = StunBytes.signed(message, SERVER);
        }
        boolean isSpoiled = random.chance(0.2);
        if (isSpoiled) {
            message = Mutator.mutate(List.of(message), random);
        }
        InetSocketAddress from = address(1 + random.nextInt(ADDRESSES));
        Stun.receiverUfrag(message, 0, message.length);
        give(server, ofServer, from, message, isSigned || isSpoiled);
        give(client, ofClient, from, message, (isSigned || isSpoiled) && from.equals(CANDIDATE));
        if (random.chance(0.05)) {
            client.onDeadline(now);
            server.onDeadline(now);
        }
    }

    /** @param mayCount whether it may have an integrity that is right */
    private void give(IceAgent agent, Recorder recorder, InetSocketAddress from, byte[] message, boolean mayCount) {
        InetSocketAddress selected = agent.selected();
        int validated = recorder.validated.size();
        long bytesOut = recorder.bytesOut;
        cost.begin();
        agent.receive(from, message, 0, message.length, now);
        cost.end();
        long answered = recorder.bytesOut - bytesOut;
        if (answered > 0) {
            amplification = Math.max(amplification, (double) answered / message.length);
        }
        boolean changed = answered > 0 || recorder.validated.size() != validated || isOther(selected, agent.selected());
        if (changed && !mayCount) {
            throw new AssertionError("a message without integrity has an effect");
        }
        if (agent.selected() != null && !agent.isValidated(agent.selected())) {
            throw new AssertionError("the selected address is not validated");
        }
    }

    private static boolean isOther(@Nullable InetSocketAddress before, @Nullable InetSocketAddress after) {
        return after != null && !after.equals(before);
    }

    @Override
    public void finish() {
        if (ofServer.validated.size() > ADDRESSES) {
            throw new AssertionError("addresses are validated that sent nothing");
        }
        InetSocketAddress honest = address(ADDRESSES + 1);
        now += 1_000 * STEP_NANOS;
        byte[] check = StunBytes.check(username(), random.nextBytes(StunBytes.TRANSACTION_BYTES));
        give(server, ofServer, honest, StunBytes.signed(check, SERVER), true);
        if (!honest.equals(server.selected())) {
            throw new AssertionError("an honest check has no effect");
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

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private final class Recorder implements IceListener {
        private final Set<InetSocketAddress> validated = new HashSet<>();
        private final List<byte[]> sent = new ArrayList<>();
        private long bytesOut;

        @Override
        public void onStun(InetSocketAddress to, byte[] message) {
            cost.count();
            bytesOut += message.length;
            sent.add(message);
        }

        @Override
        public void onValidated(InetSocketAddress address) {
            cost.count();
            validated.add(address);
        }

        @Override
        public void onForgotten(InetSocketAddress address) {
            cost.count();
        }

        @Override
        public void onSelected(InetSocketAddress address) {
            cost.count();
        }

        @Override
        public void onDrop(PacketDrop reason) {
            cost.count();
        }
    }
}
