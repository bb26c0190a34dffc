package org.vsekai.storage.disk;

/** The machine is off: thrown by every operation of a {@link FaultyDisk} from the crash on. Nobody may catch it but the test. */
public final class PowerCut extends Error {
    PowerCut() {
        super("the power is off", null, false, false);
    }
}
