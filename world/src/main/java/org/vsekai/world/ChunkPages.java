package org.vsekai.world;

import java.util.List;
import org.vsekai.game.EntityState;
import org.vsekai.game.Things;
import org.vsekai.sim.ChunkColumns;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityImage;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityRecord;

/** A chunk's entities out of the pages that they are stored in. Any thread. */
public final class ChunkPages {
    private ChunkPages() {}

    /**
     * @param pages all of the chunk's, in order
     * @throws DamagedRecordException when they hold what can't be in the chunk
     */
    public static ChunkColumns decode(long chunk, List<byte[]> pages) {
        List<ChunkPage> parsed = pages.stream()
                .map(page -> Records.parse(ChunkPage.parser(), page, "chunk page"))
                .toList();
        ChunkColumns columns = new ChunkColumns(
                chunk, parsed.stream().mapToInt(ChunkPage::getEntitiesCount).sum());
        for (ChunkPage page : parsed) {
            for (EntityRecord record : page.getEntitiesList()) {
                add(columns, Records.entity(record));
            }
        }
        return columns;
    }

    /** @throws DamagedRecordException when the columns are too narrow for it, or it lies in another chunk */
    static void add(ChunkColumns columns, EntityState state) {
        EntityImage image = Things.image(state);
        if (!ChunkColumns.holds(image) || ChunkKey.at(image.xMicros(), image.zMicros()) != columns.chunk()) {
            throw new DamagedRecordException("entity " + image.id() + " can't be in its chunk", null);
        }
        columns.add(image);
    }
}
