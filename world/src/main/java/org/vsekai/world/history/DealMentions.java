package org.vsekai.world.history;

import org.vsekai.world.v1.ActorRecord;
import org.vsekai.world.v1.AnswerRecord;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.BuildInput;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.PartyRecord;
import org.vsekai.world.v1.Receipt;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;

/** Whom, what and where the transactions in a frame concern, at either end of a border. Holds nothing. */
public final class DealMentions {
    private final Sink sink;

    /** Takes what is mentioned; ids may be 0 or noise, where a client made them up. */
    public interface Sink {
        void player(long id);

        void entity(long id);

        void place(long xMicros, long zMicros);
    }

    public DealMentions(Sink sink) {
        this.sink = sink;
    }

    public void add(FrameRecord frame) {
        frame.getInputsList().forEach(this::add);
        frame.getReceiptsList().forEach(this::add);
        frame.getTransactionsList().forEach(this::add);
        frame.getTransactionsBeforeList().forEach(this::add);
        frame.getPartsList().forEach(this::add);
        frame.getPartsBeforeList().forEach(this::add);
        frame.getSentList().forEach(this::addMessage);
        frame.getTakenParcelsList().forEach(taken -> addMessage(taken.getParcel()));
    }

    /** Whom an action names, beside who acts. */
    public void add(AppliedInput action) {
        sink.player(action.getGift().getToPlayerId());
        sink.player(action.getOffer().getToPlayerId());
        sink.player(action.getAccept().getFromPlayerId());
        sink.entity(action.getHarvest().getTargetId());
        sink.entity(action.getInteract().getTargetId());
    }

    public void add(Receipt receipt) {
        receipt.getPlayerIdsList().forEach(sink::player);
        receipt.getPartiesList().forEach(this::add);
    }

    public void add(TransactionRecord transaction) {
        sink.player(transaction.getId().getPlayerId());
        add(transaction.getActor());
        add(transaction.getAction());
        transaction.getPartiesList().forEach(this::add);
    }

    private void add(ActorRecord actor) {
        sink.player(actor.getPlayerId());
        sink.place(actor.getXMicros(), actor.getZMicros());
    }

    private void add(PartyRecord party) {
        add(party.getAnswer());
    }

    private void add(AnswerRecord answer) {
        sink.entity(answer.getEntityId());
    }

    public void add(PartRecord part) {
        add(part.getActor());
        part.getSetAsideList().forEach(this::add);
    }

    private void add(SetAsideRecord aside) {
        switch (aside.getSetAsideCase()) {
            case TAKEN -> sink.player(aside.getTaken().getPlayerId());
            case ROOM -> sink.player(aside.getRoom().getPlayerId());
            case MET -> sink.player(aside.getMet().getPlayerId());
            case KEPT -> sink.player(aside.getKept().getPlayerId());
            case BLOW -> {
                sink.entity(aside.getBlow().getTargetId());
                sink.entity(aside.getBlow().getDropId());
            }
            case LIFTED -> add(aside.getLifted());
            case SITE -> {
                sink.entity(aside.getSite().getEntityId());
                add(aside.getSite().getBuild());
            }
            case CLEARING -> add(aside.getClearing());
            case SETASIDE_NOT_SET -> {}
        }
    }

    private void add(EntityRecord entity) {
        sink.entity(entity.getId());
        sink.place(entity.getXMicros(), entity.getZMicros());
    }

    private void add(BuildInput build) {
        sink.place(build.getXMicros(), build.getZMicros());
    }

    /** Of a parcel that is no crossing. */
    public void addMessage(Parcel parcel) {
        switch (parcel.getBodyCase()) {
            case PREPARE -> add(parcel.getPrepare().getActor());
            case VOTE -> {
                add(parcel.getVote().getId());
                add(parcel.getVote().getAnswer());
            }
            case DECISION -> add(parcel.getDecision().getId());
            case CROSSING, BODY_NOT_SET -> {}
        }
    }

    private void add(TransactionId id) {
        sink.player(id.getPlayerId());
    }
}
