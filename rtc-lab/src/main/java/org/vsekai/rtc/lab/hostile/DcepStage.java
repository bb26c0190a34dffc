package org.vsekai.rtc.lab.hostile;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.datachannel.DataChannels;

/**
 * Phases: {@code server}, with the lossy channel 0 and the reliable channel 1, {@code server-with-two} which lets the peer open two more; the peer
 * acknowledges nothing. Kinds: {@code dcep0} and so on for a
 * message of DCEP on that stream, {@code data0} for one of binary data.
 */
final class DcepStage implements Stage {
    private static final int DCEP = 50;
    private static final int BINARY = 53;

    @Override
    public String play(CorpusCase act) {
        int maxFromPeer = switch (act.phase()) {
            case "server" -> 0;
            case "server-with-two" -> 2;
            default -> throw new IllegalArgumentException("no phase " + act.phase());
        };
        var pair = new SctpPair(new SplitMix64(1), new Cost());
        pair.connect(Integer.MAX_VALUE);
        List<String> messages = new ArrayList<>();
        var channels = new DataChannels(
                List.of(ChannelOptions.lossy(0), ChannelOptions.reliable(1)),
                false,
                maxFromPeer,
                pair.server.association,
                (channel, message, isText) -> messages.add("on-" + channel));
        for (CorpusCase.Input input : act.inputs()) {
            int stream = Integer.parseInt(input.kind().substring(4));
            int protocol = input.kind().startsWith("dcep") ? DCEP : BINARY;
            for (int i = 0; i < input.times(); i++) {
                channels.receive(stream, protocol, input.bytes(), pair.now);
            }
        }
        pair.server.association.flush(pair.now);
        List<String> sent = new ArrayList<>();
        for (byte[] packet : pair.server.out) {
            SctpBytes.forEachChunk(packet, (type, body, length) -> {
                if (SctpBytes.isData(type)) {
                    sent.add("ack");
                } else if (type == SctpBytes.RE_CONFIG) {
                    sent.add("reset");
                }
            });
        }
        return new Outcome()
                .with("sends", sent)
                .drops(channels.drops())
                .with("messages", messages)
                .with(pair.isEnded() ? "ended" : "open")
                .toString();
    }
}
