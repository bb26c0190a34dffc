package org.vsekai.game;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Units;
import org.vsekai.sim.RegionId;

/** Gifts, offers and acceptances between players of one region. */
class TradeTest {
    private static final Bounds BOUNDS = Bounds.of(RegionId.SPAWN);
    private static final long MIDDLE = Units.REGION_MICROS / 2;
    private static final long ADA = 1;
    private static final long BOB = 2;
    private static final long EVE = 3;

    private final Terrain terrain = new Terrain(5);
    private final Realm realm = new Realm(RegionId.SPAWN, BOUNDS, terrain, new EntityIds(1_000, 100_000));
    private final Map<Long, Avatar> people = new TreeMap<>();
    private final Survival survival = new Survival(realm, crowd());
    private long tick = 1_000;

    @Test
    void givesAllOfAGiftOrNothing() {
        arrive(ADA, 0, new Items(5, 3));
        arrive(BOB, 5_000, new Items(1, Rules.INVENTORY_MAX - 1));
        assertThat(apply(ADA, new Action.Gift(BOB, new Items(4, 0)))).isEqualTo(Reason.OK);
        assertThat(of(ADA)).isEqualTo(new Items(1, 3));
        assertThat(of(BOB)).isEqualTo(new Items(5, Rules.INVENTORY_MAX - 1));
        assertThat(apply(ADA, new Action.Gift(BOB, new Items(2, 0)))).isEqualTo(Reason.NOT_ENOUGH_ITEMS);
        assertThat(apply(ADA, new Action.Gift(BOB, new Items(0, 2)))).isEqualTo(Reason.PARTNER_CANNOT);
        assertThat(of(ADA)).isEqualTo(new Items(1, 3));
        assertThat(apply(ADA, new Action.Gift(BOB, new Items(0, 1)))).isEqualTo(Reason.OK);
    }

    @Test
    void refusesGiftsToNobodyToOneselfOfNothingAndFromTooFar() {
        arrive(ADA, 0, new Items(5, 5));
        arrive(BOB, 5_001, Items.NONE);
        assertThat(apply(ADA, new Action.Gift(EVE, new Items(1, 0)))).isEqualTo(Reason.NO_SUCH_PLAYER);
        assertThat(apply(ADA, new Action.Gift(ADA, new Items(1, 0)))).isEqualTo(Reason.BAD_ACTION);
        assertThat(apply(ADA, new Action.Gift(BOB, Items.NONE))).isEqualTo(Reason.BAD_ACTION);
        assertThat(apply(ADA, new Action.Gift(BOB, new Items(-1, 2)))).isEqualTo(Reason.BAD_ACTION);
        assertThat(apply(ADA, new Action.Gift(BOB, new Items(1, 0)))).isEqualTo(Reason.OUT_OF_REACH);
        assertThat(of(ADA)).isEqualTo(new Items(5, 5));
    }

    @Test
    void tradesWhatWasOfferedOnceAndOnlyToWhomItWasOffered() {
        arrive(ADA, 0, new Items(5, 0));
        arrive(BOB, 1_000, new Items(0, 5));
        arrive(EVE, 2_000, new Items(0, 5));
        assertThat(apply(ADA, new Action.Offer(BOB, new Items(2, 0), new Items(0, 3))))
                .isEqualTo(Reason.OK);
        assertThat(of(ADA)).as("nothing is set aside for an offer").isEqualTo(new Items(5, 0));
        assertThat(apply(EVE, new Action.Accept(ADA, 1))).isEqualTo(Reason.NO_SUCH_OFFER);
        assertThat(apply(BOB, new Action.Accept(ADA, 2))).isEqualTo(Reason.NO_SUCH_OFFER);
        assertThat(apply(BOB, new Action.Accept(ADA, 1))).isEqualTo(Reason.OK);
        assertThat(of(ADA)).isEqualTo(new Items(3, 3));
        assertThat(of(BOB)).isEqualTo(new Items(2, 2));
        assertThat(avatar(ADA).offer()).isNull();
        assertThat(apply(BOB, new Action.Accept(ADA, 1))).isEqualTo(Reason.NO_SUCH_OFFER);
    }

    @Test
    void anOfferIsGoneWhenItIsReplacedOrWithdrawn() {
        arrive(ADA, 0, new Items(5, 0));
        arrive(BOB, 1_000, new Items(5, 5));
        apply(ADA, new Action.Offer(BOB, new Items(2, 0), new Items(0, 3)));
        apply(ADA, new Action.Offer(BOB, new Items(1, 0), new Items(0, 5)));
        assertThat(apply(BOB, new Action.Accept(ADA, 1))).isEqualTo(Reason.NO_SUCH_OFFER);
        apply(ADA, new Action.Offer(BOB, Items.NONE, Items.NONE));
        assertThat(apply(BOB, new Action.Accept(ADA, 2))).isEqualTo(Reason.NO_SUCH_OFFER);
        assertThat(apply(ADA, new Action.Offer(BOB, new Items(9, 0), Items.NONE)))
                .isEqualTo(Reason.NOT_ENOUGH_ITEMS);
        assertThat(avatar(ADA).offer()).isNull();
    }

    @Test
    void aTradeThatOneSideCannotKeepLeavesTheOfferStanding() {
        arrive(ADA, 0, new Items(5, 0));
        arrive(BOB, 1_000, new Items(0, 2));
        apply(ADA, new Action.Offer(BOB, new Items(5, 0), new Items(0, 3)));
        assertThat(apply(BOB, new Action.Accept(ADA, 1))).isEqualTo(Reason.NOT_ENOUGH_ITEMS);
        assertThat(of(ADA)).isEqualTo(new Items(5, 0));
        apply(ADA, new Action.Gift(BOB, new Items(1, 0)));
        assertThat(apply(BOB, new Action.Accept(ADA, 1))).isEqualTo(Reason.PARTNER_CANNOT);
        assertThat(avatar(ADA).offer()).isEqualTo(new StandingOffer(1, BOB, new Items(5, 0), new Items(0, 3)));
        assertThat(avatar(ADA).state().offer()).isEqualTo(avatar(ADA).offer());
    }

    @Test
    void whatIsSetAsideIsNobodyElsesUntilItIsDoneOrUndone() {
        arrive(ADA, 0, new Items(9, 0));
        arrive(BOB, 1_000, new Items(Rules.INVENTORY_MAX - 1, 0));
        long tree = add(EntityKind.TREE, 25);
        Legs legs = new Legs(realm, crowd());
        Actor stranger = new Actor(77, avatar(ADA).place());
        Legs.Prepared.Ready room = ready(legs.prepare(stranger, List.of(new Leg.Give(BOB, new Items(1, 0)))));
        Legs.Prepared.Ready blow = ready(legs.prepare(stranger, List.of(new Leg.Strike(tree))));
        assertThat(blow.terms().yields()).isEqualTo(new Items(1, 0));
        realm.endTick();
        assertThat(apply(ADA, new Action.Gift(BOB, new Items(1, 0)))).isEqualTo(Reason.PARTNER_CANNOT);
        assertThat(apply(ADA, new Action.Harvest(tree))).isEqualTo(Reason.EXHAUSTED);
        legs.undo(room.asides());
        legs.undo(blow.asides());
        realm.endTick();
        assertThat(apply(ADA, new Action.Gift(BOB, new Items(1, 0)))).isEqualTo(Reason.OK);
        assertThat(apply(ADA, new Action.Harvest(tree))).isEqualTo(Reason.OK);
    }

    @Test
    void ofSeveralLegsThatAreSetAsideTogetherNoneIsLeftWhenOneCannotBe() {
        arrive(ADA, 0, new Items(9, 0));
        arrive(BOB, 1_000, new Items(3, 0));
        Legs legs = new Legs(realm, crowd());
        Actor ada = Actor.of(avatar(ADA));
        Legs.Prepared prepared =
                legs.prepare(ada, List.of(new Leg.Take(BOB, new Items(2, 0)), new Leg.Give(BOB, new Items(0, 1_000))));
        assertThat(prepared).isEqualTo(new Legs.Prepared.Unable(Reason.PARTNER_CANNOT));
        assertThat(of(BOB)).isEqualTo(new Items(3, 0));
        realm.endTick();
    }

    private static Legs.Prepared.Ready ready(Legs.Prepared prepared) {
        assertThat(prepared).isInstanceOf(Legs.Prepared.Ready.class);
        return (Legs.Prepared.Ready) prepared;
    }

    private Crowd crowd() {
        return new Crowd() {
            @Override
            public @Nullable Avatar present(long playerId) {
                return people.get(playerId);
            }

            @Override
            public @Nullable Avatar find(long playerId) {
                return people.get(playerId);
            }
        };
    }

    private long add(EntityKind kind, int hp) {
        long id = realm.takeEntityId();
        realm.add(new EntityState(id, kind, 1, MIDDLE, terrain.heightMicros(MIDDLE, MIDDLE), MIDDLE, 0, hp, 1, 0, 0));
        realm.things().forgetChanges();
        return id;
    }

    private void arrive(long playerId, long dxMm, Items items) {
        long x = MIDDLE + dxMm * Units.MICROS_PER_MM;
        people.put(
                playerId,
                new Avatar(new AvatarState(
                        playerId,
                        900 + playerId,
                        "Player " + playerId,
                        x,
                        terrain.heightMicros(MIDDLE, MIDDLE),
                        MIDDLE,
                        Rules.AVATAR_HP,
                        items.wood(),
                        items.stone(),
                        0,
                        0,
                        List.of())));
    }

    private Avatar avatar(long playerId) {
        return Objects.requireNonNull(people.get(playerId));
    }

    private Items of(long playerId) {
        return avatar(playerId).inventory();
    }

    private Reason apply(long playerId, Action action) {
        Avatar avatar = avatar(playerId);
        tick += Rules.HARVEST_COOLDOWN_TICKS;
        Reason reason = survival.apply(avatar, avatar.lastAppliedSequence() + 1, action, tick)
                .reason();
        realm.endTick();
        return reason;
    }
}
