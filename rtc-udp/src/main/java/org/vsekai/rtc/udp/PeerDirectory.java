package org.vsekai.rtc.udp;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The peers of a whole port, whichever of its event loops they are on. Any thread. */
final class PeerDirectory {
    private final int maxPeers;
    private final AtomicInteger places = new AtomicInteger();
    private final Set<PeerDriver> peers = ConcurrentHashMap.newKeySet();
    private final Map<String, PeerDriver> byUfrag = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> allGone = new CompletableFuture<>();
    private volatile boolean isClosing;

    PeerDirectory(int maxPeers) {
        this.maxPeers = maxPeers;
    }

    /** Takes a place for a peer that is about to be made; false if all are taken. */
    boolean takePlace() {
        if (places.incrementAndGet() <= maxPeers) {
            return true;
        }
        giveBackPlace();
        return false;
    }

    private void giveBackPlace() {
        if (places.decrementAndGet() == 0 && isClosing) {
            allGone.complete(null);
        }
    }

    /** Completes once the last peer is gone; no more may come. */
    CompletableFuture<Void> close() {
        isClosing = true;
        if (places.get() == 0) {
            allGone.complete(null);
        }
        return allGone;
    }

    int placesTaken() {
        return places.get();
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
