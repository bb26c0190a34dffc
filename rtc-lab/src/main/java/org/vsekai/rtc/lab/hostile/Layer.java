package org.vsekai.rtc.lab.hostile;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.vsekai.core.SplitMix64;

/** The layers that take bytes from strangers. */
public enum Layer {
    STUN(StunTarget::new, StunStage::playAlone),
    DTLS(DtlsTarget::new, new DtlsStage()),
    SCTP(SctpTarget::new, new SctpStage()),
    DCEP(DcepTarget::new, new DcepStage()),
    SDP(SdpTarget::new, new SdpStage()),
    /** All of them together. */
    PEER(PeerTarget::new, act -> {
        throw new IllegalArgumentException("cases are of single layers");
    });

    @SuppressWarnings("ImmutableEnumChecker") // None of them has a state of its own.
    private final Function<SplitMix64, Target> opening;

    @SuppressWarnings("ImmutableEnumChecker") // As above.
    private final Stage stage;

    Layer(Function<SplitMix64, Target> opening, Stage stage) {
        this.opening = opening;
        this.stage = stage;
    }

    /** A target in a phase that the dice decide. */
    Target open(SplitMix64 random) {
        return opening.apply(random);
    }

    /** What broke others. */
    public List<CorpusCase> corpus() {
        return Corpus.of(this);
    }

    /** What comes of a case of the corpus here. */
    public String play(CorpusCase act) {
        return stage.play(act);
    }

    /** Whether what comes here may come from who has not proven where he is. */
    public boolean meetsStrangers() {
        return this == STUN || this == DTLS || this == PEER;
    }

    /** As the command line, the report and the corpus have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
