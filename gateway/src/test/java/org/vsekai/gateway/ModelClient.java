package org.vsekai.gateway;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/** A client as docs/protocol/reliable.md describes it, without a screen: believes exactly what it is told. */
final class ModelClient {
    final Map<Long, Entity> things = new TreeMap<>();
    final Set<Long> chunks = new HashSet<>();
    final Map<Integer, String> people = new TreeMap<>();
    private long newestFrame;
    private int read;

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
    }

    private void onWelcome(Welcome welcome) {
        require(read == 0, "Welcome comes first");
        for (Person person : welcome.getPeopleList()) {
            people.put(person.getSlot(), person.getName());
        }
    }

    private void onChunkState(ChunkState state) {
        long chunk = ChunkKey.of(state.getChunkX(), state.getChunkZ());
        if (state.getPart() == 0) {
            require(chunks.add(chunk), "a known chunk's state is not sent again");
            forgetThings(chunk);
        }
        state.getEntitiesList().forEach(entity -> things.put(entity.getId(), entity));
    }

    private void onFrame(FrameUpdate update) {
        require(update.getFrame() >= newestFrame, "frames come in order");
        newestFrame = update.getFrame();
        for (int slot : update.getDepartedSlotsList()) {
            require(people.remove(slot) != null, "only who is there departs");
        }
        for (Person person : update.getArrivedList()) {
            require(people.put(person.getSlot(), person.getName()) == null, "a taken slot is not given away");
        }
        for (Entity entity : update.getUpsertedList()) {
            require(chunks.contains(chunkOf(entity)), "only what is in a known chunk is shown");
            things.put(entity.getId(), entity);
        }
        for (long id : update.getRemovedList()) {
            require(things.remove(id) != null, "only what is known is removed");
        }
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
