package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vsekai.game.ThingChange;
import org.vsekai.replication.FrameUpdateWriter;
import org.vsekai.replication.GameMessages;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.v1.Deed;
import org.vsekai.wire.v1.DeedKind;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.world.DurableFrame;

/**
 * Tells every present client what a durable frame changed, and lets in whom it brought. What doesn't depend on the viewer
 * is encoded once. Confined to the gateway's thread.
 */
final class FramePublisher {
    private record SeenDeed(long chunk, int slot, Deed deed) {}

    /** A frame in the form in which all clients share it. */
    private record News(
            RegionId region,
            DurableFrame frame,
            List<Entity> entities,
            Map<Long, List<DurableFrame.PlayerResult>> results,
            List<SeenDeed> deeds,
            List<Person> arrived,
            List<Integer> departedSlots) {
        FrameUpdateWriter update() {
            return new FrameUpdateWriter(region, frame.number(), frame.tick());
        }
    }

    private final Presences presences;
    private final ChunkRequests chunks;
    private final GameMessages messages;
    private final WelcomeWriter welcomes;

    FramePublisher(Presences presences, ChunkRequests chunks, GameMessages messages, WelcomeWriter welcomes) {
        this.presences = presences;
        this.chunks = chunks;
        this.messages = messages;
        this.welcomes = welcomes;
    }

    void publish(RegionId region, DurableFrame frame, long nowNanos) {
        Presences.Change crowd = presences.apply(frame, nowNanos);
        News news = new News(
                region,
                frame,
                entities(frame.changes()),
                resultsByPlayer(frame),
                deeds(frame),
                crowd.arrived().stream().map(Presence::person).toList(),
                crowd.departed().stream().map(Presence::slot).toList());
        for (Presence presence : presences.all()) {
            if (presence.arrivedInFrame() != frame.number()) {
                tell(presence, news);
            }
        }
        for (Presence presence : crowd.arrived()) {
            welcome(presence, news);
        }
        crowd.departed().forEach(chunks::forget);
        presences.release(crowd.departed());
    }

    private static void tell(Presence presence, News news) {
        FrameUpdateWriter update = news.update();
        news.departedSlots().forEach(update::departed);
        news.arrived().forEach(update::arrived);
        addResults(presence, news, 0, update);
        update.things(news.frame().changes(), news.entities(), presence.interest());
        for (SeenDeed seen : news.deeds()) {
            if (seen.slot() != presence.slot() && presence.interest().knows(seen.chunk())) {
                update.deed(seen.deed());
            }
        }
        update.finish().forEach(presence.session()::send);
    }

    /** {@code Welcome} shows the world after this frame; so what else the frame changed is in the chunks that are asked for now. */
    private void welcome(Presence presence, News news) {
        DurableFrame.Joined joined = news.frame().joined().stream()
                .filter(each -> each.sessionId() == presence.session().id())
                .findFirst()
                .orElseThrow();
        List<ServerMessage> greeting = welcomes.write(presence, joined.avatar(), presences.all());
        presence.session().welcome(greeting.getFirst(), presence.pose());
        greeting.subList(1, greeting.size()).forEach(presence.session()::send);
        FrameUpdateWriter update = news.update();
        addResults(presence, news, joined.avatar().lastAppliedSequence(), update);
        update.finish().forEach(presence.session()::send);
        chunks.askFor(presence);
    }

    private static void addResults(Presence presence, News news, long afterSequence, FrameUpdateWriter update) {
        List<DurableFrame.PlayerResult> own = news.results().getOrDefault(presence.playerId(), List.of());
        for (DurableFrame.PlayerResult each : own) {
            if (each.result().sequence() > afterSequence) {
                update.result(GameMessages.result(each.result()));
                presence.showInventory(each.avatar(), update);
            }
        }
    }

    private List<Entity> entities(List<ThingChange> changes) {
        List<Entity> entities = new ArrayList<>(changes.size());
        for (ThingChange change : changes) {
            entities.add(change.now() == null ? Entity.getDefaultInstance() : messages.entity(change.now()));
        }
        return entities;
    }

    private static Map<Long, List<DurableFrame.PlayerResult>> resultsByPlayer(DurableFrame frame) {
        Map<Long, List<DurableFrame.PlayerResult>> results = new HashMap<>();
        for (DurableFrame.PlayerResult each : frame.results()) {
            results.computeIfAbsent(each.playerId(), player -> new ArrayList<>())
                    .add(each);
        }
        return results;
    }

    private List<SeenDeed> deeds(DurableFrame frame) {
        List<SeenDeed> deeds = new ArrayList<>();
        for (DurableFrame.PlayerResult each : frame.results()) {
            Presence doer = presences.find(each.playerId());
            DeedKind kind = kind(each.deed());
            if (doer != null && kind != DeedKind.DEED_KIND_UNSPECIFIED) {
                Deed deed = Deed.newBuilder()
                        .setSlot(doer.slot())
                        .setKind(kind)
                        .setTarget(each.result().entityId())
                        .build();
                deeds.add(new SeenDeed(doer.chunk(), doer.slot(), deed));
            }
        }
        return deeds;
    }

    private static DeedKind kind(DurableFrame.Deed deed) {
        return switch (deed) {
            case NONE -> DeedKind.DEED_KIND_UNSPECIFIED;
            case HARVESTED -> DeedKind.DEED_KIND_HARVESTED;
            case BUILT -> DeedKind.DEED_KIND_BUILT;
            case PICKED_UP -> DeedKind.DEED_KIND_PICKED_UP;
            case RESTED -> DeedKind.DEED_KIND_RESTED;
        };
    }
}
