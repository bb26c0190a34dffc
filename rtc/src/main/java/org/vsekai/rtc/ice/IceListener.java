package org.vsekai.rtc.ice;

import java.net.InetSocketAddress;
import org.vsekai.rtc.PacketDrop;

/** What an {@link IceAgent} asks of its driver. Called only from within the agent's own methods. */
public interface IceListener {
    void onStun(InetSocketAddress to, byte[] message);

    /**
     * This address is proven to belong to the peer: datagrams from it are the peer's. Called again with each check that
     * confirms it, so that a driver that was led astray by another peer's claim finds back.
     */
    void onValidated(InetSocketAddress address);

    /** An address validated earlier is no longer the peer's. */
    void onForgotten(InetSocketAddress address);

    /** What is sent goes to this address from now on; it has been validated before. */
    void onSelected(InetSocketAddress address);

    void onDrop(PacketDrop reason);
}
