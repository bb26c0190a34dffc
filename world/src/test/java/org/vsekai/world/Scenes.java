package org.vsekai.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.Things;
import org.vsekai.sim.EntityTable;

/** What players in tests do. */
final class Scenes {
    private static final long STEP_MICROS = 100 * Units.MICROS_PER_MM;

    private Scenes() {}

    /** Whether any tree that stands is in memory. */
    static boolean hasTrees(Realm realm) {
        return !standingTrees(realm.things()).isEmpty();
    }

    static EntityState nearestTree(Realm realm, long xMicros, long zMicros) {
        EntityTable things = realm.things();
        List<EntityState> trees = standingTrees(things);
        return Collections.min(
                trees,
                Comparator.comparingDouble((EntityState tree) -> distance(tree, xMicros, zMicros))
                        .thenComparingLong(EntityState::id));
    }

    private static List<EntityState> standingTrees(EntityTable things) {
        List<EntityState> trees = new ArrayList<>();
        things.forEach(row -> {
            if (things.kind(row) == EntityKind.TREE.code() && things.hp(row) > 0) {
                trees.add(Things.state(things.image(row)));
            }
        });
        return trees;
    }

    /** Poses from a point towards a thing, a tenth of a metre apart, until within a distance of it. */
    static List<Pose> walk(Realm realm, Pose from, EntityState to, long untilMicros) {
        List<Pose> steps = new ArrayList<>();
        double dx = to.xMicros() - from.rootXMicros();
        double dz = to.zMicros() - from.rootZMicros();
        double length = Math.hypot(dx, dz);
        for (long gone = STEP_MICROS; gone < length - untilMicros + STEP_MICROS; gone += STEP_MICROS) {
            long x = from.rootXMicros() + Math.round(dx * gone / length);
            long z = from.rootZMicros() + Math.round(dz * gone / length);
            steps.add(from.withRoot(x, realm.terrain().heightMicros(x, z), z));
        }
        return steps;
    }

    private static double distance(EntityState thing, long xMicros, long zMicros) {
        return Math.hypot((double) (thing.xMicros() - xMicros), (double) (thing.zMicros() - zMicros));
    }
}
