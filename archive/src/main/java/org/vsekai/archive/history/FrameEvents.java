package org.vsekai.archive.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.history.HistoryEvent.Kind;
import org.vsekai.sim.RegionId;
import org.vsekai.world.RegionReplay;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.ResultRecord;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.TakenParcel;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;

/**
 * What a frame tells, one event at a time, in the order in which its tick did them: what came due, what other regions sent, what
 * was decided by that, who joined and left, who acted, who crossed. What a frame doesn't say the order of is told kind by kind: who
 * arrived before what messages did, and who joined before who left. Confined to one thread.
 */
final class FrameEvents {
    private final RegionId region;
    private final FrameRecord frame;
    private final Map<Long, AvatarRecord> avatars = new HashMap<>();
    private final List<HistoryEvent> events = new ArrayList<>();

    /** What each of the frame's inputs changed, and each part that it opened or closed. */
    private final List<List<EntityChange>> inputChanges = new ArrayList<>();

    private final Map<PartRecord, List<EntityChange>> partChanges = new HashMap<>();
    private final FrameDeals deals;

    private FrameEvents(RegionId region, FrameRecord frame) {
        this.region = region;
        this.frame = frame;
        deals = new FrameDeals(region, frame);
        frame.getAvatarsList().forEach(avatar -> avatars.put(avatar.getPlayerId(), avatar));
    }

    static List<HistoryEvent> of(RegionId region, FrameRecord frame) {
        FrameEvents told = new FrameEvents(region, frame);
        told.tell();
        return told.events;
    }

    private void tell() {
        Set<Integer> whose = new HashSet<>();
        frame.getInputsList().forEach(input -> inputChanges.add(changesOf(input, whose)));
        frame.getPartsList().forEach(part -> partChanges.put(part, changesOf(part, whose)));
        frame.getPartsBeforeList().forEach(part -> partChanges.put(part, changesOf(part, whose)));
        for (int i = 0; i < frame.getChangesCount(); i++) {
            EntityChange change = frame.getChanges(i);
            if (!whose.contains(i) && (change.hasBefore() || change.hasAfter())) {
                add(Kind.AGED, null, null, List.of(change));
            }
        }
        tellArrivals();
        tellMessages();
        int decided = decidedInputs();
        for (int i = 0; i < decided; i++) {
            addAction(i);
        }
        frame.getJoinedPlayerIdsList().forEach(player -> addMembership(Kind.JOINED, player));
        frame.getLeftPlayerIdsList().forEach(player -> addMembership(Kind.LEFT, player));
        tellActions(decided);
        for (Parcel parcel : frame.getSentList()) {
            List<RegionId> to = List.of(FrameDeals.region(parcel.getReceiver()));
            parcel.getCrossing().getAvatarsList().forEach(avatar -> addBorder(Kind.CROSSED, avatar, to));
        }
        tellWhatWasHeld();
    }

    private void tellArrivals() {
        List<RegionId> from = sendersOfAvatars();
        frame.getAvatarsList().stream()
                .filter(avatar -> RegionReplay.arrives(avatar, frame))
                .forEach(avatar -> addBorder(Kind.ARRIVED, avatar, from));
    }

    /** The regions whose parcels may have brought avatars: those that brought something else are told in full. */
    private List<RegionId> sendersOfAvatars() {
        Set<ParcelId> others = new HashSet<>();
        for (TakenParcel taken : frame.getTakenParcelsList()) {
            if (!taken.getParcel().hasCrossing()) {
                others.add(taken.getParcel().getId());
            }
        }
        return frame.getTakenList().stream()
                .filter(parcel -> !others.contains(parcel))
                .map(parcel -> FrameDeals.region(parcel.getSender()))
                .distinct()
                .toList();
    }

    /** What other regions' messages did, in the order in which they were taken; frames of older builds don't tell that order. */
    private void tellMessages() {
        Map<TransactionId, PartRecord> opened = new LinkedHashMap<>();
        frame.getPartsList().forEach(part -> opened.put(part.getId(), part));
        Map<TransactionId, PartRecord> closed = new LinkedHashMap<>();
        frame.getPartsBeforeList().forEach(part -> closed.put(part.getId(), part));
        Map<TransactionId, TransactionRecord> answered = new LinkedHashMap<>();
        deals.answered().forEach(open -> answered.put(open.getId(), open));
        for (TakenParcel taken : frame.getTakenParcelsList()) {
            Parcel parcel = taken.getParcel();
            switch (parcel.getBodyCase()) {
                case PREPARE -> addOpened(opened.remove(parcel.getPrepare().getId()));
                case DECISION -> addClosed(closed.remove(parcel.getDecision().getId()));
                case VOTE -> {
                    addAnswered(answered.remove(parcel.getVote().getId()));
                    if (deals.isReturned(parcel)) {
                        add(Kind.RETURNED, null, null, List.of(), deals.of(parcel));
                    }
                }
                case CROSSING, BODY_NOT_SET -> {}
            }
        }
        opened.values().forEach(this::addOpened);
        closed.values().forEach(this::addClosed);
        answered.values().forEach(this::addAnswered);
    }

    private void addOpened(@Nullable PartRecord part) {
        if (part != null) {
            addPart(Kind.SET_ASIDE, part, deals.setAside(part));
        }
    }

    private void addClosed(@Nullable PartRecord part) {
        if (part != null) {
            addPart(deals.isDone(part) ? Kind.DONE : Kind.UNDONE, part, deals.closed(part));
        }
    }

    private void addAnswered(@Nullable TransactionRecord open) {
        if (open != null) {
            addOpen(Kind.ANSWERED, open);
        }
    }

    /** How many of the frame's inputs were decided by what other regions said: those that were open before it come first. */
    private int decidedInputs() {
        Set<TransactionId> before = new HashSet<>();
        frame.getTransactionsBeforeList().forEach(open -> before.add(open.getId()));
        int decided = 0;
        while (decided < frame.getInputsCount() && before.contains(FrameDeals.id(frame.getInputs(decided)))) {
            decided++;
        }
        return decided;
    }

    /** The actions from one on, and between them those that began and are not decided; older builds' frames don't say between which. */
    private void tellActions(int from) {
        Map<TransactionId, TransactionRecord> begun = new LinkedHashMap<>();
        deals.begun().forEach(open -> begun.put(open.getId(), open));
        int told = 0;
        for (int i = from; i < frame.getInputsCount(); i++) {
            while (told < frame.getBegunCount() && frame.getBegun(told).getInputsBefore() <= i) {
                addBegun(begun.remove(frame.getBegun(told++).getId()));
            }
            addAction(i);
        }
        frame.getBegunList().forEach(left -> addBegun(begun.remove(left.getId())));
        begun.values().forEach(this::addBegun);
    }

    private void addBegun(@Nullable TransactionRecord open) {
        if (open != null) {
            addOpen(Kind.BEGAN, open);
        }
    }

    private void addAction(int index) {
        AppliedInput input = frame.getInputs(index);
        add(Kind.ACTED, avatar(input.getPlayerId()), input, inputChanges.get(index), deals.of(input));
    }

    private void tellWhatWasHeld() {
        frame.getAvatarsBeforeList().forEach(was -> {
            long player = was.getPlayerId();
            List<HistoryEvent> causes = events.stream()
                    .filter(event -> event.playerId() == player && event.mayChangeWhatIsHeld() || event.moves(player))
                    .toList();
            causes.stream()
                    .filter(event -> event.playerId() == player)
                    .reduce((earlier, later) -> later)
                    .ifPresent(last ->
                            events.set(last.index(), last.with(new HistoryEvent.Held(was, causes.size() == 1))));
        });
    }

    /** With the holder of what is set aside, where that is a player. */
    private void addPart(Kind kind, PartRecord part, HistoryDeal deal) {
        AvatarRecord holder = deal.players().stream()
                .filter(player -> player != part.getActor().getPlayerId() && avatars.containsKey(player))
                .findFirst()
                .map(this::avatar)
                .orElse(null);
        add(kind, holder, null, partChanges.getOrDefault(part, List.of()), deal);
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
        add(kind, actor, action, List.of(), deals.of(open));
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
        add(kind, avatar(player), null, List.of());
    }

    private void addBorder(Kind kind, AvatarRecord avatar, List<RegionId> beyond) {
        add(kind, avatar, null, List.of(), null, beyond);
    }

    private AvatarRecord avatar(long player) {
        AvatarRecord known = avatars.get(player);
        return known == null ? AvatarRecord.newBuilder().setPlayerId(player).build() : known;
    }

    private void add(
            Kind kind, @Nullable AvatarRecord avatar, @Nullable AppliedInput input, List<EntityChange> changes) {
        add(kind, avatar, input, changes, null);
    }

    private void add(
            Kind kind,
            @Nullable AvatarRecord avatar,
            @Nullable AppliedInput input,
            List<EntityChange> changes,
            @Nullable HistoryDeal deal) {
        add(kind, avatar, input, changes, deal, List.of());
    }

    private void add(
            Kind kind,
            @Nullable AvatarRecord avatar,
            @Nullable AppliedInput input,
            List<EntityChange> changes,
            @Nullable HistoryDeal deal,
            List<RegionId> beyond) {
        events.add(new HistoryEvent(
                region,
                frame.getNumber(),
                events.size(),
                frame.getTick(),
                frame.getUnixMillis(),
                kind,
                avatar,
                null,
                input,
                changes,
                deal,
                beyond));
    }
}
