package org.vsekai.rtc.lab.hostile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.ice.IceAgent;
import org.vsekai.rtc.ice.IceClient;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.ice.IceListener;
import org.vsekai.rtc.ice.IceLite;

/**
 * Phases: {@code server} and {@code client}, which waits for the answer to a check whose transaction is 07 twelve times. Kinds: {@code plain}, and
 * {@code signed} with the server's password, as who has joined can.
 */
final class StunStage implements Stage, IceListener {
    static final IceCredentials SERVER = new IceCredentials("serverUfrag0", "serverPasswordServerPass");
    static final IceCredentials CLIENT = new IceCredentials("clientUfrag0", "clientPasswordClientPass");
    private static final InetSocketAddress STRANGER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final long TRANSACTION = 0x0707_0707_0707_0707L;

    private final Tally<PacketDrop> drops = new Tally<>(PacketDrop.class);
    private final List<String> answers = new ArrayList<>();

    static String playAlone(CorpusCase act) {
        return new StunStage().play(act);
    }

    @Override
    public String play(CorpusCase act) {
        IceAgent agent = switch (act.phase()) {
            case "server" -> new IceLite(SERVER, CLIENT, this);
            case "client" -> new IceClient(CLIENT, SERVER, List.of(STRANGER), () -> TRANSACTION, this, 0);
            default -> throw new IllegalArgumentException("no phase " + act.phase());
        };
        agent.onDeadline(0);
        answers.clear();
        for (CorpusCase.Input input : act.inputs()) {
            for (int i = 0; i < input.times(); i++) {
                byte[] message = message(input);
                agent.receive(STRANGER, message, 0, message.length, 0);
            }
        }
        return new Outcome()
                .with("answers", answers)
                .drops(drops)
                .with(agent.selected() == null ? "not believed" : "believed")
                .toString();
    }

    private static byte[] message(CorpusCase.Input input) {
        return switch (input.kind()) {
            case "plain" -> input.bytes();
            case "signed" -> StunBytes.signed(input.bytes(), SERVER);
            default -> throw new IllegalArgumentException("no kind " + input.kind());
        };
    }

    /** A class of a message (RFC 8489 §5), and how long it is. */
    @Override
    public void onStun(InetSocketAddress to, byte[] message) {
        answers.add((message[1] == 0x01 ? "success" : message[1] == 0x11 ? "error" : "request") + "(" + message.length
                + ")");
    }

    @Override
    public void onValidated(InetSocketAddress address) {}

    @Override
    public void onForgotten(InetSocketAddress address) {}

    @Override
    public void onSelected(InetSocketAddress address) {}

    @Override
    public void onDrop(PacketDrop reason) {
        drops.count(reason);
    }
}
