package org.vsekai.rtc.lab.hostile;

import java.util.Arrays;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.Association;
import org.vsekai.rtc.sctp.AssociationOptions;
import org.vsekai.rtc.sctp.Delivery;

/**
 * An association anywhere in its life, with a conversation going on. Inputs are chunks; most get the header that lets them in, so this is a peer
 * that has joined and means harm. What must hold: packets stay small, ends are told once, and what has a wrong checksum, port or tag has no
 * effect at all.
 */
final class SctpTarget implements Target {
    private static final List<CorpusCase> CASES = Corpus.of(Layer.SCTP);
    private static final int INPUTS_PER_ASSOCIATION = 200;
    private static final int PACKETS_OF_THE_HANDSHAKE = 4;
    private static final long MILLI = 1_000_000;
    private static final long MINUTE = 60_000 * MILLI;
    private static final int SMALL_WINDOW_BYTES = 16_384;
    private static final int SMALL_MESSAGE_BYTES = 8_192;
    /** Of the header's three words, the two after the ports. */
    private static final int TAG = 1;

    private static final int CHECKSUM = 2;
    private static final byte[] WITH_TAGS_OF_THEIR_OWN = {1, 6, 8, 10, 14};

    private final SplitMix64 random;
    private final Cost cost = new Cost();
    private SctpPair pair;
    private SctpPair.End victim;
    /** How often the honest ends hear each other; what they don't hear is outstanding. */
    private double pumping;

    private int inputs;

    SctpTarget(SplitMix64 random) {
        this.random = random;
        pair = open();
        victim = pair.server;
    }

    private SctpPair open() {
        pumping = random.chance(0.5) ? 0.7 : random.nextDouble() * 0.1;
        AssociationOptions options =
                AssociationOptions.defaults().withExtensions(random.chance(0.5), random.chance(0.5));
        if (random.chance(0.3)) {
            options = options.withReceiveLimits(SMALL_WINDOW_BYTES, SMALL_MESSAGE_BYTES);
        }
        var opened = new SctpPair(random, options, cost);
        opened.connect(random.chance(0.8) ? PACKETS_OF_THE_HANDSHAKE : random.nextInt(PACKETS_OF_THE_HANDSHAKE));
        opened.loss = random.chance(0.3) ? random.nextDouble() * 0.5 : 0;
        return opened;
    }

    @Override
    public List<byte[]> seeds() {
        return pair.remembered().isEmpty() ? List.of(new byte[0]) : pair.remembered();
    }

    @Override
    public List<byte[]> known() {
        return SctpStage.inputs(CASES, victim);
    }

    @Override
    public byte[] generate() {
        return SctpBytes.chunks(victim, random);
    }

    @Override
    public void accept(byte[] input) {
        if (inputs++ % INPUTS_PER_ASSOCIATION == 0 || (pair.isEnded() && random.chance(0.5))) {
            pair = open();
            victim = random.chance(0.8) ? pair.server : pair.client;
        }
        converse();
        if (random.chance(0.1)) {
            misaddressed(input);
        } else {
            receive(SctpBytes.packet(tag(input), input));
        }
        victim = random.chance(0.8) ? pair.server : pair.client;
        if (random.chance(pumping)) {
            pair.pump();
        }
    }

    /** Mostly the one that lets the first chunk in. */
    private int tag(byte[] input) {
        boolean isRight = random.chance(0.9);
        int type = input.length == 0 ? -1 : input[0];
        return switch (type) {
            case SctpBytes.INIT -> isRight ? 0 : victim.tag;
            case SctpBytes.COOKIE_ECHO -> isRight ? victim.cookieTag : victim.tag;
            default -> isRight ? victim.tag : 0;
        };
    }

    private void receive(byte[] packet) {
        cost.begin();
        victim.association.receive(packet, 0, packet.length, pair.now);
        victim.association.flush(pair.now);
        cost.end();
        if (victim.largestPacket > AssociationOptions.DEFAULT_MAX_PACKET_BYTES) {
            throw new AssertionError("a packet of " + victim.largestPacket + " bytes is sent");
        }
        if (victim.association.bufferedBytes() < 0) {
            throw new AssertionError("a negative number of bytes is buffered");
        }
    }

    /** Wrong in what every packet is asked first. */
    private void misaddressed(byte[] input) {
        pair.pump();
        victim.association.flush(pair.now);
        if (!pair.areSilent()) {
            return; // What comes next might be its own.
        }
        byte[] packet = SctpBytes.packet(victim.tag, input);
        int kind = random.nextInt(3);
        int field = 4 * kind + random.nextInt(4);
        packet[field] ^= (byte) (1 << random.nextInt(8));
        int sent = victim.packets;
        int delivered = victim.messages;
        boolean wasEnded = victim.isEnded;
        receive(kind == CHECKSUM ? packet : SctpBytes.sealed(packet));
        // With a wrong tag, one of these may still be right (RFC 9260 §8.5.1): INIT, ABORT, SHUTDOWN ACK, SHUTDOWN
        // COMPLETE, COOKIE ECHO.
        boolean mayCount =
                kind == TAG && input.length > 0 && Arrays.binarySearch(WITH_TAGS_OF_THEIR_OWN, input[0]) >= 0;
        if (!mayCount && (victim.packets != sent || victim.messages != delivered || victim.isEnded != wasEnded)) {
            throw new AssertionError("a packet that is not for this association has an effect");
        }
    }

    private void converse() {
        Association from = random.chance(0.5) ? pair.client.association : pair.server.association;
        switch (random.nextInt(20)) {
            case 0 -> from.send(1, 53, random.nextBytes(1 + random.nextInt(20_000)), Delivery.RELIABLE, pair.now);
            case 1 ->
                from.send(0, 53, random.nextBytes(1 + random.nextInt(1_100)), Delivery.limited(true, 0), pair.now);
            case 2 ->
                from.send(2, 53, random.nextBytes(1 + random.nextInt(1_100)), Delivery.limited(false, 1), pair.now);
            case 3 -> from.resetStreams(new int[] {random.nextInt(4)}, pair.now);
            case 4 -> pair.advance(random.between(1, 600 * MILLI));
            case 7 ->
                from.send(
                        3,
                        53,
                        random.nextBytes(1 + random.nextInt(5_000)),
                        Delivery.timed(random.chance(0.5), random.nextInt(100) * MILLI),
                        pair.now);
            case 6 -> pair.advance(random.chance(0.02) ? 2 * MINUTE : MILLI);
            case 5 -> {
                if (random.chance(0.05)) {
                    from.shutdown(pair.now);
                }
            }
            default -> {
                // The stranger speaks alone.
            }
        }
    }

    @Override
    public void finish() {
        pair.advance(MILLI);
    }

    @Override
    public Cost cost() {
        return cost;
    }

    /** Whoever gets here has been through DTLS. */
    @Override
    public double amplification() {
        return 0;
    }
}
