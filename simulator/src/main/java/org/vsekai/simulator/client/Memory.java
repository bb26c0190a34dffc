package org.vsekai.simulator.client;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/** What a client believes: exactly what it was told in one session. Holds the server to the order of docs/protocol/reliable.md. */
final class Memory {
    private final Verdict verdict;
    private final Map<Long, Entity> things = new TreeMap<>();
    private final Set<Long> chunks = new HashSet<>();
    private final Map<Integer, Long> people = new TreeMap<>();
    private final Map<Long, Long> newestFrames = new HashMap<>();
    private boolean isWelcome;

    Memory(Verdict verdict) {
        this.verdict = verdict;
    }

    Map<Long, Entity> things() {
        return things;
    }

    Set<Long> chunks() {
        return chunks;
    }

    /** Who is there, by slot. */
    Map<Integer, Long> people() {
        return people;
    }

    void on(ServerMessage message) {
        switch (message.getBodyCase()) {
            case WELCOME -> onWelcome(message.getWelcome());
            case CHUNK_STATE -> onChunkState(message.getChunkState());
            case CHUNK_FORGOTTEN -> {
                long chunk = ChunkKey.of(
                        message.getChunkForgotten().getChunkX(),
                        message.getChunkForgotten().getChunkZ());
                verdict.require(chunks.remove(chunk), "only known chunks are forgotten");
                forget(chunk);
            }
            case FRAME_UPDATE -> onFrame(message.getFrameUpdate());
            default -> {}
        }
    }

    private void onWelcome(Welcome welcome) {
        verdict.require(!isWelcome, "a session has one welcome, and it comes first");
        isWelcome = true;
        for (Person person : welcome.getPeopleList()) {
            people.put(person.getSlot(), person.getPlayerId());
        }
    }

    private void onChunkState(ChunkState state) {
        long chunk = ChunkKey.of(state.getChunkX(), state.getChunkZ());
        if (state.getPart() == 0 && !chunks.add(chunk)) {
            forget(chunk);
        }
        state.getEntitiesList().forEach(entity -> things.put(entity.getId(), entity));
    }

    private void onFrame(FrameUpdate update) {
        verdict.require(isWelcome, "a welcome comes before everything else");
        if (update.getFrame() > 0) {
            long region = ChunkKey.of(update.getRegionX(), update.getRegionZ());
            Long before = newestFrames.put(region, update.getFrame());
            verdict.require(
                    before == null || update.getFrame() >= before,
                    "frames reach a client in order: " + update.getFrame() + " after " + before);
        }
        for (int slot : update.getDepartedSlotsList()) {
            verdict.require(people.remove(slot) != null, "only who is there departs");
        }
        for (Person person : update.getArrivedList()) {
            verdict.require(people.put(person.getSlot(), person.getPlayerId()) == null, "a slot is one person's");
        }
        for (Entity entity : update.getUpsertedList()) {
            verdict.require(chunks.contains(chunkOf(entity)), "only what is in a known chunk is shown");
            things.put(entity.getId(), entity);
        }
        for (long id : update.getRemovedList()) {
            verdict.require(things.remove(id) != null, "only what is known is removed: " + id);
        }
    }

    private void forget(long chunk) {
        things.values().removeIf(each -> chunkOf(each) == chunk);
    }

    static long chunkOf(Entity entity) {
        return ChunkKey.of(
                Units.chunkIndex(entity.getPosition().getXMicros()),
                Units.chunkIndex(entity.getPosition().getZMicros()));
    }
}
