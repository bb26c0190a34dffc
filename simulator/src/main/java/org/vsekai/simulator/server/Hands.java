package org.vsekai.simulator.server;

import org.vsekai.rtc.PeerConnection;
import org.vsekai.simulator.store.CommittedTransaction;
import org.vsekai.simulator.time.Life;
import org.vsekai.storage.Database;
import org.vsekai.world.Post;
import org.vsekai.world.RegionPort;
import org.vsekai.world.SteppedWorld;
import org.vsekai.world.WorldListener;

/** What may be put between the parts of a server. By itself it puts nothing there. */
public interface Hands {
    /** Hears of each transaction when it is durable, in the order of their versions. */
    default void onDurable(CommittedTransaction transaction) {}

    /** Before each tick of a world. */
    default void onTick(SteppedWorld world) {}

    /** Between the world and its store. */
    default Database store(Database sound, Life life) {
        return sound;
    }

    /** Between the upkeep of history and its store. */
    default Database upkeep(Database sound) {
        return sound;
    }

    /** Between the gateway and the world. */
    default RegionPort port(RegionPort sound) {
        return sound;
    }

    /** Between one of the world's hosts and the others. */
    default Post post(Post sound) {
        return sound;
    }

    /** Between the world and the gateway. */
    default WorldListener listener(WorldListener sound) {
        return sound;
    }

    /** Between a session and its peer. */
    default PeerConnection connection(PeerConnection sound) {
        return sound;
    }
}
