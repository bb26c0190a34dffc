package org.vsekai.rtc.lab.hostile;

import java.util.List;

/** One layer under fire, in whatever phase its seed put it. Confined to one thread. */
interface Target {
    /** Well-formed inputs of the moment; asked for again before each input, since conversations go on. Never empty. */
    List<byte[]> seeds();

    /** Inputs of the corpus. Never empty. */
    List<byte[]> known();

    /** An input made to the layer's rules, but for what is wrong with it. */
    byte[] generate();

    /**
     * Takes one input. Before and after, the layer lives its own life: time passes, honest ends converse.
     *
     * @throws AssertionError if something that must hold does not
     */
    void accept(byte[] input);

    /** After the last input: what the layer promises to honest ends must still hold. */
    void finish();

    /** What the inputs cost. */
    Cost cost();

    /** The most bytes sent for each byte received, to who had not proven that it is where it says; 0 if nothing was sent. */
    double amplification();
}
