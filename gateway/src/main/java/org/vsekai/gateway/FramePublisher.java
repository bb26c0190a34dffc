package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.ThingChange;
import org.vsekai.replication.FrameUpdateWriter;
import org.vsekai.replication.GameMessages;
import org.vsekai.replication.SnapshotBuilder;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.v1.Carried;
import org.vsekai.wire.v1.Deed;
import org.vsekai.wire.v1.DeedKind;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.OfferMade;
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
            Map<Long, List<ActionResult>> results,
            Map<Long, AvatarState> avatars,
            List<SeenDeed> deeds,
            List<Person> arrived,
            List<Carried> carried,
            Map<Long, List<OfferMade>> offers,
            List<Integer> departedSlots) {
        FrameUpdateWriter update() {
            return new FrameUpdateWriter(region, frame.number(), frame.tick());
        }
    }

    private final Presences presences;
    private final ChunkRequests chunks;
    private final SnapshotBuilder snapshots;
    private final GameMessages messages;
    private final WelcomeWriter welcomes;

    FramePublisher(
            Presences presences,
            ChunkRequests chunks,
            SnapshotBuilder snapshots,
            GameMessages messages,
            WelcomeWriter welcomes) {
        this.presences = presences;
        this.chunks = chunks;
        this.snapshots = snapshots;
        this.messages = messages;
        this.welcomes = welcomes;
    }

    void publish(RegionId region, DurableFrame frame, long nowNanos) {
        Presences.Change crowd = presences.apply(frame, nowNanos);
        News news = new News(
                region,
                frame,
                entities(frame.changes()),
                results(frame, crowd.resumed()),
                avatars(frame),
                deeds(frame),
                crowd.arrived().stream().map(Presence::person).toList(),
                carried(frame),
                offers(frame),
                crowd.departed().stream().map(Presence::slot).toList());
        for (Presence presence : presences.all()) {
            if (!crowd.arrived().contains(presence)) {
                tell(presence, news);
            }
        }
        for (Presence presence : crowd.arrived()) {
            welcome(presence, news);
        }
        release(crowd.departed());
    }

    /** Tells everybody of somebody of whom no frame will say that they left. */
    void depart(Presence gone) {
        presences.depart(gone);
        for (Presence presence : presences.all()) {
            FrameUpdateWriter update = FrameUpdateWriter.outsideOfFrames();
            update.departed(gone.slot());
            update.finish().forEach(presence.session()::send);
        }
        release(List.of(gone));
    }

    private void release(List<Presence> departed) {
        for (Presence gone : departed) {
            chunks.forget(gone);
            snapshots.hide(gone.slot());
        }
        presences.release(departed);
    }

    private static void tell(Presence presence, News news) {
        FrameUpdateWriter update = news.update();
        news.departedSlots().forEach(update::departed);
        news.arrived().forEach(update::arrived);
        addOwn(presence, news, update);
        news.offers().getOrDefault(presence.playerId(), List.of()).forEach(update::offer);
        news.carried().stream()
                .filter(each -> each.getSlot() != presence.slot())
                .forEach(update::carried);
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
        addOwn(presence, news, update);
        for (Presence other : presences.all()) {
            OfferMade standing = other.offerTo(presence.playerId());
            if (standing != null) {
                update.offer(standing);
            }
        }
        update.finish().forEach(presence.session()::send);
        chunks.askFor(presence);
    }

    /** What is for the player alone: answers that were not given yet, and what the inventory has become. */
    private static void addOwn(Presence presence, News news, FrameUpdateWriter update) {
        for (ActionResult result : news.results().getOrDefault(presence.playerId(), List.of())) {
            presence.showResult(result, update);
        }
        AvatarState avatar = news.avatars().get(presence.playerId());
        if (avatar != null) {
            presence.showInventory(avatar, update);
        }
    }

    private List<Entity> entities(List<ThingChange> changes) {
        List<Entity> entities = new ArrayList<>(changes.size());
        for (ThingChange change : changes) {
            entities.add(change.now() == null ? Entity.getDefaultInstance() : messages.entity(change.now()));
        }
        return entities;
    }

    /**
     * Results by player. Where a region was taken anew, frames may have become durable that nobody was told of: whoever joins it
     * again brings the results of those along.
     */
    private static Map<Long, List<ActionResult>> results(DurableFrame frame, List<DurableFrame.Joined> resumed) {
        Map<Long, List<ActionResult>> results = new HashMap<>();
        for (DurableFrame.Joined joined : resumed) {
            results.put(joined.playerId(), new ArrayList<>(joined.avatar().recentResults()));
        }
        for (DurableFrame.PlayerResult each : frame.results()) {
            results.computeIfAbsent(each.playerId(), player -> new ArrayList<>())
                    .add(each.result());
        }
        return results;
    }

    private static Map<Long, AvatarState> avatars(DurableFrame frame) {
        Map<Long, AvatarState> avatars = new HashMap<>();
        frame.avatars().forEach(avatar -> avatars.put(avatar.playerId(), avatar));
        return avatars;
    }

    private List<Carried> carried(DurableFrame frame) {
        List<Carried> changed = new ArrayList<>();
        for (AvatarState avatar : frame.avatars()) {
            Presence presence = presences.find(avatar.playerId());
            Carried now = presence == null ? null : presence.changedCarried(avatar);
            if (now != null) {
                changed.add(now);
            }
        }
        return changed;
    }

    /** By whom it is offered to. */
    private Map<Long, List<OfferMade>> offers(DurableFrame frame) {
        Map<Long, List<OfferMade>> offers = new HashMap<>();
        for (AvatarState avatar : frame.avatars()) {
            Presence presence = presences.find(avatar.playerId());
            if (presence != null) {
                presence.changedOffer(avatar)
                        .forEach((playerId, offer) -> offers.computeIfAbsent(playerId, to -> new ArrayList<>())
                                .add(offer));
            }
        }
        return offers;
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
