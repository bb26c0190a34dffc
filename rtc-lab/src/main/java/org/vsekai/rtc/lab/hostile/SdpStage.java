package org.vsekai.rtc.lab.hostile;

import java.nio.charset.StandardCharsets;
import org.vsekai.rtc.sdp.SdpParsed;
import org.vsekai.rtc.sdp.SdpParser;
import org.vsekai.rtc.sdp.SessionDescription;

/**
 * Phases: {@code offer} and {@code answer}: which of the two is read. Kinds: {@code alone} is all there is, {@code appended} comes after the lines of an honest
 * one. What an accepted one names is said, as far as it is of use to an attacker.
 */
final class SdpStage implements Stage {
    @Override
    public String play(CorpusCase act) {
        var outcome = new Outcome();
        for (CorpusCase.Input input : act.inputs()) {
            String bytes = new String(input.bytes(), StandardCharsets.ISO_8859_1).repeat(input.times());
            String text = switch (input.kind()) {
                case "alone" -> bytes;
                case "appended" -> (act.phase().equals("offer") ? SdpTarget.OFFER : SdpTarget.ANSWER) + bytes;
                default -> throw new IllegalArgumentException("no kind " + input.kind());
            };
            outcome.with(
                    switch (act.phase()) {
                        case "offer" -> describe(SdpParser.parseOffer(text));
                        case "answer" -> describe(SdpParser.parseAnswer(text));
                        default -> throw new IllegalArgumentException("no phase " + act.phase());
                    });
        }
        return outcome.toString();
    }

    private static String describe(SdpParsed parsed) {
        return switch (parsed) {
            case SdpParsed.Refused(String reason) -> "refused: " + reason;
            case SdpParsed.Ok(SessionDescription description) ->
                "accepted: mid " + description.mid() + ", setup " + description.setup() + ", port "
                        + description.sctpPort()
                        + ", messages " + description.maxMessageSize() + ", candidates "
                        + description.candidates().size();
        };
    }
}
