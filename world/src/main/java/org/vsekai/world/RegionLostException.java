package org.vsekai.world;

/** Another process has taken the region while this one was loading it. The way out: run one server for each world. */
public final class RegionLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RegionLostException(long ourEpoch, long storedEpoch) {
        super("another server has taken this world while it was being loaded (epoch " + storedEpoch + ", ours was "
                + ourEpoch + "): stop that one, or let it serve");
    }
}
