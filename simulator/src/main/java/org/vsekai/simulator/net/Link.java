package org.vsekai.simulator.net;

/** A connection between a player and one life of the server, seen from the player's side and from outside. */
public interface Link {
    /** The player has the answer, and connects. */
    void begin();

    /** Whose session it is, as the server says. */
    long playerId();

    boolean isUp();

    /** Whether something can still come of it. */
    boolean isAlive();

    void sendFromPlayer(int channelId, byte[] message);

    /** The player goes, and says so. */
    void closeFromPlayer();

    /** The player is gone without a word. */
    void vanish();

    /** What the server has sent, to arrive for certain, and has not arrived. */
    long bytesUnderWay();

    /** Ten times a second: what may go wrong with the network between the two. */
    void tick();

    /** The network is as good as it can be from now on. */
    void heal();
}
