package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Harvest;
import org.vsekai.wire.v1.Interact;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.StructureKind;
import org.vsekai.wire.v1.Welcome;

/** One short story, told once as it happened and then with one fact changed. */
class OracleTest {
    private static final String ADA = "ada";
    private static final long ADA_ID = 17;
    private static final long TREE = 1;
    private static final long ITEM = 2;
    private static final long WALL = 3;
    private static final Reason OK = Reason.REASON_OK;

    private final Oracle oracle = new Oracle(line -> {});

    /** Ada fells a young tree with three strikes, takes what it drops, and builds: results 1 to 5, 3 wood left. */
    @BeforeEach
    void adaBuildsAWall() {
        join(1, 0, 0, List.of());
        chunk(1, List.of(tree(75)));
        for (int strike = 1; strike <= 3; strike++) {
            oracle.onSent(ADA, harvest(strike));
        }
        oracle.onSent(ADA, pickUp(4));
        oracle.onSent(ADA, build(5));
        frame(1, frameOf(1, 1, OK, TREE, 1).addUpserted(tree(50)));
        frame(1, frameOf(2, 2, OK, TREE, 2).addUpserted(tree(25)));
        frame(1, frameOf(3, 3, OK, TREE, 3).addUpserted(tree(0)).addUpserted(item()));
        frame(1, frameOf(4, 4, OK, ITEM, 5).addRemoved(ITEM));
        frame(1, frameOf(5, 5, OK, WALL, 3).addUpserted(wall(WALL)));
    }

    @Test
    void hasNothingToSayWhenAllIsAsItWas() {
        comeBack(5, 3, List.of(result(4, OK, ITEM), result(5, OK, WALL)));
        chunk(2, List.of(tree(0), wall(WALL)));
        closeChunks(2);
        assertThat(oracle.violations()).isEmpty();
        assertThat(oracle.acknowledged()).isEqualTo(5);
        assertThat(oracle.walls()).isEqualTo(1);
    }

    @Test
    void aTreeThatGrowsBackInAFrameAndIsSeenInAChunkHasGrownBackOnce() {
        comeBack(5, 3, List.of());
        chunk(2, List.of(tree(0), wall(WALL)));
        frame(2, FrameUpdate.newBuilder().setFrame(6).addUpserted(tree(75)));
        chunk(2, List.of(tree(75), wall(WALL)));
        closeChunks(2);
        oracle.beginInspection();
        assertThat(oracle.violations()).isEmpty();
    }

    @Test
    void missesAWallThatWasAcknowledged() {
        comeBack(5, 3, List.of());
        chunk(2, List.of(tree(0)));
        closeChunks(2);
        assertLost("structure 3 was shown before a restart and is gone after it");
    }

    @Test
    void missesAWallAtTheEndEvenIfItWasNeverShown() {
        oracle.onSent(ADA, build(6));
        frame(1, frameOf(6, 6, OK, 99, 1));
        comeBack(6, 1, List.of());
        chunk(2, List.of(tree(0), wall(WALL)));
        closeChunks(2);
        oracle.beginInspection();
        assertThat(oracle.violations()).extracting(Violation::what).contains("thing 99 is gone, and nobody took it");
    }

    @Test
    void seesAWallThatStandsTwice() {
        comeBack(5, 3, List.of());
        chunk(2, List.of(tree(0), wall(WALL), wall(4)));
        closeChunks(2);
        oracle.beginInspection();
        assertThat(oracle.duplicated()).isEqualTo(1);
        assertThat(oracle.violations())
                .extracting(Violation::what)
                .contains("structure 4 stands, but no action built it");
    }

    @Test
    void seesAWallThatBelongsToSomebodyElse() {
        comeBack(5, 3, List.of());
        chunk(2, List.of(tree(0), wall(WALL).toBuilder().setOwnerPlayerId(18).build()));
        assertThat(oracle.lost() + oracle.duplicated()).isPositive();
    }

    @Test
    void countsWoodThatCameFromNowhere() {
        comeBack(5, 4, List.of());
        assertDuplicated("ada's wood on joining after action 5: expected 3, found 4");
    }

    @Test
    void countsWoodThatIsGone() {
        comeBack(5, 1, List.of());
        assertThat(oracle.lost()).isEqualTo(2);
        assertThat(oracle.duplicated()).isZero();
    }

    @Test
    void seesAResultThatChanged() {
        comeBack(5, 3, List.of(result(5, Reason.REASON_NO_SPACE, 0)));
        assertDuplicated("ada got two results for action 5: REASON_OK 3, then REASON_NO_SPACE 0");
    }

    @Test
    void seesAResultForWhatWasNeverSent() {
        frame(1, FrameUpdate.newBuilder().setFrame(6).addResults(result(6, OK, 0)));
        assertDuplicated("ada got a result for action 6, which was never sent");
    }

    @Test
    void missesAnAcknowledgedActionThatIsNoLongerApplied() {
        comeBack(4, 3, List.of());
        assertLost("ada was answered up to action 5, but only 4 is applied");
    }

    @Test
    void missesAnAnswerThatWasSwallowed() {
        oracle.onSent(ADA, harvest(6));
        comeBack(6, 3, List.of(result(5, OK, WALL)));
        assertLost("ada is not told the results of actions 6 to 6");
    }

    @Test
    void takesTheAnswersThatACrashHeldBack() {
        oracle.onSent(ADA, harvest(6));
        comeBack(6, 3, List.of(result(5, OK, WALL), result(6, Reason.REASON_EXHAUSTED, TREE)));
        assertThat(oracle.violations()).isEmpty();
        assertThat(oracle.acknowledged()).isEqualTo(6);
    }

    @Test
    void missesAStrikeThatWasTakenBack() {
        frame(1, FrameUpdate.newBuilder().setFrame(6).addUpserted(tree(25)));
        comeBack(5, 3, List.of());
        chunk(2, List.of(tree(50), wall(WALL)));
        assertLost("tree 1 was shown with 25 hp before a restart and has 50 after it: a strike was taken back");
    }

    @Test
    void refusesFrameNumbersThatComeAgain() {
        comeBack(5, 3, List.of());
        frame(2, FrameUpdate.newBuilder().setFrame(5));
        assertLost("ada was shown frame 5 of region (0, 0) after a restart, but frame 5 had been shown before it");
    }

    @Test
    void seesAnItemThatIsBackAfterItWasTaken() {
        comeBack(5, 3, List.of());
        chunk(2, List.of(tree(0), wall(WALL), item()));
        assertDuplicated("item 2 was removed before a restart and is back after it");
    }

    @Test
    void doesNotVouchForWhatItHasNotSeen() {
        comeBack(5, 3, List.of());
        oracle.beginInspection();
        oracle.endInspection();
        assertThat(oracle.violations()).extracting(Violation::what).contains("chunk 0,0 could not be inspected");
    }

    private void assertLost(String what) {
        assertThat(oracle.violations()).extracting(Violation::what).containsExactly(what);
        assertThat(oracle.lost()).isEqualTo(1);
        assertThat(oracle.duplicated()).isZero();
    }

    private void assertDuplicated(String what) {
        assertThat(oracle.violations()).extracting(Violation::what).containsExactly(what);
        assertThat(oracle.duplicated()).isEqualTo(1);
        assertThat(oracle.lost()).isZero();
    }

    private void comeBack(long applied, int wood, List<ActionResult> recent) {
        oracle.onRestart();
        join(2, applied, wood, recent);
    }

    private void join(int attempt, long applied, int wood, List<ActionResult> recent) {
        oracle.onJoining(ADA, attempt);
        Welcome.Builder welcome = Welcome.newBuilder()
                .setPlayerId(ADA_ID)
                .setLastAppliedSequence(applied)
                .setInventory(wood(wood))
                .addAllRecentResults(recent);
        oracle.onMessage(
                ADA, attempt, ServerMessage.newBuilder().setWelcome(welcome).build());
    }

    private void chunk(int attempt, List<Entity> entities) {
        ChunkState.Builder state = ChunkState.newBuilder().addAllEntities(entities);
        oracle.onMessage(
                ADA, attempt, ServerMessage.newBuilder().setChunkState(state).build());
    }

    /** Any other message closes the chunk before it. */
    private void closeChunks(int attempt) {
        frame(attempt, FrameUpdate.newBuilder());
    }

    private void frame(int attempt, FrameUpdate.Builder update) {
        oracle.onMessage(
                ADA, attempt, ServerMessage.newBuilder().setFrameUpdate(update).build());
    }

    private static FrameUpdate.Builder frameOf(long frame, long sequence, Reason reason, long entity, int wood) {
        return FrameUpdate.newBuilder()
                .setFrame(frame)
                .addResults(result(sequence, reason, entity))
                .setInventory(wood(wood));
    }

    private static ActionResult result(long sequence, Reason reason, long entity) {
        return ActionResult.newBuilder()
                .setSequence(sequence)
                .setReason(reason)
                .setEntityId(entity)
                .build();
    }

    private static Inventory wood(int count) {
        return Inventory.newBuilder()
                .addItems(
                        ItemCount.newBuilder().setItem(ItemKind.ITEM_KIND_WOOD).setCount(count))
                .build();
    }

    private static Action harvest(long sequence) {
        return Action.newBuilder()
                .setSequence(sequence)
                .setHarvest(Harvest.newBuilder().setTarget(TREE))
                .build();
    }

    private static Action pickUp(long sequence) {
        return Action.newBuilder()
                .setSequence(sequence)
                .setInteract(Interact.newBuilder().setTarget(ITEM))
                .build();
    }

    private static Action build(long sequence) {
        return Action.newBuilder()
                .setSequence(sequence)
                .setBuild(Build.newBuilder()
                        .setStructure(StructureKind.STRUCTURE_KIND_WALL)
                        .setPosition(at(5))
                        .setYawDegrees(90))
                .build();
    }

    private static Entity tree(int hp) {
        return Entity.newBuilder()
                .setId(TREE)
                .setKind(EntityKind.ENTITY_KIND_TREE)
                .setPosition(at(3))
                .setHp(hp)
                .setMaxHp(75)
                .setCount(1)
                .build();
    }

    private static Entity item() {
        return Entity.newBuilder()
                .setId(ITEM)
                .setKind(EntityKind.ENTITY_KIND_ITEM)
                .setVariant(ItemKind.ITEM_KIND_WOOD_VALUE)
                .setPosition(at(4))
                .setHp(1)
                .setMaxHp(1)
                .setCount(2)
                .build();
    }

    private static Entity wall(long id) {
        return Entity.newBuilder()
                .setId(id)
                .setKind(EntityKind.ENTITY_KIND_STRUCTURE)
                .setVariant(StructureKind.STRUCTURE_KIND_WALL_VALUE)
                .setPosition(at(5))
                .setYawDegrees(90)
                .setHp(200)
                .setMaxHp(200)
                .setCount(1)
                .setOwnerPlayerId(ADA_ID)
                .build();
    }

    private static Position.Builder at(int metres) {
        return Position.newBuilder().setXMicros(Units.metres(metres)).setZMicros(Units.metres(metres));
    }
}
