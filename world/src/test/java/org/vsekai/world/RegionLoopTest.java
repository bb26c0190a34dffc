package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Reason;
import org.vsekai.world.DurableFrame.Deed;
import org.vsekai.world.ModelDatabase.Fate;
import org.vsekai.world.WorldListener.NotTaken;
import org.vsekai.world.WorldListener.PoseFault;

class RegionLoopTest {
    private static final long SEED = 11;
    private static final long ADA = 1;
    private static final long BEN = 2;
    private static final long SESSION = 100;
    private static final Action IDLE = new Action.Idle();

    private final ModelDatabase database = new ModelDatabase();
    private final TestRegion region = new TestRegion(database, SEED);

    @Test
    void showsAnEntryOnlyWhenItIsDurable() {
        region.join(ADA, SESSION);
        region.onTick();
        region.onTick();
        assertThat(region.frames).isEmpty();
        assertThat(region.poses).isEmpty();

        region.settleAll();
        region.tick();
        assertThat(region.frames).hasSize(1);
        DurableFrame.Joined joined = region.lastFrame().joined().getFirst();
        assertThat(joined.playerId()).isEqualTo(ADA);
        assertThat(joined.sessionId()).isEqualTo(SESSION);
        assertThat(region.poses).hasSize(1);
    }

    @Test
    void makesNoFrameAndNoCommitWhileNothingHappens() {
        region.ticks(600);
        assertThat(region.frames).isEmpty();
        assertThat(region.counters.get(WorldCounter.COMMITS)).isZero();
    }

    @Test
    void gathersFramesWhileACommitIsUnderWay() {
        enter(ADA, SESSION);
        region.act(ADA, SESSION, 1, IDLE);
        region.onTick();
        for (int sequence = 2; sequence <= 6; sequence++) {
            region.act(ADA, SESSION, sequence, IDLE);
            region.onTick();
        }
        long commitsBefore = region.counters.get(WorldCounter.COMMITS);
        region.settleAll();
        assertThat(region.counters.get(WorldCounter.COMMITS) - commitsBefore).isEqualTo(2);
        assertThat(region.frames).extracting(DurableFrame::number).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void appliesActionsByPlayerThenSequenceWhateverTheirArrival() {
        enter(ADA, SESSION);
        enter(BEN, SESSION + 1);
        region.act(BEN, SESSION + 1, 2, IDLE);
        region.act(ADA, SESSION, 1, IDLE);
        region.act(BEN, SESSION + 1, 1, IDLE);
        region.tick();
        assertThat(region.lastFrame().results())
                .extracting(result -> result.playerId() + ":" + result.result().sequence())
                .containsExactly("1:1", "2:1", "2:2");
    }

    @Test
    void answersARepeatedActionFromWhatIsStoredAndAppliesItOnce() {
        enter(ADA, SESSION);
        region.act(ADA, SESSION, 1, IDLE);
        region.act(ADA, SESSION, 1, IDLE);
        region.tick();
        assertThat(region.lastFrame().results()).hasSize(1);
        assertThat(region.repeats).isEmpty();

        region.act(ADA, SESSION, 1, IDLE);
        region.tick();
        assertThat(region.repeats).containsExactly(new TestRegion.Repeat(ADA, 1, new ActionResult(1, Reason.OK, 0)));
        assertThat(region.avatar(ADA).lastAppliedSequence()).isEqualTo(1);
    }

    @Test
    void answersWithNullWhatIsTooOldToBeKnown() {
        enter(ADA, SESSION);
        for (int sequence = 1; sequence <= AvatarState.RECENT_RESULTS + 1; sequence++) {
            region.act(ADA, SESSION, sequence, IDLE);
            region.tick();
        }
        region.act(ADA, SESSION, 1, IDLE);
        region.tick();
        assertThat(region.repeats).containsExactly(new TestRegion.Repeat(ADA, 1, null));
    }

    @Test
    void doesNotTellAResultThatIsNotDurable() {
        enter(ADA, SESSION);
        region.act(ADA, SESSION, 1, IDLE);
        region.onTick();
        region.act(ADA, SESSION, 1, IDLE);
        region.onTick();
        assertThat(region.repeats).isEmpty();
        assertThat(region.counters.get(WorldCounter.ACTIONS_REPEATED_EARLY)).isEqualTo(1);
    }

    @Test
    void refusesASequenceAheadOfItsTurn() {
        enter(ADA, SESSION);
        region.act(ADA, SESSION, 2, IDLE);
        region.tick();
        assertThat(region.refusals).containsExactly(new TestRegion.Refusal(ADA, 2, NotTaken.OUT_OF_ORDER, 1));
    }

    @Test
    void refusesMoreActionsInFlightThanAClientMayHave() {
        enter(ADA, SESSION);
        for (int sequence = 1; sequence <= AvatarState.RECENT_RESULTS + 2; sequence++) {
            region.act(ADA, SESSION, sequence, IDLE);
        }
        region.onTick();
        assertThat(region.refusals)
                .containsExactly(
                        new TestRegion.Refusal(ADA, 33, NotTaken.TOO_MANY_IN_FLIGHT, 33),
                        new TestRegion.Refusal(ADA, 34, NotTaken.OUT_OF_ORDER, 33));
        region.settleAll();
        region.act(ADA, SESSION, 33, IDLE);
        region.tick();
        assertThat(region.avatar(ADA).lastAppliedSequence()).isEqualTo(33);
    }

    @Test
    void dropsInputsOfASessionThatAnotherHasReplaced() {
        enter(ADA, SESSION);
        enter(ADA, SESSION + 1);
        region.act(ADA, SESSION, 1, IDLE);
        region.loop.onInput(new RegionInput.Leave(ADA, SESSION));
        region.tick();
        assertThat(region.counters.get(WorldCounter.STALE_SESSION_INPUTS)).isEqualTo(2);
        assertThat(region.loop.present().size()).isEqualTo(1);
        assertThat(region.lastFrame().joined().getFirst().sessionId()).isEqualTo(SESSION + 1);
    }

    @Test
    void keepsTheOrderOfEntriesAndExitsThatComeInOneTick() {
        region.join(ADA, SESSION);
        region.loop.onInput(new RegionInput.Leave(ADA, SESSION));
        region.join(ADA, SESSION + 1);
        region.ticks(4);
        assertThat(region.frames).hasSize(3);
        assertThat(region.frames.get(1).left()).containsExactly(new DurableFrame.Left(ADA, SESSION));
        assertThat(region.frames.get(2).joined().getFirst().sessionId()).isEqualTo(SESSION + 1);
        assertThat(region.loop.present().size()).isEqualTo(1);
    }

    @Test
    void movesWhoeverMovesWithinTheBodysLimitsAndTellsTheOthersWhereTheyStand() {
        enter(ADA, SESSION);
        Pose start = region.poses.getFirst();
        move(ADA, SESSION, start, 200);
        region.tick();
        assertThat(region.poses.getFirst().rootXMicros()).isEqualTo(start.rootXMicros() + 200_000);
        for (int i = 0; i < 10; i++) {
            move(ADA, SESSION, start, 60_000);
            region.tick();
        }
        assertThat(region.faults)
                .containsExactly(new TestRegion.FaultSeen(
                        ADA, PoseFault.TOO_FAST, start.rootXMicros() + 200_000, start.rootZMicros()));
        assertThat(region.counters.get(WorldCounter.POSES_TOO_FAST)).isEqualTo(10);
    }

    @Test
    void survivesACrashWithEverythingThatWasShown() {
        enter(ADA, SESSION);
        EntityState tree = walkToATree();
        for (int strike = 1; strike <= 4; strike++) {
            region.act(ADA, SESSION, strike, new Action.Harvest(tree.id()));
            region.ticks(20);
        }
        assertThat(region.lastFrame().results().getFirst().deed()).isEqualTo(Deed.HARVESTED);
        long hash = region.contentHash();
        region.ticks(60);

        TestRegion next = new TestRegion(database, SEED);
        assertThat(next.recovered.epoch()).isEqualTo(region.recovered.epoch() + 1);
        assertThat(next.avatar(ADA).count(ItemKind.WOOD)).isEqualTo(4);
        assertThat(next.avatar(ADA).resultOf(4)).isEqualTo(new ActionResult(4, Reason.OK, tree.id()));
        assertThat(next.contentHash()).isEqualTo(hash);
        assertThat(next.loop.present().size()).isZero();
        assertThat(next.loop.newestFrame()).isEqualTo(region.loop.newestFrame());
    }

    @Test
    void stopsWhenAnotherOwnerHasTakenTheRegion() {
        enter(ADA, SESSION);
        TestRegion thief = new TestRegion(database, SEED);
        int shown = region.frames.size();
        region.act(ADA, SESSION, 1, IDLE);
        region.tick();
        assertThat(region.stopped).contains("another owner");
        assertThat(region.frames).hasSize(shown);
        thief.join(ADA, SESSION);
        thief.tick();
        assertThat(thief.frames).hasSize(1);
    }

    @Test
    void asksTheFenceAfterAnUnknownResultAndPublishesOnce() {
        for (Fate fate : List.of(Fate.UNKNOWN_AND_APPLIED, Fate.UNKNOWN_AND_LOST, Fate.UNKNOWN_AND_LATE)) {
            ModelDatabase store = new ModelDatabase();
            TestRegion unsure = new TestRegion(store, SEED);
            unsure.join(ADA, SESSION);
            unsure.onTick();
            store.settle(fate);
            unsure.tellOutcomes();
            for (int i = 0; i < 10; i++) {
                unsure.onTick();
                if (store.hasLate() && store.hasPending()) {
                    store.applyLate(0);
                }
                unsure.settleAll();
            }
            assertThat(unsure.frames).as(fate.name()).hasSize(1);
            assertThat(unsure.stopped).isNull();
        }
    }

    @Test
    void stopsAndSaysSoWhenTheStoreFailsForGood() {
        region.join(ADA, SESSION);
        region.onTick();
        database.failForGood();
        region.tellOutcomes();
        assertThat(region.stopped).contains("the store failed");
        assertThat(region.frames).isEmpty();
        region.join(BEN, SESSION + 1);
        region.tick();
        assertThat(region.counters.get(WorldCounter.INPUTS_AFTER_STOP)).isEqualTo(1);
    }

    @Test
    void stopsWhenTheStoreTakesNothingForHalfAMinute() {
        region.join(ADA, SESSION);
        for (int i = 0; i < CommitPipeline.PATIENCE_BEATS + 2; i++) {
            region.onTick();
        }
        assertThat(region.stopped).contains("30 s");
    }

    @Test
    void refusesActionsWhileTheStoreIsFarBehind() {
        enter(ADA, SESSION);
        for (int i = 1; i <= CommitPipeline.BUSY_FRAMES + 1; i++) {
            region.join(BEN, SESSION + i);
            region.onTick();
        }
        region.act(ADA, SESSION, 1, IDLE);
        region.onTick();
        assertThat(region.refusals).containsExactly(new TestRegion.Refusal(ADA, 1, NotTaken.BUSY, 1));
        region.settleAll();
        region.act(ADA, SESSION, 1, IDLE);
        region.tick();
        assertThat(region.avatar(ADA).lastAppliedSequence()).isEqualTo(1);
    }

    @Test
    void drainsWithEverythingDurableAndALastCheckpoint() {
        enter(ADA, SESSION);
        Pose start = region.poses.getFirst();
        region.act(ADA, SESSION, 1, IDLE);
        move(ADA, SESSION, start, 300);
        region.loop.onDrain();
        region.join(BEN, SESSION + 1);
        region.ticks(3);
        assertThat(region.loop.isDrained()).isTrue();
        assertThat(region.stopped).isNull();
        assertThat(region.lastFrame().results()).hasSize(1);

        TestRegion next = new TestRegion(database, SEED);
        assertThat(next.recovered.avatars()).isEmpty();
        assertThat(next.avatar(ADA).xMicros()).isEqualTo(start.rootXMicros() + 300_000);
        assertThat(next.contentHash()).isEqualTo(region.contentHash());
        assertThat(next.loop.tick()).isEqualTo(region.loop.tick());
    }

    private void enter(long playerId, long sessionId) {
        region.join(playerId, sessionId);
        region.ticks(2);
    }

    private EntityState walkToATree() {
        Pose start = region.poses.getFirst();
        EntityState nearest = Scenes.nearestTree(region.loop.realm(), start.rootXMicros(), start.rootZMicros());
        for (Pose step : Scenes.walk(region.loop.realm(), start, nearest, 2 * Units.MICROS_PER_METRE)) {
            region.loop.onInput(new RegionInput.Move(ADA, SESSION, step));
            region.tick();
        }
        return nearest;
    }

    private void move(long playerId, long sessionId, Pose from, long eastMm) {
        long x = from.rootXMicros() + eastMm * Units.MICROS_PER_MM;
        long y = region.loop.realm().terrain().heightMicros(x, from.rootZMicros());
        region.loop.onInput(new RegionInput.Move(playerId, sessionId, from.withRoot(x, y, from.rootZMicros())));
    }
}
