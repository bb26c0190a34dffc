package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Carried;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/** A client as docs/protocol/reliable.md describes it, without a screen: believes exactly what it is told. */
final class ModelClient {
    final Map<Long, Entity> things = new TreeMap<>();
    final Set<Long> chunks = new HashSet<>();
    final Map<Integer, String> people = new TreeMap<>();
    final Map<Integer, ItemKind> carried = new TreeMap<>();
    final List<Long> results = new ArrayList<>();

    /** Root height of the newest pose of each slot: in tests a clock. */
    final Map<Integer, Long> newestPose = new TreeMap<>();

    Inventory inventory = Inventory.getDefaultInstance();
    long welcomedAfter;
    private final Map<RegionId, Long> newestFrames = new HashMap<>();
    private int read;
    private int seen;

    /** Takes in what the peer was sent since the last call. */
    void read(TestPeer peer) {
        for (; read < peer.messages.size(); read++) {
            ServerMessage message = peer.messages.get(read);
            switch (message.getBodyCase()) {
                case WELCOME -> onWelcome(message.getWelcome());
                case CHUNK_STATE -> onChunkState(message.getChunkState());
                case CHUNK_FORGOTTEN -> {
                    long chunk = ChunkKey.of(
                            message.getChunkForgotten().getChunkX(),
                            message.getChunkForgotten().getChunkZ());
                    require(chunks.remove(chunk), "only known chunks are forgotten");
                    forgetThings(chunk);
                }
                case FRAME_UPDATE -> onFrame(message.getFrameUpdate());
                default -> throw new AssertionError("unexpected: " + message);
            }
        }
        for (; seen < peer.snapshots.size(); seen++) {
            peer.snapshots.get(seen).avatars().forEach(this::onPose);
        }
    }

    private void onPose(Snapshot.Avatar avatar) {
        long now = avatar.pose().rootYMicros();
        Long before = newestPose.put(avatar.slot(), now);
        require(before == null || before <= now, "nobody is seen where they were before");
    }

    private void onWelcome(Welcome welcome) {
        require(read == 0, "Welcome comes first");
        welcome.getPeopleList().forEach(this::arrive);
        inventory = welcome.getInventory();
        welcomedAfter = welcome.getLastAppliedSequence();
    }

    private void onChunkState(ChunkState state) {
        long chunk = ChunkKey.of(state.getChunkX(), state.getChunkZ());
        if (state.getPart() == 0) {
            chunks.add(chunk);
            forgetThings(chunk);
        }
        state.getEntitiesList().forEach(entity -> things.put(entity.getId(), entity));
    }

    private void onFrame(FrameUpdate update) {
        if (update.getFrame() > 0) {
            RegionId region = new RegionId(update.getRegionX(), update.getRegionZ());
            Long before = newestFrames.put(region, update.getFrame());
            require(before == null || update.getFrame() >= before, "frames of a region come in order");
        }
        for (int slot : update.getDepartedSlotsList()) {
            require(people.remove(slot) != null, "only who is there departs");
            carried.remove(slot);
            newestPose.remove(slot);
        }
        update.getArrivedList().forEach(this::arrive);
        for (Carried each : update.getCarriedList()) {
            require(people.containsKey(each.getSlot()), "only who is there carries something");
            carried.put(each.getSlot(), each.getItem());
        }
        update.getResultsList().stream().map(ActionResult::getSequence).forEach(results::add);
        if (update.hasInventory()) {
            inventory = update.getInventory();
        }
        for (Entity entity : update.getUpsertedList()) {
            require(chunks.contains(chunkOf(entity)), "only what is in a known chunk is shown");
            things.put(entity.getId(), entity);
        }
        for (long id : update.getRemovedList()) {
            require(things.remove(id) != null, "only what is known is removed");
        }
    }

    private void arrive(Person person) {
        require(people.put(person.getSlot(), person.getName()) == null, "a taken slot is not given away");
        carried.put(person.getSlot(), person.getCarries());
        newestPose.remove(person.getSlot());
    }

    /** What the client holds of a chunk, in the order of ids. */
    List<Entity> thingsIn(long chunk) {
        return things.values().stream().filter(each -> chunkOf(each) == chunk).toList();
    }

    private void forgetThings(long chunk) {
        things.values().removeIf(each -> chunkOf(each) == chunk);
    }

    private static long chunkOf(Entity entity) {
        return ChunkKey.of(
                Units.chunkIndex(entity.getPosition().getXMicros()),
                Units.chunkIndex(entity.getPosition().getZMicros()));
    }

    private static void require(boolean holds, String claim) {
        if (!holds) {
            throw new AssertionError(claim);
        }
    }
}
