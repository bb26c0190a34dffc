package org.vsekai.rtc;

import java.util.concurrent.atomic.AtomicInteger;
import org.vsekai.core.Check;

/**
 * How many peers there may be at a time. Ports that share one let no more in together than one alone would. For any thread.
 */
public final class PeerPlaces {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    /** @param most peers at a time, joining ones included */
    public PeerPlaces(int most) {
        Check.that(most > 0, "somebody may come", most);
        this.most = most;
    }

    /** @throws PeerAcceptor.TooManyPeersException if all places are taken */
    public void take() throws PeerAcceptor.TooManyPeersException {
        if (taken.incrementAndGet() > most) {
            taken.decrementAndGet();
            throw new PeerAcceptor.TooManyPeersException("There are " + most + " peers, as many as there may be.");
        }
    }

    /** A peer is gone, or did not come after all. */
    public void giveBack() {
        Check.that(taken.decrementAndGet() >= 0, "a place was taken before it is given back");
    }

    public int most() {
        return most;
    }
}
