package org.vsekai.world;

import java.util.List;
import java.util.stream.IntStream;
import org.vsekai.game.Things;
import org.vsekai.sim.EntityTable;
import org.vsekai.world.v1.EntityRecord;

/** All things of a table as they are stored, in the order of their ids. */
final class TestThings {
    private TestThings() {}

    static List<EntityRecord> all(EntityTable things) {
        return IntStream.range(0, things.rowLimit())
                .filter(row -> things.id(row) != 0)
                .mapToObj(row -> Records.entity(Things.state(things.image(row))))
                .sorted((a, b) -> Long.compare(a.getId(), b.getId()))
                .toList();
    }
}
