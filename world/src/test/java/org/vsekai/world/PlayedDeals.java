package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Items;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.StandingOffer;
import org.vsekai.game.StructureKind;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.v1.Parcel;

/**
 * A world of nine regions in memory, in which some people who walk about where four of them meet strike, pick up, build, give and
 * trade, mostly over a border. For tests of what is done with stored worlds: {@link #pairs} is the whole store.
 */
public final class PlayedDeals implements WorldListener {
    public static final int PEOPLE = 4;
    public static final long SEED = 42;
    private static final int SIDE = 3;
    private static final long CORNER = Units.REGION_MICROS;
    private static final long ROAM_MM = 4_000;
    private static final long STEP_MICROS = 60_000;

    private final ModelDatabase database = new ModelDatabase();
    private final WorldKeys keys = WorldKeys.of(PlayedWorld.NAME);
    private final Terrain terrain = new Terrain(SEED);
    private final SplitMix64 random;
    private final Map<Long, Person> people = new TreeMap<>();
    private final Map<Long, EntityState> things = new TreeMap<>();
    private SteppedWorld world;
    private long sessions;
    private long lifeTicks;
    private long lives;
    private long unixMillis;
    private long done;

    /** Somebody who acts, and sends again what has no answer. */
    private static final class Person {
        final long id;
        long session;
        boolean isIn;
        long sequence;

        @Nullable
        Action open;

        long silentTicks;
        long x;
        long z;
        long goalX;
        long goalZ;
        Action.@Nullable Accept offer;

        Person(long id) {
            this.id = id;
        }
    }

    public PlayedDeals(long seed, long unixMillis) {
        random = new SplitMix64(seed);
        this.unixMillis = unixMillis;
        world = open();
        long firstId =
                database.immediate().run(transaction -> RetryLoop.await(WorldStore.takeBlock(transaction, keys)));
        for (int i = 0; i < PEOPLE; i++) {
            Person person = new Person(
                    world.players().createGuest("Person " + i).player().playerId());
            people.put(person.id, person);
            person.x = around();
            person.z = around();
            person.goalX = person.x;
            person.goalZ = person.z;
            store(person, firstId + i);
        }
        start();
    }

    private SteppedWorld open() {
        return new SteppedWorld(database.immediate(), new SteppedWorld.Shape(SEED, SIDE, ++lives), this, () -> {});
    }

    private long around() {
        return CORNER + random.between(-ROAM_MM, ROAM_MM) * Units.MICROS_PER_MM;
    }

    private void store(Person person, long entityId) {
        AvatarState avatar = new AvatarState(
                person.id,
                entityId,
                "Person " + person.id,
                person.x,
                terrain.heightMicros(person.x, person.z),
                person.z,
                Rules.AVATAR_HP,
                40,
                40,
                0,
                0,
                List.of());
        database.put(
                keys.avatar(person.id),
                Records.avatar(avatar, RegionId.at(person.x, person.z)).toByteArray());
    }

    private void start() {
        world.start();
        lifeTicks = 0;
        people.values().forEach(person -> {
            person.session = ++sessions;
            person.isIn = false;
            world.offer(new RegionInput.Join(person.id, "Person", person.session));
        });
    }

    public WorldKeys keys() {
        return keys;
    }

    public WorldShape shape() {
        return new WorldShape(SEED, new RegionGrid(SIDE));
    }

    public long unixMillis() {
        return unixMillis;
    }

    /** How many gifts and trades were done. */
    public long done() {
        return done;
    }

    /** Everything that is durable. */
    public List<KeyValue> pairs() {
        return database.all(keys.everything().begin(), keys.everything().end());
    }

    ModelDatabase database() {
        return database;
    }

    /** The newest life ends in the middle of everything, and another begins. */
    public void crash() {
        database.orphanPending();
        world = open();
        start();
    }

    public void play(int count) {
        for (int i = 0; i < count; i++) {
            people.values().forEach(this::playOne);
            tick();
        }
    }

    /** Plays on until a transaction is open at its coordinator and at another region, and somebody is crossing. */
    public void playUntilSomethingIsOpen() {
        for (int i = 0; i < 5_000; i++) {
            play(1);
            boolean isCoordinated = false;
            boolean isSetAside = false;
            for (RegionId region : regions()) {
                OpenDeals open = Replays.end(database, keys.in(region)).deals();
                isCoordinated |= !open.transactions().isEmpty();
                isSetAside |= open.parts().stream()
                        .flatMap(part -> part.asides().stream())
                        .anyMatch(aside -> !aside.handsOver().isEmpty());
            }
            boolean isCrossing = Replays.waiting(database, keys).stream().anyMatch(Parcel::hasCrossing);
            if (isCoordinated && isSetAside && isCrossing) {
                return;
            }
        }
        throw new AssertionError("nothing is ever open");
    }

    /** Nobody does anything new. Ends in order. */
    public void drain() {
        for (int i = 0; i < 2_000 && people.values().stream().anyMatch(person -> person.open != null); i++) {
            people.values().forEach(this::sendAgain);
            tick();
        }
        world.drain();
        for (int i = 0; i < 2_000 && !world.isOver(); i++) {
            tick();
        }
        if (!world.isDrained()) {
            throw new AssertionError("the world doesn't end: " + world);
        }
    }

    private void tick() {
        unixMillis += 17;
        world.onTick(++lifeTicks, unixMillis);
        world.onMessages();
    }

    private void playOne(Person person) {
        if (!person.isIn) {
            return;
        }
        if (person.x == person.goalX && person.z == person.goalZ) {
            person.goalX = around();
            person.goalZ = around();
        }
        person.x += Math.clamp(person.goalX - person.x, -STEP_MICROS, STEP_MICROS);
        person.z += Math.clamp(person.goalZ - person.z, -STEP_MICROS, STEP_MICROS);
        long y = terrain.heightMicros(person.x, person.z);
        world.offer(new RegionInput.Move(person.id, person.session, Pose.standingAt(person.x, y, person.z)));
        if (person.open == null && random.chance(0.1)) {
            person.open = choose(person);
            person.sequence++;
            act(person);
        }
        sendAgain(person);
    }

    private void sendAgain(Person person) {
        if (person.isIn && person.open != null && ++person.silentTicks > 60) {
            act(person);
        }
    }

    private void act(Person person) {
        person.silentTicks = 0;
        if (person.open != null) {
            world.offer(new RegionInput.Act(person.id, person.session, person.sequence, person.open));
        }
    }

    private Action choose(Person person) {
        long other = 1 + (person.id + random.nextInt(PEOPLE - 1)) % PEOPLE;
        Action.Accept offer = person.offer;
        return switch (random.nextInt(6)) {
            case 0 -> new Action.Gift(other, new Items(1 + random.nextInt(3), random.nextInt(2)));
            case 1 -> new Action.Offer(other, new Items(random.nextInt(3), 1), new Items(1, 0));
            case 2, 3 -> offer == null ? new Action.Idle() : offer;
            case 4 -> {
                EntityState near = nearest(person);
                yield near == null
                        ? new Action.Idle()
                        : near.kind() == EntityKind.ITEM
                                ? new Action.Interact(near.id())
                                : new Action.Harvest(near.id());
            }
            default -> {
                long x = person.x + random.between(-5, 6) * Units.MICROS_PER_METRE;
                long z = person.z + random.between(-5, 6) * Units.MICROS_PER_METRE;
                yield new Action.Build(StructureKind.WALL, x, terrain.heightMicros(x, z), z, random.nextInt(360));
            }
        };
    }

    private @Nullable EntityState nearest(Person person) {
        return things.values().stream()
                .filter(thing -> thing.kind() != EntityKind.STRUCTURE)
                .min((a, b) -> Double.compare(distance(person, a), distance(person, b)))
                .orElse(null);
    }

    private static double distance(Person person, EntityState thing) {
        return Math.hypot((double) (thing.xMicros() - person.x), (double) (thing.zMicros() - person.z));
    }

    // ---- what the world says ----

    @Override
    public void onRegionUp(RegionId region) {
        for (int dx = -1; dx <= 0; dx++) {
            for (int dz = -1; dz <= 0; dz++) {
                long chunk = ChunkKey.at(CORNER + dx, CORNER + dz);
                if (RegionId.ofChunk(chunk).equals(region)) {
                    world.offer(new RegionInput.ShowChunk(chunk));
                }
            }
        }
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {
        durable.forEach(thing -> things.put(thing.id(), thing));
    }

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        frame.changes().forEach(change -> {
            EntityState now = change.now();
            if (now != null) {
                things.put(now.id(), now);
            } else {
                EntityState before = change.before();
                things.remove(before == null ? 0 : before.id());
            }
        });
        for (DurableFrame.Joined joined : frame.joined()) {
            Person person = person(joined.playerId());
            if (person.session == joined.sessionId()) {
                person.isIn = true;
                person.x = joined.avatar().xMicros();
                person.z = joined.avatar().zMicros();
                joined.avatar().recentResults().forEach(result -> answer(person, result));
            }
        }
        frame.results().forEach(result -> answer(person(result.playerId()), result.result()));
        for (AvatarState avatar : frame.avatars()) {
            StandingOffer offer = avatar.offer();
            if (offer != null) {
                person(offer.toPlayerId()).offer = new Action.Accept(avatar.playerId(), offer.sequence());
            }
        }
    }

    private Person person(long id) {
        Person person = people.get(id);
        if (person == null) {
            throw new AssertionError("nobody else is here: " + id);
        }
        return person;
    }

    private void answer(Person person, ActionResult result) {
        if (result.sequence() == person.sequence && person.open != null) {
            boolean isDeal = person.open instanceof Action.Gift || person.open instanceof Action.Accept;
            done += isDeal && result.reason() == Reason.OK ? 1 : 0;
            person.open = null;
        }
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
        if (result != null) {
            answer(person(playerId), result);
        }
    }

    @Override
    public void onPoses(long tick, PoseView poses) {}

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {}

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {
        person(playerId).x = xMicros;
        person(playerId).z = zMicros;
    }

    @Override
    public void onRegionDown(RegionId region, String why) {}

    @Override
    public void onStopped(String why) {
        throw new AssertionError(why);
    }

    /** The regions around the corner. */
    public static List<RegionId> regions() {
        List<RegionId> regions = new ArrayList<>();
        for (int x = 0; x <= 1; x++) {
            for (int z = 0; z <= 1; z++) {
                regions.add(new RegionId(x, z));
            }
        }
        return regions;
    }
}
