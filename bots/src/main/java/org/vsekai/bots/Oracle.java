package org.vsekai.bots;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/**
 * The clients' own memory of what they were promised, held against what the server says later. It lives outside of the
 * server's processes and believes nothing but what was sent to a client: results, frames, chunks, inventories. Pure; confined
 * to the fleet's thread.
 *
 * <p>What it holds the server to, for ever and over every restart:
 *
 * <ul>
 *   <li>An answered action stays answered, with the same result; results are dense; none is for what was not sent.
 *   <li>An inventory is the sum of the results, and of what the deals of others brought and took: each once, on both sides
 *       or on none ({@link Account}).
 *   <li>What was shown stays, unless a later frame takes it away; the number of a region's frame never comes again, and
 *       only the region in which a thing lies tells of it.
 *   <li>At the end ({@link #beginInspection}): walls are exactly those acknowledged, trees and rocks have what the strikes
 *       left of them, wood in hands and on the ground is what was made less what was built.
 * </ul>
 *
 * <p>Left out: poses, which may be lost.
 */
final class Oracle {
    /** What one bot sees in its present session. */
    private static final class Sight {
        final int attempt;
        final int generation;
        /** The newest frames that anybody had been shown when the process before ended. */
        final Map<Region, Long> floors;
        /** The newest frames that this session was shown. */
        final Map<Region, Long> frames = new HashMap<>();

        @Nullable
        WorldView world;

        @Nullable
        Long openChunk;

        boolean isQuiet;

        Sight(int attempt, int generation, Map<Region, Long> floors) {
            this.attempt = attempt;
            this.generation = generation;
            this.floors = floors;
        }
    }

    private final Consumer<String> log;
    private final Verdicts verdicts;
    private final ThingRegistry things;
    private final DealBook deals;
    private final BorderTally borders = new BorderTally();
    private final Map<String, PlayerLedger> ledgers = new LinkedHashMap<>();
    private final Map<String, Sight> sights = new HashMap<>();
    private final Map<String, Long> playerIds = new HashMap<>();
    private final Map<Long, Long> woodOnGround = new HashMap<>();
    private final Set<Long> inspected = new LinkedHashSet<>();
    private final Map<Region, Long> shownFrames = new HashMap<>();
    private Map<Region, Long> floors = Map.of();
    private int generation;
    private boolean isInspecting;

    /** @param log takes one line for each thing that must not be forgotten */
    Oracle(Consumer<String> log) {
        this.log = log;
        verdicts = new Verdicts(log);
        things = new ThingRegistry(verdicts);
        deals = new DealBook(verdicts);
    }

    /** The server's process has ended; call before the next is started. */
    void onRestart() {
        generation++;
        floors = Map.copyOf(shownFrames);
        things.onRestart();
        log.accept("restart " + generation + " shown-frames " + floors);
    }

    void onJoining(String player, int attempt) {
        log.accept("joining " + player + " attempt " + attempt);
        sights.put(player, new Sight(attempt, generation, floors));
    }

    void onSent(String player, Action action) {
        log.accept("sent " + player + " " + action.getSequence() + " " + action.getKindCase());
        ledger(player).onSent(action);
    }

    void onMessage(String player, int attempt, ServerMessage message) {
        Sight sight = sights.get(player);
        if (sight == null || sight.attempt != attempt) {
            return;
        }
        sight.isQuiet = false;
        Long openChunk = sight.openChunk;
        if (openChunk != null && !continuesChunk(openChunk, message)) {
            closeChunk(sight);
        }
        switch (message.getBodyCase()) {
            case WELCOME -> onWelcome(player, sight, message.getWelcome());
            case CHUNK_STATE -> onChunkState(sight, message.getChunkState());
            case FRAME_UPDATE -> onFrame(player, sight, message.getFrameUpdate());
            case CHUNK_FORGOTTEN -> {
                if (sight.world != null) {
                    sight.world.onChunkForgotten(message.getChunkForgotten());
                }
            }
            case ACTION_REFUSED, POSE_REFUSED, FAREWELL, BODY_NOT_SET -> {}
        }
    }

    /** Nobody acts any more and every action is answered: from here on, what is seen must be exactly what was promised. */
    void beginInspection() {
        ledgers.values().forEach(PlayerLedger::verifyAtRest);
        isInspecting = true;
        for (Sight sight : sights.values()) {
            WorldView world = sight.world;
            if (world == null || sight.generation != generation) {
                continue;
            }
            for (long chunk : Set.copyOf(world.chunks())) {
                Long open = sight.openChunk;
                if (open == null || open != chunk) {
                    inspect(world, chunk);
                }
            }
            // A chunk that may still be coming is left to the next look.
            sight.isQuiet = false;
        }
    }

    /** Call now and then while inspecting: a chunk whose session has been quiet since the last call has come whole. */
    void inspectQuiet() {
        for (Sight sight : sights.values()) {
            if (sight.isQuiet && sight.openChunk != null) {
                closeChunk(sight);
            }
            sight.isQuiet = true;
        }
    }

    /** Chunks that must be looked at before {@link #endInspection}, and were not. */
    Set<Long> chunksToInspect() {
        Set<Long> chunks = new LinkedHashSet<>(things.touchedChunks());
        chunks.removeAll(inspected);
        return chunks;
    }

    /** Adds up. What was not looked at can't be vouched for, and counts as lost. */
    void endInspection() {
        for (long chunk : chunksToInspect()) {
            verdicts.lost(1, "chunk " + (int) (chunk >> 32) + "," + (int) chunk + " could not be inspected");
        }
        Goods inHands = ledgers.values().stream().map(PlayerLedger::goods).reduce(Goods.NONE, Goods::plus);
        long onGround =
                woodOnGround.values().stream().mapToLong(Long::longValue).sum();
        verdicts.compare(things.expectedWood(), inHands.wood() + onGround, "wood in all hands and on the ground");
        verdicts.compare(things.expectedStone(), inHands.stone(), "stone in all hands");
    }

    long lost() {
        return verdicts.lost();
    }

    long duplicated() {
        return verdicts.duplicated();
    }

    List<Violation> violations() {
        return verdicts.kept();
    }

    /** Results that players have in hand, over all players. */
    long acknowledged() {
        return ledgers.values().stream().mapToLong(PlayerLedger::answered).sum();
    }

    int walls() {
        return things.wallCount();
    }

    /** Gifts that were acknowledged to the giver. */
    long gifts() {
        return deals.gifts();
    }

    /** Trades that were acknowledged to whoever accepted. */
    long trades() {
        return deals.trades();
    }

    BorderTally borders() {
        return borders;
    }

    private void onWelcome(String player, Sight sight, Welcome welcome) {
        log.accept("welcome " + player + " applied " + welcome.getLastAppliedSequence() + " wood "
                + WorldView.count(welcome.getInventory(), ItemKind.ITEM_KIND_WOOD));
        Long before = playerIds.putIfAbsent(player, welcome.getPlayerId());
        if (before != null && before != welcome.getPlayerId()) {
            verdicts.lost(1, player + " came back as another player");
        }
        sight.world = new WorldView(welcome);
        welcome.getRecentResultsList().forEach(result -> logResult(player, result));
        ledger(player).onWelcome(welcome);
    }

    private void onChunkState(Sight sight, ChunkState state) {
        if (sight.world == null) {
            return;
        }
        sight.world.onChunkState(state);
        sight.openChunk = WorldView.chunkKey(state.getChunkX(), state.getChunkZ());
        for (Entity entity : state.getEntitiesList()) {
            if (sight.generation == generation) {
                things.onSeenInChunk(entity);
            }
        }
    }

    private void onFrame(String player, Sight sight, FrameUpdate update) {
        PlayerLedger ledger = ledger(player);
        if (update.getFrame() > 0) {
            Region region = Region.of(update);
            checkFrameNumber(player, sight, region, update.getFrame());
            for (Entity entity : update.getUpsertedList()) {
                things.onUpserted(entity, region, update.getFrame());
            }
            update.getRemovedList().forEach(id -> things.onRemoved(id, region, update.getFrame()));
            if (update.getResultsCount() > 0) {
                ledger.onAnsweredBy(region);
            }
        }
        if (sight.world != null) {
            sight.world.onFrame(update);
        }
        for (ActionResult result : update.getResultsList()) {
            logResult(player, result);
            ledger.onResult(result);
        }
        if (update.hasInventory()) {
            ledger.compareInventory(
                    update.getInventory(), "in frame " + update.getFrame() + " of " + Region.of(update));
        }
    }

    /** The frames of one region come in order; those of two are strangers to each other. */
    private void checkFrameNumber(String player, Sight sight, Region region, long frame) {
        long newest = sight.frames.getOrDefault(region, 0L);
        long floor = sight.floors.getOrDefault(region, 0L);
        if (frame < newest) {
            verdicts.duplicated(1, player + " was shown frame " + frame + " of " + region + " after frame " + newest);
        }
        if (frame <= floor) {
            verdicts.lost(
                    1,
                    player + " was shown frame " + frame + " of " + region + " after a restart, but frame " + floor
                            + " had been shown before it");
        }
        sight.frames.merge(region, frame, Math::max);
        shownFrames.merge(region, frame, Math::max);
    }

    private static boolean continuesChunk(long openChunk, ServerMessage message) {
        ChunkState state = message.getChunkState();
        return message.getBodyCase() == ServerMessage.BodyCase.CHUNK_STATE
                && state.getPart() > 0
                && openChunk == WorldView.chunkKey(state.getChunkX(), state.getChunkZ());
    }

    /** All parts of a chunk have come. */
    private void closeChunk(Sight sight) {
        Long chunk = sight.openChunk;
        sight.openChunk = null;
        if (chunk == null || sight.world == null || sight.generation != generation) {
            return;
        }
        if (isInspecting) {
            inspect(sight.world, chunk);
        } else {
            things.onChunkSeen(chunk, sight.world.idsIn(chunk));
        }
    }

    private void inspect(WorldView world, long chunk) {
        if (!inspected.add(chunk)) {
            return;
        }
        Set<Long> ids = world.idsIn(chunk);
        things.verifyRestingChunk(chunk, world);
        long wood = 0;
        for (long id : ids) {
            Entity entity = world.thing(id);
            if (entity != null && isWood(entity)) {
                wood += entity.getCount();
            }
        }
        woodOnGround.put(chunk, wood);
    }

    private static boolean isWood(Entity entity) {
        return entity.getKind() == EntityKind.ENTITY_KIND_ITEM && entity.getVariant() == ItemKind.ITEM_KIND_WOOD_VALUE;
    }

    private void logResult(String player, ActionResult result) {
        log.accept("result " + player + " " + result.getSequence() + " " + result.getReason() + " "
                + result.getEntityId());
    }

    private PlayerLedger ledger(String player) {
        return ledgers.computeIfAbsent(player, name -> new PlayerLedger(name, things, deals, borders, verdicts));
    }
}
