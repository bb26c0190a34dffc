package org.vsekai.archive.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vsekai.game.Rules;
import org.vsekai.sim.RegionId;
import org.vsekai.world.FrameParts;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.Decision;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.HistoryRecord;
import org.vsekai.world.v1.IdleInput;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.ResultRecord;
import org.vsekai.world.v1.TakenParcel;

/** What is said of parcels where part of the history is gone, and whom a parcel excuses. */
class ParcelsCheckTest {
    private static final RegionId EAST = new RegionId(1, 0);
    private static final RegionRecord TO_EAST =
            RegionRecord.newBuilder().setX(1).build();
    private static final ParcelId ID = ParcelId.newBuilder()
            .setSender(RegionRecord.getDefaultInstance())
            .setFrame(7)
            .build();
    private static final Parcel GIFT = Parcel.newBuilder()
            .setId(ID)
            .setReceiver(TO_EAST)
            .setDecision(Decision.newBuilder()
                    .setDone(true)
                    .addItems(ItemCount.newBuilder().setItem(1).setCount(5)))
            .build();

    private final WorldKeys keys = WorldKeys.of("test");
    private final Findings findings = new Findings();
    private final ParcelsCheck parcels = new ParcelsCheck(keys, findings);

    private void add(RegionId region, FrameRecord.Builder frame) {
        parcels.addFrame(region, keys.in(region).framePart(frame.getNumber(), 0), frame.build());
    }

    private static FrameRecord.Builder frame(long number, long tick) {
        return FrameRecord.newBuilder().setNumber(number).setTick(tick).setRulesVersion(Rules.VERSION);
    }

    private void sendAtTick50AndKeepOfTheReceiverFrom(long oldestFrame, long oldestTick) {
        add(RegionId.SPAWN, frame(7, 50).addSent(GIFT));
        parcels.addRegion(RegionId.SPAWN, 1, 7);
        add(EAST, frame(oldestFrame, oldestTick));
        parcels.addRegion(EAST, oldestFrame, oldestFrame);
    }

    /** After a region's first retention drop no parcel to it was missed any more. */
    @Test
    void aParcelIsMissedWhereTheFramesThatCouldHaveTakenItAreKept() {
        sendAtTick50AndKeepOfTheReceiverFrom(101, 50);
        parcels.end();
        assertThat(findings.kept())
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.what()).contains("was sent, was not taken, and does not wait"));
    }

    @Test
    void aParcelMayHaveBeenTakenByAFrameThatIsDropped() {
        sendAtTick50AndKeepOfTheReceiverFrom(101, 51);
        parcels.end();
        assertThat(findings.kept()).isEmpty();
    }

    @Test
    void aParcelIsComparedByAHashOfWhatIsInIt() {
        sendAtTick50AndKeepOfTheReceiverFrom(1, 40);
        add(
                EAST,
                frame(2, 60)
                        .addTaken(ID)
                        .addTakenParcels(TakenParcel.newBuilder()
                                .setParcel(GIFT.toBuilder().clearReceiver())));
        parcels.end();
        assertThat(findings.kept()).isEmpty();
        add(
                EAST,
                frame(2, 60)
                        .addTakenParcels(TakenParcel.newBuilder()
                                .setParcel(GIFT.toBuilder()
                                        .clearReceiver()
                                        .setDecision(Decision.newBuilder().setDone(true))))
                        .addTaken(ParcelId.getDefaultInstance()));
        parcels.end();
        assertThat(findings.kept())
                .anySatisfy(finding -> assertThat(finding.what()).contains("understood otherwise than was sent"));
    }

    /** Any parcel in a frame excused whoever was touched in it, though frames say who came with one. */
    @Test
    void onlyWhoCameWithAParcelBringsACursorThatNobodyKnowsHere() {
        assertThat(ofFramesInWhichPlayerOne(false)).contains("the cursor stood otherwise");
        assertThat(ofFramesInWhichPlayerOne(true)).doesNotContain("the cursor stood otherwise");
    }

    private String ofFramesInWhichPlayerOne(boolean arrives) {
        Findings found = new Findings();
        Fence fence = new Fence(
                EpochRecord.newBuilder().setEpoch(1).build(),
                HeadRecord.newBuilder().setFrame(2).build(),
                CheckpointRecord.newBuilder().setNextEntityId(10).build(),
                HistoryRecord.getDefaultInstance());
        AvatarRecord stored = AvatarRecord.newBuilder()
                .setPlayerId(1)
                .setLastAppliedSequence(90)
                .build();
        FramesCheck frames = new FramesCheck(
                new PagesCheck(keys, found, Long.MAX_VALUE),
                fence,
                Map.of(1L, stored),
                new ParcelsCheck(keys, found),
                Long.MAX_VALUE);
        AvatarRecord acted = AvatarRecord.newBuilder()
                .setPlayerId(1)
                .setLastAppliedSequence(4)
                .build();
        FrameRecord.Builder acts = frame(1, 50)
                .addAvatars(acted)
                .addInputs(AppliedInput.newBuilder()
                        .setPlayerId(1)
                        .setResult(ResultRecord.newBuilder().setSequence(4))
                        .setIdle(IdleInput.getDefaultInstance()));
        FrameRecord.Builder takes = frame(2, 51).addAvatars(acted).addTaken(ID);
        if (arrives) {
            takes.addArrivedPlayerIds(1);
        }
        FrameParts.pairs(keys, 1, acts.build().toByteArray()).forEach(frames::add);
        FrameParts.pairs(keys, 2, takes.build().toByteArray()).forEach(frames::add);
        frames.end();
        return found.kept().toString();
    }
}
