package org.vsekai.rtc.lab.hostile;

/** Plays cases of the corpus to a layer, and says what came of them. */
@FunctionalInterface
interface Stage {
    /**
     * What was sent, dropped and delivered, and how the layer stands then; parts that are empty are left out.
     *
     * @throws IllegalArgumentException if the case names a phase or a kind of input that the layer doesn't have
     */
    String play(CorpusCase act);
}
