package org.vsekai.archive.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.history.HistoryEvent.Kind;
import org.vsekai.sim.RegionId;
import org.vsekai.world.RegionReplay;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.ResultRecord;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.TransactionRecord;

/** What a frame tells, one event at a time, in the order in which its tick did them. Confined to one thread. */
final class FrameEvents {
    private final RegionId region;
    private final FrameRecord frame;
    private final Map<Long, AvatarRecord> avatars = new HashMap<>();
    private final Map<Long, AvatarBefore> before = new HashMap<>();
    private final List<HistoryEvent> events = new ArrayList<>();
    private final FrameDeals deals;

    private FrameEvents(RegionId region, FrameRecord frame) {
        this.region = region;
        this.frame = frame;
        deals = new FrameDeals(region, frame);
        frame.getAvatarsList().forEach(avatar -> avatars.put(avatar.getPlayerId(), avatar));
        frame.getAvatarsBeforeList().forEach(was -> before.put(was.getPlayerId(), was));
    }

    static List<HistoryEvent> of(RegionId region, FrameRecord frame) {
        FrameEvents told = new FrameEvents(region, frame);
        told.tell();
        return told.events;
    }

    private void tell() {
        Set<Integer> whose = new HashSet<>();
        List<List<EntityChange>> changes = new ArrayList<>();
        frame.getInputsList().forEach(input -> changes.add(changesOf(input, whose)));
        List<List<EntityChange>> opened = new ArrayList<>();
        frame.getPartsList().forEach(part -> opened.add(changesOf(part, whose)));
        List<List<EntityChange>> closed = new ArrayList<>();
        frame.getPartsBeforeList().forEach(part -> closed.add(changesOf(part, whose)));
        for (int i = 0; i < frame.getChangesCount(); i++) {
            EntityChange change = frame.getChanges(i);
            if (!whose.contains(i) && (change.hasBefore() || change.hasAfter())) {
                add(Kind.AGED, null, null, null, List.of(change));
            }
        }
        frame.getAvatarsList().stream()
                .filter(avatar -> RegionReplay.arrives(avatar, frame))
                .forEach(avatar -> add(Kind.ARRIVED, avatar, null, null, List.of()));
        for (int i = 0; i < frame.getPartsCount(); i++) {
            PartRecord part = frame.getParts(i);
            addPart(Kind.SET_ASIDE, part, opened.get(i), deals.setAside(part));
        }
        for (int i = 0; i < frame.getPartsBeforeCount(); i++) {
            PartRecord part = frame.getPartsBefore(i);
            addPart(deals.isDone(part) ? Kind.DONE : Kind.UNDONE, part, closed.get(i), deals.closed(part));
        }
        deals.returned().forEach(vote -> add(Kind.RETURNED, null, null, null, List.of(), deals.of(vote)));
        deals.answered().forEach(open -> addOpen(Kind.ANSWERED, open));
        frame.getJoinedPlayerIdsList().forEach(player -> addMembership(Kind.JOINED, player));
        frame.getLeftPlayerIdsList().forEach(player -> addMembership(Kind.LEFT, player));
        for (int i = 0; i < frame.getInputsCount(); i++) {
            AppliedInput input = frame.getInputs(i);
            long player = input.getPlayerId();
            add(Kind.ACTED, avatar(player), before.get(player), input, changes.get(i), deals.of(input));
        }
        deals.begun().forEach(open -> addOpen(Kind.BEGAN, open));
        for (Parcel parcel : frame.getSentList()) {
            parcel.getCrossing().getAvatarsList().forEach(avatar -> add(Kind.CROSSED, avatar, null, null, List.of()));
        }
    }

    /** With the holder of what is set aside, where that is a player. */
    private void addPart(Kind kind, PartRecord part, List<EntityChange> changes, HistoryDeal deal) {
        AvatarRecord holder = deal.players().stream()
                .filter(player -> player != part.getActor().getPlayerId() && avatars.containsKey(player))
                .findFirst()
                .map(this::avatar)
                .orElse(null);
        AvatarBefore was = holder == null ? null : before.get(holder.getPlayerId());
        add(kind, holder, was, null, changes, deal);
    }

    private void addOpen(Kind kind, TransactionRecord open) {
        AvatarRecord actor = avatar(open.getId().getPlayerId()).toBuilder()
                .setXMicros(open.getActor().getXMicros())
                .setYMicros(open.getActor().getYMicros())
                .setZMicros(open.getActor().getZMicros())
                .build();
        AppliedInput action = open.getAction().toBuilder()
                .setResult(ResultRecord.newBuilder().setSequence(open.getId().getSequence()))
                .build();
        add(kind, actor, null, action, List.of(), deals.of(open));
    }

    /** What a part of another region's transaction changed here: what it names. */
    private List<EntityChange> changesOf(PartRecord part, Set<Integer> whose) {
        Set<Long> named = new HashSet<>();
        for (SetAsideRecord aside : part.getSetAsideList()) {
            named.add(aside.getBlow().getTargetId());
            named.add(aside.getBlow().getDropId());
            named.add(aside.getLifted().getId());
            named.add(aside.getSite().getEntityId());
        }
        List<EntityChange> changes = new ArrayList<>();
        for (int i = 0; i < frame.getChangesCount(); i++) {
            long id = HistoryEvent.known(frame.getChanges(i)).getId();
            if (id != 0 && named.contains(id)) {
                whose.add(i);
                changes.add(frame.getChanges(i));
            }
        }
        return changes;
    }

    /** What an action was the first to change, and what it names, which one before it may have changed already. */
    private List<EntityChange> changesOf(AppliedInput input, Set<Integer> whose) {
        List<EntityChange> changes = new ArrayList<>();
        for (int i = 0; i < frame.getChangesCount(); i++) {
            EntityChange change = frame.getChanges(i);
            boolean isFirst = i >= input.getFirstChange() && i < input.getFirstChange() + input.getChangeCount();
            boolean isNamed = input.getResult().getReason() == 0
                    && HistoryEvent.known(change).getId() != 0
                    && HistoryEvent.known(change).getId() == input.getResult().getEntityId();
            if (isFirst || isNamed) {
                whose.add(i);
            }
            if ((isFirst || isNamed) && (change.hasBefore() || change.hasAfter())) {
                changes.add(change);
            }
        }
        return changes;
    }

    private void addMembership(Kind kind, long player) {
        add(kind, avatar(player), null, null, List.of());
    }

    private AvatarRecord avatar(long player) {
        AvatarRecord known = avatars.get(player);
        return known == null ? AvatarRecord.newBuilder().setPlayerId(player).build() : known;
    }

    private void add(
            Kind kind,
            @Nullable AvatarRecord avatar,
            @Nullable AvatarBefore was,
            @Nullable AppliedInput input,
            List<EntityChange> changes) {
        add(kind, avatar, was, input, changes, null);
    }

    private void add(
            Kind kind,
            @Nullable AvatarRecord avatar,
            @Nullable AvatarBefore was,
            @Nullable AppliedInput input,
            List<EntityChange> changes,
            @Nullable HistoryDeal deal) {
        events.add(new HistoryEvent(
                region,
                frame.getNumber(),
                events.size(),
                frame.getTick(),
                frame.getUnixMillis(),
                kind,
                avatar,
                was,
                input,
                changes,
                deal));
    }
}
