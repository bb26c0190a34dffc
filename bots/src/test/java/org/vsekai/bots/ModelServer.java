package org.vsekai.bots;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.wire.BitWriter;
import org.vsekai.wire.PoseCodec;
import org.vsekai.wire.SnapshotWriter;
import org.vsekai.wire.v1.Accept;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionRefused;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Bounds;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Gift;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Offer;
import org.vsekai.wire.v1.OfferMade;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.Rules;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/**
 * The protocol's promises in the smallest server that can keep them, or break one on purpose. The world lies around the corner
 * of four regions. Each action makes a frame of every region that it touches; the whole world is one client's interest; it
 * believes every client about where it stands, and moves players to another region as it likes.
 */
final class ModelServer {
    /** What the server does wrong. */
    enum Sabotage {
        NONE,
        /** A crash takes back the newest frames, although they were shown and acknowledged. */
        FORGETS_LAST_FRAMES,
        /** A crash loses one wall, and nothing else. */
        LOSES_A_WALL,
        /** A crash leaves a second wall where one stands. */
        DOUBLES_A_WALL,
        /** A resent action is applied again, under its old sequence. */
        APPLIES_RESENT_ACTIONS,
        /** A crash changes a result that was given. */
        CHANGES_A_RESULT,
        /** A crash gives somebody a piece of wood. */
        MAKES_WOOD,
        /** A crash takes a piece of wood from somebody. */
        EATS_WOOD,
        /** What was picked up stays on the ground. */
        LEAVES_PICKED_ITEMS,
        /** The frame numbers of one region begin again after a crash. */
        REUSES_FRAME_NUMBERS,
        /** Strikes that were shown are undone by a crash. */
        HEALS_TREES,
        /** A gift leaves the giver and does not arrive. */
        SWALLOWS_GIFTS,
        /** A gift arrives and does not leave the giver. */
        KEEPS_GIFTS,
        /** A gift arrives twice. */
        DOUBLES_GIFTS,
        /** A refused gift arrives nevertheless, without the giver's loss. */
        GIVES_WHAT_IT_REFUSED,
        /** Of a trade, only what was wanted changes hands. */
        HALVES_TRADES,
        /** An offer stays open when it is accepted, whatever is left to trade. */
        KEEPS_OFFERS_OPEN,
        /** A neighbour has the thing too. */
        SHOWS_THINGS_IN_TWO_REGIONS
    }

    static final int MAX_IN_FLIGHT = 8;
    private static final int RECENT = 32;
    /** The first chunk and the number of chunks, along both axes: half of them west and north of the corner. */
    private static final int FIRST_CHUNK = 7;

    private static final int CHUNKS = 2;
    private static final Goods ONE_WOOD = new Goods(1, 0);
    private static final long CORNER = Units.REGION_MICROS;
    private static final long HALF = Units.CHUNK_MICROS;

    /** In another region than before. */
    private static final double CROSSING_CHANCE = 0.1;

    private record OfferKey(long playerId, long sequence) {}

    private static final class Player {
        final int slot;
        Goods goods = Goods.NONE;
        long applied;
        Region home = new Region(0, 0);
        final Deque<ActionResult> recent = new ArrayDeque<>();

        Player(int slot) {
            this.slot = slot;
        }

        Player copy() {
            Player copy = new Player(slot);
            copy.goods = goods;
            copy.home = home;
            copy.applied = applied;
            copy.recent.addAll(recent);
            return copy;
        }
    }

    private record Image(
            Map<Long, Entity> things,
            Map<Long, Player> players,
            Map<OfferKey, Offer> offers,
            Map<Region, Long> frames,
            long nextId) {}

    /** What one action does: a frame of each region, and in it what each player is told besides. */
    private final class Change {
        final Map<Region, FrameUpdate.Builder> updates = new LinkedHashMap<>();
        final Map<Long, FrameUpdate.Builder> personal = new LinkedHashMap<>();

        FrameUpdate.Builder of(Region region) {
            return updates.computeIfAbsent(region, key -> FrameUpdate.newBuilder());
        }

        /** What only that player is told, in a frame of the player's region. */
        FrameUpdate.Builder to(long playerId) {
            of(player(playerId).home);
            return personal.computeIfAbsent(playerId, key -> FrameUpdate.newBuilder());
        }
    }

    private final Sabotage sabotage;
    private final SplitMix64 random;
    private final Ground ground = new Ground(7);
    private final Deque<Image> older = new ArrayDeque<>();
    private final Map<Long, Consumer<ServerMessage>> sessions = new HashMap<>();
    private Map<Long, Entity> things = new LinkedHashMap<>();
    private Map<Long, Player> players = new HashMap<>();
    private Map<OfferKey, Offer> offers = new LinkedHashMap<>();
    private Map<Region, Long> frames = new HashMap<>();
    private long nextId = 1;
    private boolean isUp = true;

    ModelServer(Sabotage sabotage, SplitMix64 random) {
        this.sabotage = sabotage;
        this.random = random;
        for (int i = 0; i < 40; i++) {
            long x = CORNER - HALF + Units.metres(2 + random.nextInt(60));
            long z = CORNER - HALF + Units.metres(2 + random.nextInt(60));
            EntityKind kind = i % 4 == 0 ? EntityKind.ENTITY_KIND_ROCK : EntityKind.ENTITY_KIND_TREE;
            add(thing(kind, 0, x, z).setHp(100).setMaxHp(100));
        }
    }

    boolean isUp() {
        return isUp;
    }

    void connect(long playerId, Consumer<ServerMessage> out) {
        Player player = players.computeIfAbsent(playerId, id -> new Player(players.size() + 1));
        for (long other : List.copyOf(sessions.keySet())) {
            send(other, FrameUpdate.newBuilder().addArrived(person(playerId, player)));
        }
        sessions.put(playerId, out);
        Welcome welcome = Welcome.newBuilder()
                .setProtocolVersion(1)
                .setTerrainSeed(7)
                .setPlayerId(playerId)
                .setSlot(player.slot)
                .addAllPeople(others(playerId))
                .setPosition(Position.newBuilder().setXMicros(CORNER).setZMicros(CORNER))
                .setInventory(inventory(player))
                .setLastAppliedSequence(player.applied)
                .addAllRecentResults(player.recent)
                .setPoseSendHertz(20)
                .setMaxActionsInFlight(MAX_IN_FLIGHT)
                .setBounds(Bounds.newBuilder()
                        .setMinXMicros(CORNER - HALF)
                        .setMinZMicros(CORNER - HALF)
                        .setMaxXMicros(CORNER + HALF)
                        .setMaxZMicros(CORNER + HALF))
                .setRules(Rules.newBuilder()
                        .setReachMm(3_500)
                        .setBuildReachMm(6_000)
                        .setMaxSpeedMmPerS(8_000)
                        .setWallWoodCost(2)
                        .setHarvestCooldownMs(300))
                .build();
        out.accept(ServerMessage.newBuilder().setWelcome(welcome).build());
        for (int x = 0; x < CHUNKS; x++) {
            for (int z = 0; z < CHUNKS; z++) {
                sendChunk(FIRST_CHUNK + x, FIRST_CHUNK + z, out);
            }
        }
    }

    /** The name under which clients join. */
    static String nameOf(long playerId) {
        return "bot-" + playerId;
    }

    /** Poses are not modelled: everybody is seen at the corner. */
    byte[] snapshotFor(long playerId) {
        BitWriter bits = new BitWriter(PoseCodec.BODY_BYTES);
        PoseCodec.encodeBody(Pose.standingAt(CORNER, ground.heightMicros(CORNER, CORNER), CORNER), bits);
        byte[] body = bits.toBytes();
        SnapshotWriter writer = new SnapshotWriter();
        writer.begin(1, false, 0);
        players.forEach((id, player) -> {
            if (id != playerId) {
                writer.add(player.slot, body, 0);
            }
        });
        return writer.finish();
    }

    void disconnect(long playerId) {
        sessions.remove(playerId);
    }

    void act(long playerId, Action action) {
        Player player = players.get(playerId);
        if (player == null) {
            return;
        }
        long sequence = action.getSequence();
        if (sequence <= player.applied && sabotage != Sabotage.APPLIES_RESENT_ACTIONS) {
            player.recent.stream()
                    .filter(result -> result.getSequence() == sequence)
                    .forEach(result -> send(playerId, FrameUpdate.newBuilder().addResults(result)));
        } else if (sequence > player.applied + 1 || random.chance(0.02)) {
            ActionRefused.Builder refused = ActionRefused.newBuilder()
                    .setSequence(sequence)
                    .setReason(sequence > player.applied + 1 ? Reason.REASON_OUT_OF_ORDER : Reason.REASON_BUSY)
                    .setExpectedSequence(player.applied + 1)
                    .setRetryAfterMs(20);
            @Nullable Consumer<ServerMessage> out = sessions.get(playerId);
            if (out != null) {
                out.accept(ServerMessage.newBuilder().setActionRefused(refused).build());
            }
        } else {
            apply(playerId, player, action);
        }
    }

    /** kill -9: connections are gone, and what is durable stays. */
    void crash() {
        isUp = false;
        sessions.clear();
        switch (sabotage) {
            case FORGETS_LAST_FRAMES -> {
                if (!older.isEmpty()) {
                    Image image = older.getFirst();
                    things = image.things();
                    players = image.players();
                    offers = image.offers();
                    frames = image.frames();
                    nextId = image.nextId();
                }
            }
            case LOSES_A_WALL -> walls().stream().findFirst().ifPresent(wall -> things.remove(wall.getId()));
            case DOUBLES_A_WALL -> walls().stream().findFirst().ifPresent(wall -> add(wall.toBuilder()));
            case CHANGES_A_RESULT -> players.values().forEach(ModelServer::changeNewestResult);
            case MAKES_WOOD -> players.values().forEach(player -> player.goods = player.goods.plus(ONE_WOOD));
            case EATS_WOOD ->
                players.values().stream()
                        .filter(player -> player.goods.wood() > 0)
                        .forEach(player -> player.goods = player.goods.minus(ONE_WOOD));
            case REUSES_FRAME_NUMBERS -> frames.put(busiest(), 0L);
            case HEALS_TREES ->
                things.replaceAll((id, thing) -> thing.getHp() > 0 && thing.getHp() < 75
                        ? thing.toBuilder().setHp(75).build()
                        : thing);
            default -> {}
        }
        older.clear();
    }

    void restart() {
        isUp = true;
    }

    private void apply(long playerId, Player player, Action action) {
        older.addLast(image());
        if (older.size() > 6) {
            older.removeFirst();
        }
        if (random.chance(CROSSING_CHANCE)) {
            player.home = new Region(random.nextInt(2), random.nextInt(2));
        }
        Change change = new Change();
        ActionResult.Builder result = ActionResult.newBuilder().setSequence(action.getSequence());
        switch (action.getKindCase()) {
            case HARVEST -> harvest(player, action.getHarvest().getTarget(), result, change);
            case INTERACT -> pickUp(player, action.getInteract().getTarget(), result, change);
            case BUILD -> build(playerId, player, action.getBuild(), result, change);
            case GIFT -> give(player, action.getGift(), result, change);
            case OFFER -> offer(playerId, action, change);
            case ACCEPT -> accept(playerId, player, action.getAccept(), result, change);
            case IDLE, KIND_NOT_SET -> {}
        }
        player.applied = Math.max(player.applied, action.getSequence());
        player.recent.addLast(result.build());
        if (player.recent.size() > RECENT) {
            player.recent.removeFirst();
        }
        change.to(playerId).addResults(result).setInventory(inventory(player));
        publish(change);
    }

    private void publish(Change change) {
        change.updates.forEach((region, update) -> {
            update.setFrame(frames.merge(region, 1L, Long::sum))
                    .setRegionX(region.x())
                    .setRegionZ(region.z());
            for (long playerId : List.copyOf(sessions.keySet())) {
                FrameUpdate.Builder own = update.clone();
                FrameUpdate.Builder personal = change.personal.get(playerId);
                if (personal != null && player(playerId).home.equals(region)) {
                    own.mergeFrom(personal.build());
                }
                send(playerId, own);
            }
        });
    }

    private void harvest(Player player, long target, ActionResult.Builder result, Change change) {
        Entity struck = things.get(target);
        boolean isGrown = struck != null
                && (struck.getKind() == EntityKind.ENTITY_KIND_TREE || struck.getKind() == EntityKind.ENTITY_KIND_ROCK);
        if (struck == null || !isGrown || struck.getHp() == 0) {
            result.setReason(Reason.REASON_NO_SUCH_TARGET);
            return;
        }
        Entity left = struck.toBuilder().setHp(struck.getHp() - 25).build();
        things.put(target, left);
        show(left, change);
        boolean isTree = struck.getKind() == EntityKind.ENTITY_KIND_TREE;
        player.goods = player.goods.plus(isTree ? ONE_WOOD : new Goods(0, 1));
        result.setEntityId(target);
        if (isTree && left.getHp() == 0) {
            Position at = struck.getPosition();
            show(
                    add(thing(EntityKind.ENTITY_KIND_ITEM, 1, at.getXMicros() + 1, at.getZMicros())
                            .setCount(2)),
                    change);
        }
    }

    private void pickUp(Player player, long target, ActionResult.Builder result, Change change) {
        Entity item = things.get(target);
        if (item == null || item.getKind() != EntityKind.ENTITY_KIND_ITEM) {
            result.setReason(Reason.REASON_NO_SUCH_TARGET);
            return;
        }
        if (sabotage != Sabotage.LEAVES_PICKED_ITEMS) {
            things.remove(target);
            change.of(Region.of(item)).addRemoved(target);
        }
        player.goods = player.goods.plus(new Goods(item.getCount(), 0));
        result.setEntityId(target);
    }

    private void build(long playerId, Player player, Build build, ActionResult.Builder result, Change change) {
        if (player.goods.wood() < 2 || build.getYawDegrees() > 359) {
            result.setReason(Reason.REASON_BAD_ACTION);
            return;
        }
        player.goods = player.goods.minus(new Goods(2, 0));
        Position at = build.getPosition();
        Entity wall = add(thing(EntityKind.ENTITY_KIND_STRUCTURE, 1, at.getXMicros(), at.getZMicros())
                .setYawDegrees(build.getYawDegrees())
                .setOwnerPlayerId(playerId)
                .setHp(200)
                .setMaxHp(200));
        show(wall, change);
        result.setEntityId(wall.getId());
    }

    private void give(Player giver, Gift gift, ActionResult.Builder result, Change change) {
        Goods given = Goods.of(gift.getItems());
        Player taker = player(gift.getToPlayerId());
        boolean isRefused = !has(giver, given);
        if (isRefused) {
            result.setReason(Reason.REASON_NOT_ENOUGH_ITEMS);
        }
        if (!isRefused && sabotage != Sabotage.KEEPS_GIFTS) {
            giver.goods = giver.goods.minus(given);
        }
        int times = isRefused
                ? sabotage == Sabotage.GIVES_WHAT_IT_REFUSED ? 1 : 0
                : sabotage == Sabotage.SWALLOWS_GIFTS ? 0 : sabotage == Sabotage.DOUBLES_GIFTS ? 2 : 1;
        for (int i = 0; i < times; i++) {
            taker.goods = taker.goods.plus(given);
        }
        change.to(gift.getToPlayerId()).setInventory(inventory(taker));
    }

    private void offer(long playerId, Action action, Change change) {
        Offer offer = action.getOffer();
        offers.keySet().removeIf(key -> key.playerId() == playerId);
        offers.put(new OfferKey(playerId, action.getSequence()), offer);
        change.to(offer.getToPlayerId())
                .addOffers(OfferMade.newBuilder()
                        .setFromPlayerId(playerId)
                        .setOfferSequence(action.getSequence())
                        .setGives(offer.getGives())
                        .setWants(offer.getWants()));
    }

    private void accept(long playerId, Player player, Accept accept, ActionResult.Builder result, Change change) {
        OfferKey key = new OfferKey(accept.getFromPlayerId(), accept.getOfferSequence());
        Offer offer = offers.get(key);
        Player partner = player(accept.getFromPlayerId());
        if (offer == null || offer.getToPlayerId() != playerId) {
            result.setReason(Reason.REASON_NO_SUCH_OFFER);
            return;
        }
        Goods gives = Goods.of(offer.getGives());
        Goods wants = Goods.of(offer.getWants());
        boolean isAgain = sabotage == Sabotage.KEEPS_OFFERS_OPEN;
        if (!isAgain && (!has(player, wants) || !has(partner, gives))) {
            result.setReason(Reason.REASON_PARTNER_CANNOT);
            return;
        }
        if (!isAgain) {
            offers.remove(key);
        }
        Goods moved = sabotage == Sabotage.HALVES_TRADES ? Goods.NONE : gives;
        player.goods = player.goods.plus(moved).minus(wants);
        partner.goods = partner.goods.minus(moved).plus(wants);
        change.to(accept.getFromPlayerId()).setInventory(inventory(partner));
    }

    private static boolean has(Player player, Goods goods) {
        return player.goods.wood() >= goods.wood() && player.goods.stone() >= goods.stone();
    }

    private void show(Entity thing, Change change) {
        Region region = Region.of(thing);
        change.of(region).addUpserted(thing);
        if (sabotage == Sabotage.SHOWS_THINGS_IN_TWO_REGIONS) {
            change.of(new Region(1 - region.x(), region.z())).addUpserted(thing);
        }
    }

    private Player player(long playerId) {
        return Objects.requireNonNull(players.get(playerId));
    }

    private List<Person> others(long playerId) {
        List<Person> people = new ArrayList<>();
        players.forEach((id, player) -> {
            if (id != playerId) {
                people.add(person(id, player));
            }
        });
        return people;
    }

    private static Person person(long playerId, Player player) {
        return Person.newBuilder()
                .setSlot(player.slot)
                .setPlayerId(playerId)
                .setName(nameOf(playerId))
                .build();
    }

    private Region busiest() {
        return frames.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(new Region(0, 0));
    }

    private Entity.Builder thing(EntityKind kind, int variant, long x, long z) {
        return Entity.newBuilder()
                .setKind(kind)
                .setVariant(variant)
                .setPosition(Position.newBuilder()
                        .setXMicros(x)
                        .setYMicros(ground.heightMicros(x, z))
                        .setZMicros(z))
                .setHp(1)
                .setMaxHp(1)
                .setCount(1);
    }

    private Entity add(Entity.Builder thing) {
        Entity entity = thing.setId(nextId++).build();
        things.put(entity.getId(), entity);
        return entity;
    }

    private List<Entity> walls() {
        return things.values().stream()
                .filter(thing -> thing.getKind() == EntityKind.ENTITY_KIND_STRUCTURE)
                .toList();
    }

    private static void changeNewestResult(Player player) {
        ActionResult newest = player.recent.pollLast();
        if (newest != null) {
            player.recent.addLast(
                    newest.toBuilder().setReason(Reason.REASON_NO_SPACE).build());
        }
    }

    private void sendChunk(int chunkX, int chunkZ, Consumer<ServerMessage> out) {
        List<Entity> inside = new ArrayList<>();
        for (Entity thing : things.values()) {
            if (WorldView.chunkOf(thing) == WorldView.chunkKey(chunkX, chunkZ)) {
                inside.add(thing);
            }
        }
        int half = inside.size() / 2;
        for (int part = 0; part < 2; part++) {
            ChunkState.Builder state = ChunkState.newBuilder()
                    .setChunkX(chunkX)
                    .setChunkZ(chunkZ)
                    .setPart(part)
                    .addAllEntities(part == 0 ? inside.subList(0, half) : inside.subList(half, inside.size()));
            out.accept(ServerMessage.newBuilder().setChunkState(state).build());
        }
    }

    private void send(long playerId, FrameUpdate.Builder update) {
        @Nullable Consumer<ServerMessage> out = sessions.get(playerId);
        if (out != null) {
            out.accept(ServerMessage.newBuilder().setFrameUpdate(update).build());
        }
    }

    private static Inventory inventory(Player player) {
        return Inventory.newBuilder()
                .addItems(items(ItemKind.ITEM_KIND_WOOD, player.goods.wood()))
                .addItems(items(ItemKind.ITEM_KIND_STONE, player.goods.stone()))
                .build();
    }

    private static ItemCount items(ItemKind item, long count) {
        return ItemCount.newBuilder()
                .setItem(item)
                .setCount(Math.toIntExact(count))
                .build();
    }

    private Image image() {
        Map<Long, Player> copies = new HashMap<>();
        players.forEach((id, player) -> copies.put(id, player.copy()));
        return new Image(
                new LinkedHashMap<>(things), copies, new LinkedHashMap<>(offers), new HashMap<>(frames), nextId);
    }
}
