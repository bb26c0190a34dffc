package org.vsekai.world;

import org.vsekai.core.Tally;
import org.vsekai.game.Realm;
import org.vsekai.game.Walker;

/**
 * What the parts of one region's loop share: what they change, what they write down, and whom they tell. Confined to the
 * region's thread.
 */
record RegionParts(
        Realm realm,
        FrameBuilder frame,
        Checkpointer checkpointer,
        RegionOffice office,
        WorldListener listener,
        Tally<WorldCounter> counters) {
    Walker newWalker(Presence player, long tick) {
        return new Walker(realm.bounds(), realm.terrain(), player.avatar(), tick);
    }
}
