package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.game.Things;
import org.vsekai.sim.EntityTable;
import org.vsekai.world.v1.EntityRecord;

/** All things of a table as they are stored, in the order of their ids. */
final class TestThings {
    private TestThings() {}

    static List<EntityRecord> all(EntityTable things) {
        List<EntityRecord> all = new ArrayList<>();
        things.forEach(row -> all.add(Records.entity(Things.state(things.image(row)))));
        all.sort((a, b) -> Long.compare(a.getId(), b.getId()));
        return List.copyOf(all);
    }
}
