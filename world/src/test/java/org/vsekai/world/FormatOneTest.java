package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.storage.Keys;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.WorldRecord;

/** A world as the builds before several regions left it: no size, no clock, no counter of ids, no limit of the region's own. */
class FormatOneTest {
    private static final long SEED = 11;

    private final ModelDatabase database = new ModelDatabase();
    private final WorldKeys keys = WorldKeys.of("test");

    @Test
    void keepsItsOneRegionAndGoesOnWithItsTimeAndItsIds() {
        TestRegion region = new TestRegion(database, SEED);
        region.join(1, 1);
        region.ticks(90);
        region.act(1, 1, 1, new Action.Idle());
        region.ticks(Checkpointer.INTERVAL_TICKS + 2);
        long newest = region.lastFrame().tick();
        makeOld();

        World world = World.open(database, new WorldOptions("test", OptionalLong.empty(), new SeededTokens(1)));

        assertThat(world.bounds().minXMicros()).isZero();
        assertThat(world.bounds().maxXMicros()).isEqualTo(Units.REGION_MICROS);
        assertThat(number(keys.clock())).isBetween(newest, region.loop.tick());
        assertThat(number(keys.nextEntityIds())).isEqualTo(WorldStore.FIRST_ID_OF_BLOCKS);
        WorldRecord record = Records.parse(WorldRecord.parser(), value(keys.world()), "world");
        assertThat(record.getFormatVersion()).isEqualTo(World.FORMAT_VERSION);
        TestRegion next = new TestRegion(database, SEED);
        assertThat(next.loop.realm().ids().limit()).isEqualTo(WorldStore.FIRST_ID_OF_BLOCKS);
        assertThat(next.loop.realm().ids().next())
                .isEqualTo(region.loop.realm().ids().next());
    }

    private void makeOld() {
        WorldRecord world = Records.parse(WorldRecord.parser(), value(keys.world()), "world");
        database.put(
                keys.world(),
                world.toBuilder()
                        .setFormatVersion(1)
                        .clearRegionsPerSide()
                        .build()
                        .toByteArray());
        CheckpointRecord checkpoint = Records.parse(CheckpointRecord.parser(), value(keys.checkpoint()), "checkpoint");
        database.put(
                keys.checkpoint(),
                checkpoint.toBuilder().clearEntityIdLimit().build().toByteArray());
        database.run(transaction -> {
            transaction.clear(keys.clock());
            transaction.clear(keys.nextEntityIds());
            return true;
        });
    }

    private long number(byte[] key) {
        return WorldStore.number(value(key));
    }

    private byte[] value(byte[] key) {
        return database.all(key, Keys.after(key)).getFirst().value();
    }
}
