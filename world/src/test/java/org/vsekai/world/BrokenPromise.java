package org.vsekai.world;

import java.util.List;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Items;
import org.vsekai.game.Terrain;

/**
 * Ada, in the west, offers wood to Bob in the east, and Bob offers his one stone to Cat beside him. Bob accepts, and while Ada's region
 * is asked, which hands her wood over, Cat takes the stone that Bob would pay with.
 */
final class BrokenPromise {
    static final long ADA = 1;
    static final long BOB = 2;
    static final long CAT = 3;
    static final Items WOOD = new Items(2, 0);
    static final Items STONE = new Items(0, 1);
    private static final long SEED = 1;
    private static final long ROW = 100 * Units.MICROS_PER_METRE;

    /** Until everybody is in, and what is around them is in memory. */
    private static final int BEGINNING_TICKS = 30;

    /** Until whatever was begun is decided, and everybody concerned knows. */
    private static final int ANSWER_TICKS = 10;

    private BrokenPromise() {}

    /** Until all is over. */
    static TestWorld play(ModelDatabase database) {
        enter(database, ADA, -1, WOOD);
        enter(database, BOB, 1, STONE);
        enter(database, CAT, 2, WOOD);
        TestWorld world = new TestWorld(database, SEED, 1);
        for (long player : List.of(ADA, BOB, CAT)) {
            world.offer(new RegionInput.Join(player, "Player " + player, 1));
        }
        world.calmTicks(BEGINNING_TICKS);
        act(world, ADA, 1, new Action.Offer(BOB, WOOD, STONE));
        act(world, BOB, 1, new Action.Offer(CAT, STONE, WOOD));
        world.calmTicks(ANSWER_TICKS);
        act(world, BOB, 2, new Action.Accept(ADA, 1));
        act(world, CAT, 1, new Action.Accept(BOB, 1));
        world.calmTicks(ANSWER_TICKS);
        world.drain();
        return world;
    }

    private static void enter(ModelDatabase database, long player, int metresEast, Items items) {
        long x = Units.REGION_MICROS + metresEast * Units.MICROS_PER_METRE;
        long y = new Terrain(SEED).heightMicros(x, ROW);
        TestWorld.store(
                database,
                new AvatarState(
                        player,
                        1_000 + player,
                        "Player " + player,
                        x,
                        y,
                        ROW,
                        100,
                        items.wood(),
                        items.stone(),
                        0,
                        0,
                        List.of()));
    }

    private static void act(TestWorld world, long player, long sequence, Action action) {
        world.offer(new RegionInput.Act(player, 1, sequence, action));
    }
}
