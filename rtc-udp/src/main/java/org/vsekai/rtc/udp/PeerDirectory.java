package org.vsekai.rtc.udp;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerPlaces;

/** The peers of a whole port, whichever of its event loops they are on. Any thread. */
final class PeerDirectory {
    private final PeerPlaces places;
    private final AtomicInteger taken = new AtomicInteger();
    private final Set<PeerDriver> peers = ConcurrentHashMap.newKeySet();
    private final Map<String, PeerDriver> byUfrag = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> allGone = new CompletableFuture<>();
    private volatile boolean isClosing;

    /** @param places may be shared with other ports */
    PeerDirectory(PeerPlaces places) {
        this.places = places;
    }

    /** Takes a place for a peer that is about to be made. */
    void takePlace() throws PeerAcceptor.TooManyPeersException {
        places.take();
        taken.getAndIncrement();
    }

    private void giveBackPlace() {
        places.giveBack();
        if (taken.decrementAndGet() == 0 && isClosing) {
            allGone.complete(null);
        }
    }

    /** Completes once the last peer is gone; no more may come. */
    CompletableFuture<Void> close() {
        isClosing = true;
        if (taken.get() == 0) {
            allGone.complete(null);
        }
        return allGone;
    }

    int placesTaken() {
        return taken.get();
    }

    /** @param isServer whether the peer is found by what it calls us */
    void add(PeerDriver driver, boolean isServer) {
        peers.add(driver);
        if (isServer) {
            byUfrag.put(driver.ufrag, driver);
        }
    }

    void remove(PeerDriver driver) {
        if (peers.remove(driver)) {
            byUfrag.remove(driver.ufrag, driver);
            giveBackPlace();
        }
    }

    @Nullable
    PeerDriver find(String ufrag) {
        return byUfrag.get(ufrag);
    }

    /** The peers of the moment. */
    Set<PeerDriver> peers() {
        return peers;
    }
}
