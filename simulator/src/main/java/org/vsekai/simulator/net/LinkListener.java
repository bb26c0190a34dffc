package org.vsekai.simulator.net;

/** The player's end of a {@link Link}. */
public interface LinkListener {
    void onUp(Link link);

    /** The server hands over a reliable message to be sent; told at that moment, long before it arrives. */
    void onSent(Link link, byte[] message);

    void onMessage(Link link, int channelId, byte[] message);

    void onClosed(Link link);
}
