package org.vsekai.world;

import java.util.Collection;

/** How the regions of one host are doing. */
record HostGauges(
        long tick, int up, int changing, int down, int waitingFrames, int entities, long chunkBytes, int players) {
    static final HostGauges NONE = new HostGauges(0, 0, 0, 0, 0, 0, 0, 0);

    /** @param chunkBytes what is known of it */
    static HostGauges of(long tick, Collection<HostedRegion> regions, long chunkBytes) {
        int up = 0;
        int changing = 0;
        int down = 0;
        int waitingFrames = 0;
        int entities = 0;
        int players = 0;
        for (HostedRegion region : regions) {
            switch (region.state()) {
                case COLD -> {}
                case UP -> up++;
                case TAKING, LETTING_GO, IN_DOUBT -> changing++;
                case DOWN -> down++;
            }
            RegionLoop loop = region.loop();
            if (loop != null) {
                waitingFrames = Math.max(waitingFrames, loop.waitingFrames());
                entities += loop.entityCount();
                players += loop.present().size();
            }
        }
        return new HostGauges(tick, up, changing, down, waitingFrames, entities, chunkBytes, players);
    }
}
