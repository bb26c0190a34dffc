package org.vsekai.bots;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionRefused;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Bounds;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.Rules;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/**
 * The protocol's promises in the smallest server that can keep them, or break one on purpose. One frame for each action; the
 * whole world is one client's interest; it believes every client about where it stands.
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
        /** Frame numbers begin again after a crash. */
        REUSES_FRAME_NUMBERS,
        /** Strikes that were shown are undone by a crash. */
        HEALS_TREES
    }

    static final int MAX_IN_FLIGHT = 8;
    private static final int RECENT = 32;
    private static final int CHUNKS = 2;

    private static final class Player {
        int wood;
        long applied;
        final Deque<ActionResult> recent = new ArrayDeque<>();

        Player copy() {
            Player copy = new Player();
            copy.wood = wood;
            copy.applied = applied;
            copy.recent.addAll(recent);
            return copy;
        }
    }

    private record Image(Map<Long, Entity> things, Map<Long, Player> players, long frame, long nextId) {}

    private final Sabotage sabotage;
    private final SplitMix64 random;
    private final Ground ground = new Ground(7);
    private final Deque<Image> older = new ArrayDeque<>();
    private final Map<Long, Consumer<ServerMessage>> sessions = new HashMap<>();
    private Map<Long, Entity> things = new LinkedHashMap<>();
    private Map<Long, Player> players = new HashMap<>();
    private long frame;
    private long nextId = 1;
    private boolean isUp = true;

    ModelServer(Sabotage sabotage, SplitMix64 random) {
        this.sabotage = sabotage;
        this.random = random;
        for (int i = 0; i < 40; i++) {
            long x = Units.metres(2 + random.nextInt(60));
            long z = Units.metres(2 + random.nextInt(60));
            add(thing(EntityKind.ENTITY_KIND_TREE, 0, x, z).setHp(100).setMaxHp(100));
        }
    }

    boolean isUp() {
        return isUp;
    }

    void connect(long playerId, Consumer<ServerMessage> out) {
        Player player = players.computeIfAbsent(playerId, id -> new Player());
        sessions.put(playerId, out);
        Welcome welcome = Welcome.newBuilder()
                .setProtocolVersion(1)
                .setTerrainSeed(7)
                .setPlayerId(playerId)
                .setPosition(Position.newBuilder().setXMicros(Units.metres(32)).setZMicros(Units.metres(32)))
                .setInventory(inventory(player))
                .setLastAppliedSequence(player.applied)
                .addAllRecentResults(player.recent)
                .setPoseSendHertz(20)
                .setMaxActionsInFlight(MAX_IN_FLIGHT)
                .setBounds(Bounds.newBuilder().setMaxXMicros(Units.metres(64)).setMaxZMicros(Units.metres(64)))
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
                sendChunk(x, z, out);
            }
        }
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
                    frame = image.frame();
                    nextId = image.nextId();
                }
            }
            case LOSES_A_WALL -> walls().stream().findFirst().ifPresent(wall -> things.remove(wall.getId()));
            case DOUBLES_A_WALL -> walls().stream().findFirst().ifPresent(wall -> add(wall.toBuilder()));
            case CHANGES_A_RESULT -> players.values().forEach(ModelServer::changeNewestResult);
            case MAKES_WOOD -> players.values().forEach(player -> player.wood++);
            case EATS_WOOD -> players.values().forEach(player -> player.wood = Math.max(0, player.wood - 1));
            case REUSES_FRAME_NUMBERS -> frame = 0;
            case HEALS_TREES ->
                things.replaceAll((id, thing) -> thing.getHp() > 0 && thing.getHp() < 75
                        ? thing.toBuilder().setHp(75).build()
                        : thing);
            case NONE, APPLIES_RESENT_ACTIONS, LEAVES_PICKED_ITEMS -> {}
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
        frame++;
        FrameUpdate.Builder update = FrameUpdate.newBuilder().setFrame(frame);
        ActionResult.Builder result = ActionResult.newBuilder().setSequence(action.getSequence());
        switch (action.getKindCase()) {
            case HARVEST -> harvest(player, action.getHarvest().getTarget(), result, update);
            case INTERACT -> pickUp(player, action.getInteract().getTarget(), result, update);
            case BUILD -> build(playerId, player, action.getBuild(), result, update);
            case IDLE, KIND_NOT_SET -> {}
        }
        player.applied = Math.max(player.applied, action.getSequence());
        player.recent.addLast(result.build());
        if (player.recent.size() > RECENT) {
            player.recent.removeFirst();
        }
        for (long other : List.copyOf(sessions.keySet())) {
            FrameUpdate.Builder own = update.clone();
            if (other == playerId) {
                own.addResults(result).setInventory(inventory(player));
            }
            send(other, own);
        }
    }

    private void harvest(Player player, long target, ActionResult.Builder result, FrameUpdate.Builder update) {
        Entity tree = things.get(target);
        if (tree == null || tree.getKind() != EntityKind.ENTITY_KIND_TREE || tree.getHp() == 0) {
            result.setReason(Reason.REASON_NO_SUCH_TARGET);
            return;
        }
        Entity struck = tree.toBuilder().setHp(tree.getHp() - 25).build();
        things.put(target, struck);
        update.addUpserted(struck);
        player.wood++;
        result.setEntityId(target);
        if (struck.getHp() == 0) {
            Position at = tree.getPosition();
            update.addUpserted(add(thing(EntityKind.ENTITY_KIND_ITEM, 1, at.getXMicros() + 1, at.getZMicros())
                    .setCount(2)));
        }
    }

    private void pickUp(Player player, long target, ActionResult.Builder result, FrameUpdate.Builder update) {
        Entity item = things.get(target);
        if (item == null || item.getKind() != EntityKind.ENTITY_KIND_ITEM) {
            result.setReason(Reason.REASON_NO_SUCH_TARGET);
            return;
        }
        if (sabotage != Sabotage.LEAVES_PICKED_ITEMS) {
            things.remove(target);
            update.addRemoved(target);
        }
        player.wood += item.getCount();
        result.setEntityId(target);
    }

    private void build(
            long playerId, Player player, Build build, ActionResult.Builder result, FrameUpdate.Builder update) {
        if (player.wood < 2 || build.getYawDegrees() > 359) {
            result.setReason(Reason.REASON_BAD_ACTION);
            return;
        }
        player.wood -= 2;
        Position at = build.getPosition();
        Entity wall = add(thing(EntityKind.ENTITY_KIND_STRUCTURE, 1, at.getXMicros(), at.getZMicros())
                .setYawDegrees(build.getYawDegrees())
                .setOwnerPlayerId(playerId)
                .setHp(200)
                .setMaxHp(200));
        update.addUpserted(wall);
        result.setEntityId(wall.getId());
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
                .addItems(
                        ItemCount.newBuilder().setItem(ItemKind.ITEM_KIND_WOOD).setCount(player.wood))
                .build();
    }

    private Image image() {
        Map<Long, Player> copies = new HashMap<>();
        players.forEach((id, player) -> copies.put(id, player.copy()));
        return new Image(new LinkedHashMap<>(things), copies, frame, nextId);
    }
}
