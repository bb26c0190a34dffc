package org.vsekai.world;

import org.vsekai.game.Bounds;
import org.vsekai.game.Terrain;
import org.vsekai.sim.RegionGrid;

/** What a world is for good: where its ground and its first things come from, and how large it is. */
public record WorldShape(long seed, RegionGrid grid) {
    public Bounds bounds() {
        return Bounds.of(grid);
    }

    public Terrain terrain() {
        return new Terrain(seed);
    }
}
