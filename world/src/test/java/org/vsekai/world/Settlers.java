package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Rules;
import org.vsekai.game.Terrain;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.v1.AvatarRecord;

/** People who have been in a world before it begins: they live where four regions meet, and have a few things. */
public final class Settlers {
    private static final long ROAM_MICROS = 8 * Units.MICROS_PER_METRE;
    private static final int MOST_OF_AN_ITEM = 4;

    private Settlers() {}

    /**
     * Makes the world, and them in it.
     *
     * @param database answers at once
     * @param told of each avatar, before it is stored
     * @return the tokens with which they come back
     */
    public static List<String> settle(
            Database database,
            SteppedWorld.Shape shape,
            List<String> names,
            SplitMix64 random,
            Consumer<AvatarRecord> told) {
        World world = World.open(
                database,
                new WorldOptions(PlayedWorld.NAME, OptionalLong.of(shape.seed()), new SeededTokens(random.nextLong()))
                        .withRegionsPerSide(OptionalInt.of(shape.regionsPerSide())));
        WorldKeys keys = WorldKeys.of(PlayedWorld.NAME);
        long firstId = database.run(transaction -> RetryLoop.await(WorldStore.takeBlock(transaction, keys)));
        List<String> tokens = new ArrayList<>();
        for (String name : names) {
            PlayerDirectory.NewPlayer player = world.players().createGuest(name);
            AvatarRecord avatar = avatar(player.player(), firstId + tokens.size(), new Terrain(shape.seed()), random);
            told.accept(avatar);
            database.run(transaction -> {
                transaction.set(keys.avatar(avatar.getPlayerId()), avatar.toByteArray());
                return true;
            });
            tokens.add(player.token());
        }
        return tokens;
    }

    private static AvatarRecord avatar(
            PlayerDirectory.Player player, long entityId, Terrain terrain, SplitMix64 random) {
        long x = Units.REGION_MICROS + random.between(-ROAM_MICROS, ROAM_MICROS);
        long z = Units.REGION_MICROS + random.between(-ROAM_MICROS, ROAM_MICROS);
        AvatarState avatar = new AvatarState(
                player.playerId(),
                entityId,
                player.name(),
                x,
                terrain.heightMicros(x, z),
                z,
                Rules.AVATAR_HP,
                random.nextInt(MOST_OF_AN_ITEM + 1),
                random.nextInt(MOST_OF_AN_ITEM + 1),
                0,
                0,
                List.of());
        return Records.avatar(avatar, RegionId.at(x, z));
    }
}
