package org.vsekai.replication;

import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.EntityState;
import org.vsekai.game.ThingChange;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Carried;
import org.vsekai.wire.v1.Deed;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.OfferMade;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.ServerMessage;

/**
 * Gathers what one client is told of one frame; a frame too large for one message comes out as several with the same
 * number, to be applied one after the other. Confined to one thread; for one frame and client only.
 */
public final class FrameUpdateWriter {
    private static final int VARINT_BYTES = 12;

    private final RegionId region;
    private final long frame;
    private final long tick;
    private final List<ServerMessage> finished = new ArrayList<>();
    private FrameUpdate.Builder part;
    private int size;

    public FrameUpdateWriter(RegionId region, long frame, long tick) {
        this.region = region;
        this.frame = frame;
        this.tick = tick;
        part = newPart();
    }

    /** Of what belongs to no frame. */
    public static FrameUpdateWriter outsideOfFrames() {
        return new FrameUpdateWriter(RegionId.SPAWN, 0, 0);
    }

    /** Adds what the client may see of the changes; {@code encoded} holds each change's entity, made once for all clients. */
    public void things(List<ThingChange> changes, List<Entity> encoded, Interest interest) {
        for (int i = 0; i < changes.size(); i++) {
            ThingChange change = changes.get(i);
            if (isSeen(change.now(), interest)) {
                makeRoom(encoded.get(i));
                part.addUpserted(encoded.get(i));
            } else if (isSeen(change.before(), interest)) {
                makeRoom(VARINT_BYTES);
                part.addRemoved(change.id());
            }
        }
    }

    public void result(ActionResult result) {
        makeRoom(result);
        part.addResults(result);
    }

    public void inventory(Inventory inventory) {
        makeRoom(inventory);
        part.setInventory(inventory);
    }

    public void departed(int slot) {
        makeRoom(VARINT_BYTES);
        part.addDepartedSlots(slot);
    }

    public void arrived(Person person) {
        makeRoom(person);
        part.addArrived(person);
    }

    public void carried(Carried carried) {
        makeRoom(carried);
        part.addCarried(carried);
    }

    public void offer(OfferMade offer) {
        makeRoom(offer);
        part.addOffers(offer);
    }

    public void deed(Deed deed) {
        makeRoom(deed);
        part.addDeeds(deed);
    }

    /** The messages; none when the client has nothing to be told. */
    public List<ServerMessage> finish() {
        if (size > 0) {
            closePart();
        }
        return finished;
    }

    private void makeRoom(MessageLite message) {
        makeRoom(message.getSerializedSize() + GameMessages.NESTING_BYTES);
    }

    private void makeRoom(int bytes) {
        if (size > 0 && size + bytes > GameMessages.MAX_PAYLOAD_BYTES) {
            closePart();
        }
        size += bytes;
    }

    private void closePart() {
        finished.add(ServerMessage.newBuilder().setFrameUpdate(part).build());
        part = newPart();
        size = 0;
    }

    private FrameUpdate.Builder newPart() {
        return FrameUpdate.newBuilder()
                .setRegionX(region.x())
                .setRegionZ(region.z())
                .setFrame(frame)
                .setTick(tick);
    }

    private static boolean isSeen(@Nullable EntityState thing, Interest interest) {
        return thing != null && interest.knows(ChunkKey.at(thing.xMicros(), thing.zMicros()));
    }
}
