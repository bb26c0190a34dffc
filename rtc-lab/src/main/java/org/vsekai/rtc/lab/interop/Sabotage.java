package org.vsekai.rtc.lab.interop;

/** What a scenario server does wrong on purpose, to show that a client notices. */
public enum Sabotage {
    NONE(""),
    /** One bit of a large reliable message is another. */
    FLIPS_A_BIT("reliableMessages"),
    /** A reliable message is not echoed. */
    SWALLOWS_A_MESSAGE("reliableMessages"),
    /** Empty messages come back as a zero byte, as they are on the wire. */
    FILLS_EMPTY_MESSAGES("emptyMessagesAndTexts"),
    /** Channels that the client opens are refused. */
    REFUSES_CHANNELS("inBandChannels"),
    /** A lossy message is echoed twice. */
    REPEATS_LOSSY("lossyMessages"),
    /** More lossy messages are lost than may be. */
    LOSES_LOSSY("lossyMessages"),
    /** What arrived is counted wrong, as if a message had come twice. */
    MISCOUNTS("whatTheServerSaw"),
    /** A connection that the client closed is said to have run into its limit. */
    MISNAMES_THE_END("end");

    private final String seenIn;

    Sabotage(String seenIn) {
        this.seenIn = seenIn;
    }

    /** The scenario's step that must fail. */
    String seenIn() {
        return seenIn;
    }
}
