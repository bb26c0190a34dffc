package org.vsekai.archive.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.history.HistoryDeal.Holder;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.history.DealMentions;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.KeptOffer;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.PartyRecord;
import org.vsekai.world.v1.Receipt;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.TakenParcel;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;

/** The steps of transactions in a frame, with what changed hands in each. Confined to one thread. */
final class FrameDeals {
    private final RegionId region;
    private final FrameRecord frame;

    /** What other regions' messages brought, and what went to them, by transaction. */
    private final Map<TransactionId, List<Parcel>> taken = new HashMap<>();

    private final Map<TransactionId, List<Parcel>> sent = new HashMap<>();

    FrameDeals(RegionId region, FrameRecord frame) {
        this.region = region;
        this.frame = frame;
        frame.getTakenParcelsList().stream().map(TakenParcel::getParcel).forEach(parcel -> gather(parcel, taken));
        frame.getSentList().forEach(parcel -> gather(parcel, sent));
    }

    private static void gather(Parcel parcel, Map<TransactionId, List<Parcel>> into) {
        TransactionId id = switch (parcel.getBodyCase()) {
            case PREPARE -> parcel.getPrepare().getId();
            case VOTE -> parcel.getVote().getId();
            case DECISION -> parcel.getDecision().getId();
            case CROSSING, BODY_NOT_SET -> null;
        };
        if (id != null) {
            into.computeIfAbsent(id, first -> new ArrayList<>()).add(parcel);
        }
    }

    // ---- at the coordinator ----

    /** The transactions that are open after the frame and were begun in it. */
    List<TransactionRecord> begun() {
        return open(transaction -> transaction.getBegunTick() == frame.getTick());
    }

    /** Those that are open after the frame and were answered in it. */
    List<TransactionRecord> answered() {
        return open(transaction -> transaction.getBegunTick() != frame.getTick());
    }

    private List<TransactionRecord> open(Predicate<TransactionRecord> which) {
        return frame.getTransactionsList().stream().filter(which).toList();
    }

    HistoryDeal of(TransactionRecord transaction) {
        List<HistoryDeal.Move> moves = new ArrayList<>();
        votes(transaction.getId()).forEach(vote -> addMove(moves, handedOver(vote), parcel(vote), escrow()));
        return new Told(transaction.getId(), region)
                .mention(mentions -> mentions.add(transaction))
                .others(transaction.getPartiesList().stream().map(PartyRecord::getRegion))
                .build(moves);
    }

    /** What an action between players or regions came to; null of other actions. */
    @Nullable
    HistoryDeal of(AppliedInput input) {
        TransactionId id = id(input);
        return frame.getReceiptsList().stream()
                .filter(receipt -> receipt.getId().equals(id))
                .findFirst()
                .map(receipt -> of(receipt, input))
                .orElse(null);
    }

    private HistoryDeal of(Receipt receipt, AppliedInput input) {
        TransactionId id = receipt.getId();
        boolean isDone = receipt.getReason() == 0;
        Holder actor = player(id.getPlayerId());
        List<HistoryDeal.Move> moves = new ArrayList<>();
        for (PartyRecord party : receipt.getPartiesList()) {
            List<ItemCount> items = party.getAnswer().getHandsOverList();
            boolean isHere = region(party.getRegion()).equals(region);
            if (isDone) {
                addMove(moves, items, isHere ? other(receipt) : from(id, party), actor);
                addMove(moves, party.getAnswer().getYieldsList(), new Holder.Nothing(), actor);
                if (isHere) {
                    addMove(moves, party.getAnswer().getReceivesList(), actor, other(receipt));
                }
            } else if (!isHere) {
                addMove(moves, items, from(id, party), to(id, party.getRegion()));
            }
        }
        decisions(id)
                .filter(parcel -> parcel.getDecision().getDone())
                .forEach(parcel -> addMove(moves, parcel.getDecision().getItemsList(), actor, parcel(parcel)));
        Optional<TransactionRecord> before = frame.getTransactionsBeforeList().stream()
                .filter(transaction -> transaction.getId().equals(id))
                .findFirst();
        return new Told(id, region)
                .players(receipt.getPlayerIdsList())
                .mention(mentions -> {
                    mentions.add(receipt);
                    mentions.add(input);
                    before.ifPresent(mentions::add);
                })
                .others(receipt.getPartiesList().stream().map(PartyRecord::getRegion))
                .build(moves);
    }

    /** Where what a party has handed over was until it was decided: with its vote, or here from an earlier frame on. */
    private Holder from(TransactionId id, PartyRecord party) {
        return votes(id)
                .filter(vote -> vote.getId().getSender().equals(party.getRegion()))
                .findFirst()
                .map(FrameDeals::parcel)
                .orElseGet(this::escrow);
    }

    private Holder to(TransactionId id, RegionRecord receiver) {
        return decisions(id)
                .filter(parcel -> parcel.getReceiver().equals(receiver))
                .findFirst()
                .map(FrameDeals::parcel)
                .orElseGet(() -> new Holder.Region(region(receiver)));
    }

    private static Holder other(Receipt receipt) {
        return receipt.getPlayerIdsCount() < 2 ? new Holder.Ground(0) : player(receipt.getPlayerIds(1));
    }

    /** Whether a vote came too late: what came with it is sent back. */
    boolean isReturned(Parcel vote) {
        TransactionId id = vote.getVote().getId();
        boolean isLate = frame.getTransactionsList().stream()
                        .noneMatch(open -> open.getId().equals(id))
                && frame.getReceiptsList().stream()
                        .noneMatch(receipt -> receipt.getId().equals(id));
        return isLate && vote.getVote().getAnswer().getReason() == 0;
    }

    HistoryDeal of(Parcel lateVote) {
        TransactionId id = lateVote.getVote().getId();
        RegionRecord sender = lateVote.getId().getSender();
        List<HistoryDeal.Move> moves = new ArrayList<>();
        addMove(moves, handedOver(lateVote), parcel(lateVote), to(id, sender));
        return new Told(id, region)
                .mention(mentions -> mentions.addMessage(lateVote))
                .others(Stream.of(sender))
                .build(moves);
    }

    private Stream<Parcel> votes(TransactionId id) {
        return taken.getOrDefault(id, List.of()).stream().filter(Parcel::hasVote);
    }

    private Stream<Parcel> decisions(TransactionId id) {
        return sent.getOrDefault(id, List.of()).stream().filter(Parcel::hasDecision);
    }

    private static List<ItemCount> handedOver(Parcel vote) {
        return vote.getVote().getAnswer().getHandsOverList();
    }

    // ---- at a participant ----

    /** What was set aside in the frame. */
    HistoryDeal setAside(PartRecord part) {
        Holder vote = sent.getOrDefault(part.getId(), List.of()).stream()
                .filter(Parcel::hasVote)
                .findFirst()
                .map(FrameDeals::parcel)
                .orElseGet(() -> new Holder.Region(region(part.getHome())));
        List<HistoryDeal.Move> moves = new ArrayList<>();
        for (SetAsideRecord aside : part.getSetAsideList()) {
            switch (aside.getSetAsideCase()) {
                case TAKEN ->
                    addMove(
                            moves,
                            aside.getTaken().getItemsList(),
                            player(aside.getTaken().getPlayerId()),
                            vote);
                case KEPT -> addMove(moves, aside.getKept().getOffer().getGivesList(), keeper(aside.getKept()), vote);
                case LIFTED -> addMove(moves, content(aside.getLifted()), ground(aside.getLifted()), vote);
                default -> {}
            }
        }
        return told(part, moves);
    }

    /** Whether a part that the frame closed was done; the decision is in the frame. */
    boolean isDone(PartRecord part) {
        return decision(part).map(parcel -> parcel.getDecision().getDone()).orElse(false);
    }

    /** What became of a part that the frame closed. */
    HistoryDeal closed(PartRecord part) {
        Holder from = decision(part).map(FrameDeals::parcel).orElseGet(() -> new Holder.Region(region(part.getHome())));
        List<HistoryDeal.Move> moves = new ArrayList<>();
        for (SetAsideRecord aside : part.getSetAsideList()) {
            if (isDone(part)) {
                addReceived(moves, aside, from);
            } else {
                addBack(moves, aside, from);
            }
        }
        return told(part, moves);
    }

    private static void addReceived(List<HistoryDeal.Move> moves, SetAsideRecord aside, Holder from) {
        switch (aside.getSetAsideCase()) {
            case ROOM ->
                addMove(
                        moves,
                        aside.getRoom().getItemsList(),
                        from,
                        player(aside.getRoom().getPlayerId()));
            case KEPT -> addMove(moves, aside.getKept().getOffer().getWantsList(), from, keeper(aside.getKept()));
            default -> {}
        }
    }

    private static void addBack(List<HistoryDeal.Move> moves, SetAsideRecord aside, Holder from) {
        switch (aside.getSetAsideCase()) {
            case TAKEN ->
                addMove(
                        moves,
                        aside.getTaken().getItemsList(),
                        from,
                        player(aside.getTaken().getPlayerId()));
            case KEPT -> addMove(moves, aside.getKept().getOffer().getGivesList(), from, keeper(aside.getKept()));
            case LIFTED -> addMove(moves, content(aside.getLifted()), from, ground(aside.getLifted()));
            default -> {}
        }
    }

    private Optional<Parcel> decision(PartRecord part) {
        return taken.getOrDefault(part.getId(), List.of()).stream()
                .filter(Parcel::hasDecision)
                .findFirst();
    }

    private HistoryDeal told(PartRecord part, List<HistoryDeal.Move> moves) {
        return new Told(part.getId(), region(part.getHome()))
                .mention(mentions -> mentions.add(part))
                .others(Stream.of(part.getHome()))
                .build(moves);
    }

    // ---- as it is told ----

    private static void addMove(List<HistoryDeal.Move> moves, List<ItemCount> items, Holder from, Holder to) {
        if (!items.isEmpty()) {
            moves.add(new HistoryDeal.Move(items, from, to));
        }
    }

    private static List<ItemCount> content(EntityRecord item) {
        return List.of(ItemCount.newBuilder()
                .setItem(item.getVariant())
                .setCount(item.getCount())
                .build());
    }

    private static Holder player(long id) {
        return new Holder.Player(id);
    }

    private static Holder keeper(KeptOffer kept) {
        return player(kept.getPlayerId());
    }

    private static Holder ground(EntityRecord item) {
        return new Holder.Ground(item.getId());
    }

    private Holder escrow() {
        return new Holder.Escrow(region);
    }

    private static Holder parcel(Parcel parcel) {
        ParcelId id = parcel.getId();
        return new Holder.InParcel(region(id.getSender()), id.getFrame(), id.getIndex());
    }

    static TransactionId id(AppliedInput input) {
        return TransactionId.newBuilder()
                .setPlayerId(input.getPlayerId())
                .setSequence(input.getResult().getSequence())
                .build();
    }

    static RegionId region(RegionRecord record) {
        return new RegionId(record.getX(), record.getZ());
    }

    /** Gathers whom, what and where a step concerns. */
    private final class Told implements DealMentions.Sink {
        private final TransactionId id;
        private final RegionId home;
        private final Set<Long> players = new LinkedHashSet<>();
        private final Set<Long> entities = new TreeSet<>();
        private final Set<Long> chunks = new TreeSet<>();
        private List<RegionId> others = List.of();

        Told(TransactionId id, RegionId home) {
            this.id = id;
            this.home = home;
            players.add(id.getPlayerId());
        }

        Told players(List<Long> concerned) {
            players.addAll(concerned);
            return this;
        }

        Told mention(Consumer<DealMentions> what) {
            what.accept(new DealMentions(this));
            return this;
        }

        Told others(Stream<RegionRecord> regions) {
            others = regions.map(FrameDeals::region)
                    .filter(other -> !other.equals(region))
                    .distinct()
                    .toList();
            return this;
        }

        HistoryDeal build(List<HistoryDeal.Move> moves) {
            return new HistoryDeal(
                    id,
                    List.copyOf(players),
                    home,
                    others,
                    List.copyOf(moves),
                    Set.copyOf(entities),
                    Set.copyOf(chunks));
        }

        @Override
        public void player(long player) {
            if (player > 0) {
                players.add(player);
            }
        }

        @Override
        public void entity(long entity) {
            if (entity > 0) {
                entities.add(entity);
            }
        }

        @Override
        public void place(long xMicros, long zMicros) {
            chunks.add(ChunkKey.at(xMicros, zMicros));
        }
    }
}
