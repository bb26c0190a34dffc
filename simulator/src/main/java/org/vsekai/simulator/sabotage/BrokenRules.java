package org.vsekai.simulator.sabotage;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.EntityKind;
import org.vsekai.game.Realm;
import org.vsekai.game.Rules;
import org.vsekai.sim.EntityTable;
import org.vsekai.simulator.server.Hands;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.check.sabotage.WrappedTransaction;
import org.vsekai.world.SteppedWorld;
import org.vsekai.world.v1.AvatarRecord;

/**
 * A world that goes otherwise than its rules say, and is then stored and shown as it went: nothing is contradicted by anything, and
 * no item too many.
 */
final class BrokenRules {
    private BrokenRules() {}

    /** Now and then a tree is damaged that nobody has struck. */
    static final class UncausedBlow implements Hands {
        private final Turn turn = new Turn(300);

        @Override
        public void onTick(SteppedWorld world) {
            if (turn.comes()) {
                world.realms().stream().limit(1).map(Realm::things).forEach(UncausedBlow::strikeOne);
            }
        }

        private static void strikeOne(EntityTable things) {
            int[] struck = {EntityTable.NONE};
            things.forEach(row -> {
                if (things.kind(row) == EntityKind.TREE.code() && things.hp(row) > 1) {
                    struck[0] = row;
                }
            });
            if (struck[0] != EntityTable.NONE) {
                things.setHp(struck[0], things.hp(struck[0]) - 1);
            }
        }
    }

    /** What is felled is whole again within a second. */
    static final class Hasty implements Hands {
        private static final long TICKS = Rules.REGROWTH_TICKS - Rules.TICK_HERTZ;

        @Override
        public void onTick(SteppedWorld world) {
            world.realms().forEach(realm -> realm.age(world.tick() + TICKS));
        }
    }

    /** Forgets of somebody who comes back when they last struck: they needn't wait. */
    static final class Rested extends WrappedTransaction {
        Rested(Transaction sound) {
            super(sound);
        }

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            CompletionStage<byte @Nullable []> found = super.get(key);
            return KeyKind.of(key) == KeyKind.AVATAR ? found.thenApply(Rested::withoutStrike) : found;
        }

        private static byte @Nullable [] withoutStrike(byte @Nullable [] avatar) {
            try {
                return avatar == null
                        ? null
                        : AvatarRecord.parseFrom(avatar).toBuilder()
                                .clearLastStrikeTick()
                                .build()
                                .toByteArray();
            } catch (InvalidProtocolBufferException damaged) {
                throw new IllegalArgumentException("an avatar can be read", damaged);
            }
        }
    }
}
