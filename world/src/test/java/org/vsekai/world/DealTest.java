package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Items;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.StructureKind;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.world.deal.Coordinator;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Receipt;

/** What is done over the border between two regions, step by step. Ada is at home in the west, Bob in the east. */
class DealTest implements DealRegion.Players {
    private static final long ADA = 1;
    private static final long BOB = 2;
    private static final RegionId WEST = new RegionId(0, 0);
    private static final RegionId EAST = new RegionId(1, 0);
    private static final long BORDER = Units.REGION_MICROS;
    private static final long MIDDLE = Units.REGION_MICROS / 2;

    private final WorldShape shape = new WorldShape(3, new RegionGrid(3));
    private final Map<RegionId, DealRegion> regions = new TreeMap<>();
    private final List<EntityState> things = new ArrayList<>();
    private final List<AvatarState> people = new ArrayList<>();
    private final Map<Long, List<Action>> script = new HashMap<>();
    private final Map<Long, List<ActionResult>> told = new HashMap<>();
    private long tick = 1;

    @Test
    void strikesATreeBeyondTheBorderOnce() {
        EntityState tree = put(1, EntityKind.TREE, 1_000, 1);
        ada(new Items(0, 0), new Action.Harvest(tree.id()));
        start();
        run(10);
        assertThat(results(ADA).getFirst()).isEqualTo(new ActionResult(1, Reason.OK, tree.id()));
        assertThat(items(WEST, ADA)).isEqualTo(new Items(1, 0));
        assertThat(thing(EAST, tree.id()).hp()).isEqualTo(Rules.TREE_HP - Rules.STRIKE_HP);
        assertThat(region(EAST).isQuiet()).isTrue();
    }

    @Test
    void theReceiptSaysWhoWasAskedAndWhatChangedHands() {
        bob(new Items(0, 4), new Action.Offer(ADA, new Items(0, 3), new Items(2, 0)));
        ada(new Items(2, 0), new Action.Idle(), new Action.Idle(), new Action.Idle(), new Action.Idle());
        Objects.requireNonNull(script.get(ADA)).add(new Action.Accept(BOB, 1));
        start();
        run(20);
        assertThat(results(ADA).get(4).reason()).isEqualTo(Reason.OK);
        Receipt receipt = receipts(WEST).getLast();
        assertThat(receipt.getReason()).isZero();
        assertThat(receipt.getPlayerIdsList()).containsExactly(ADA, BOB);
        assertThat(receipt.getParties(0).getRegion()).isEqualTo(Records.region(EAST));
        assertThat(receipt.getParties(0).getAnswer().getHandsOver(0).getCount()).isEqualTo(3);
        assertThat(receipt.getPaid(0).getCount()).isEqualTo(2);
        assertThat(items(WEST, ADA)).isEqualTo(new Items(0, 3));
        assertThat(items(EAST, BOB)).isEqualTo(new Items(2, 1));
        assertThat(Objects.requireNonNull(region(EAST).image.avatar(BOB)).offer())
                .isNull();
    }

    @Test
    void anItemWhoseVoteComesTooLateLiesWhereItLay() {
        EntityState item = put(1, EntityKind.ITEM, 1_000, 4);
        ada(Items.NONE, new Action.Interact(item.id()));
        start();
        tickOne(WEST);
        tickOne(EAST);
        assertThat(region(EAST).image.thing(item.id())).as("it is set aside").isNull();
        tick += Coordinator.PATIENCE_TICKS;
        region(WEST).tick(tick, 0, 0);
        region(WEST).commit(1);
        assertThat(results(ADA)).containsExactly(new ActionResult(1, Reason.NO_ANSWER, item.id()));
        run(5);
        assertThat(thing(EAST, item.id())).isEqualTo(item);
        assertThat(items(WEST, ADA)).isEqualTo(Items.NONE);
        assertThat(region(EAST).isQuiet() && region(WEST).isQuiet()).isTrue();
    }

    @Test
    void whatIsSetAsideStaysSoThroughACrash() {
        EntityState item = put(1, EntityKind.ITEM, 1_000, 4);
        ada(Items.NONE, new Action.Interact(item.id()));
        start();
        tickOne(WEST);
        tickOne(EAST);
        region(EAST).crash();
        region(WEST).crash();
        assertThat(region(EAST).image.thing(item.id())).isNull();
        run(10);
        assertThat(results(ADA).getFirst()).isEqualTo(new ActionResult(1, Reason.OK, item.id()));
        assertThat(items(WEST, ADA)).isEqualTo(new Items(4, 0));
        assertThat(region(EAST).image.thing(item.id())).isNull();
    }

    @Test
    void whatWasHandedOverAndDoesNotFitGoesBack() {
        EntityState item = put(1, EntityKind.ITEM, 1_000, 4);
        ada(new Items(Rules.INVENTORY_MAX - 3, 0), new Action.Interact(item.id()));
        start();
        run(10);
        assertThat(results(ADA).getFirst()).isEqualTo(new ActionResult(1, Reason.INVENTORY_FULL, item.id()));
        assertThat(thing(EAST, item.id())).isEqualTo(item);
    }

    @Test
    void laterActionsWaitAndAreDoneInOrder() {
        bob(Items.NONE);
        ada(new Items(3, 0), gift(2), gift(2), new Action.Idle());
        start();
        run(20);
        assertThat(results(ADA).subList(0, 3).stream().map(ActionResult::reason))
                .containsExactly(Reason.OK, Reason.NOT_ENOUGH_ITEMS, Reason.OK);
        assertThat(items(EAST, BOB)).isEqualTo(new Items(2, 0));
    }

    @Test
    void ofTwoWallsThatWouldTouchAcrossTheBorderOneStandsAtMost() {
        ada(new Items(4, 0), wall(-300));
        bob(new Items(4, 0), wall(300));
        start();
        run(20);
        long standing = walls(WEST) + walls(EAST);
        assertThat(standing).isLessThanOrEqualTo(1);
        assertThat(items(WEST, ADA).wood() + items(EAST, BOB).wood()).isEqualTo(8 - 2 * (int) standing);
    }

    @Test
    void aWallOverTheBorderIsMadeThereOutOfWoodFromHere() {
        ada(new Items(4, 0), wall(300), wall(350));
        start();
        run(20);
        assertThat(results(ADA).get(0).reason()).isEqualTo(Reason.OK);
        assertThat(results(ADA).get(1).reason()).isEqualTo(Reason.NO_SPACE);
        EntityState wall = thing(EAST, results(ADA).get(0).entityId());
        assertThat(wall.ownerPlayerId()).isEqualTo(ADA);
        assertThat(items(WEST, ADA)).isEqualTo(new Items(2, 0));
    }

    private static Action gift(int wood) {
        return new Action.Gift(BOB, new Items(wood, 0));
    }

    private Action wall(long dxMm) {
        long x = BORDER + dxMm * Units.MICROS_PER_MM;
        return new Action.Build(StructureKind.WALL, x, shape.terrain().heightMicros(x, MIDDLE), MIDDLE, 0);
    }

    private EntityState put(long id, EntityKind kind, long dxMm, int count) {
        long x = BORDER + dxMm * Units.MICROS_PER_MM;
        EntityState thing = new EntityState(
                id, kind, 1, x, shape.terrain().heightMicros(x, MIDDLE), MIDDLE, 0, Rules.maxHp(kind), count, 0, 0);
        things.add(thing);
        return thing;
    }

    private void ada(Items items, Action... actions) {
        enter(ADA, -1_000, items, actions);
    }

    private void bob(Items items, Action... actions) {
        enter(BOB, 1_000, items, actions);
    }

    private void enter(long player, long dxMm, Items items, Action... actions) {
        long x = BORDER + dxMm * Units.MICROS_PER_MM;
        people.add(new AvatarState(
                player,
                100 + player,
                "Player " + player,
                x,
                shape.terrain().heightMicros(x, MIDDLE),
                MIDDLE,
                Rules.AVATAR_HP,
                items.wood(),
                items.stone(),
                0,
                0,
                List.of()));
        script.put(player, new ArrayList<>(List.of(actions)));
    }

    private void start() {
        DealRegion.Surroundings around = new DealRegion.Surroundings(shape, new SplitMix64(1), regions, this);
        for (RegionId id : List.of(WEST, EAST)) {
            regions.put(
                    id,
                    new DealRegion(
                            id,
                            around,
                            things.stream()
                                    .filter(thing -> RegionId.at(thing.xMicros(), thing.zMicros())
                                            .equals(id))
                                    .toList(),
                            people.stream()
                                    .filter(avatar -> RegionId.at(avatar.xMicros(), avatar.zMicros())
                                            .equals(id))
                                    .toList()));
        }
    }

    private void run(int ticks) {
        for (int i = 0; i < ticks; i++) {
            tickOne(WEST);
            tickOne(EAST);
        }
    }

    private void tickOne(RegionId id) {
        tick++;
        region(id).tick(tick, 10, 1);
        region(id).commit(10);
    }

    private DealRegion region(RegionId id) {
        return Objects.requireNonNull(regions.get(id));
    }

    private List<ActionResult> results(long player) {
        return told.getOrDefault(player, List.of());
    }

    private Items items(RegionId id, long player) {
        AvatarState avatar = Objects.requireNonNull(region(id).image.avatar(player));
        return new Items(avatar.wood(), avatar.stone());
    }

    private EntityState thing(RegionId id, long thing) {
        return Objects.requireNonNull(region(id).image.thing(thing));
    }

    private long walls(RegionId id) {
        return region(id).image.things().stream()
                .filter(thing -> thing.kind() == EntityKind.STRUCTURE)
                .count();
    }

    private List<Receipt> receipts(RegionId id) {
        List<Receipt> receipts = new ArrayList<>();
        for (FrameRecord frame : region(id).durable) {
            receipts.addAll(frame.getReceiptsList());
        }
        return receipts;
    }

    @Override
    public Action next(Avatar avatar, long sequence) {
        List<Action> actions = script.getOrDefault(avatar.playerId(), List.of());
        return sequence <= actions.size() ? actions.get((int) sequence - 1) : new Action.Idle();
    }

    @Override
    public void told(long playerId, Action action, ActionResult result) {
        told.computeIfAbsent(playerId, player -> new ArrayList<>()).add(result);
    }
}
