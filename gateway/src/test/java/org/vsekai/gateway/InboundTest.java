package org.vsekai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Joint;
import org.vsekai.core.PackedRotation;
import org.vsekai.core.Pose;
import org.vsekai.core.Seeds;
import org.vsekai.game.Items;
import org.vsekai.wire.v1.Accept;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.FarewellReason;
import org.vsekai.wire.v1.Gift;
import org.vsekai.wire.v1.Goodbye;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Offer;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.world.RegionInput;

class InboundTest {
    private static final Pose STANDING = Pose.standingAt(0, 0, 0);

    private final Fixture fixture = new Fixture();
    private final TestPeer ada = fixture.enter("Ada");

    @Test
    void posesThatAreNotNewerAreDropped() {
        for (int sequence : new int[] {10, 10, 9, 11, 65_535, 32_779, 12}) {
            ada.sendPose(sequence, STANDING);
        }
        assertThat(fixture.region.of(RegionInput.Move.class)).hasSize(3);
        assertThat(drops(Drop.POSE_STALE)).isEqualTo(4);
        assertThat(Inbound.isNewer(0, 65_535)).isTrue();
        assertThat(Inbound.isNewer(32_768, 0)).isFalse();
        assertThat(Inbound.isNewer(0, 32_768)).isFalse();
    }

    @Test
    void posesAboveTheRateAreDroppedBeforeTheyAreDecoded() {
        for (int i = 1; i <= 100; i++) {
            ada.sendPose(i, STANDING);
        }
        assertThat(fixture.region.of(RegionInput.Move.class)).hasSize(Inbound.POSE_BURST);
        assertThat(drops(Drop.POSE_TOO_OFTEN)).isEqualTo(100 - Inbound.POSE_BURST);
        for (int i = 101; i <= 160; i++) {
            fixture.nowNanos += TimeUnit.SECONDS.toNanos(1) / 60;
            ada.sendPose(i, STANDING);
        }
        assertThat(fixture.region.of(RegionInput.Move.class)).hasSize(Inbound.POSE_BURST + 60);
    }

    @Test
    void aStretchedBodyIsRefusedWithThePlaceWhereThePlayerStands() {
        Joint far = new Joint(4_000, 1_600, 0, PackedRotation.IDENTITY);
        Pose stretched = new Pose(5_000, 0, 0, STANDING.head(), far, Joint.AT_ROOT, Pose.LEFT_TRACKED);
        ada.sendPose(1, stretched);
        assertThat(fixture.region.of(RegionInput.Move.class)).isEmpty();
        assertThat(ada.last().getPoseRefused().getReason()).isEqualTo(Reason.REASON_BODY_STRETCHED);
        assertThat(ada.last().getPoseRefused().getPosition().getXMicros()).isZero();
        for (int i = 2; i <= 8; i++) {
            ada.sendPose(i, stretched);
        }
        assertThat(ada.of(ServerMessage.BodyCase.POSE_REFUSED)).hasSize(4);
    }

    @Test
    void actionsAboveTheBurstAreRefusedAndTakenAgainLater() {
        for (int sequence = 1; sequence <= 41; sequence++) {
            ada.sendIdle(sequence);
        }
        assertThat(fixture.region.of(RegionInput.Act.class)).hasSize(40);
        assertThat(ada.last().getActionRefused().getReason()).isEqualTo(Reason.REASON_RATE_LIMITED);
        assertThat(ada.last().getActionRefused().getSequence()).isEqualTo(41);
        int waitMs = ada.last().getActionRefused().getRetryAfterMs();
        assertThat(waitMs).isBetween(1, 51);
        fixture.nowNanos += TimeUnit.MILLISECONDS.toNanos(waitMs);
        ada.sendIdle(41);
        assertThat(fixture.region.of(RegionInput.Act.class)).hasSize(41);
        assertThat(fixture.gateway.metrics().strikes()).isZero();
    }

    @Test
    void anActionThatTheRegionHasNoRoomForIsAnsweredBusy() {
        fixture.region.isFull = true;
        ada.sendIdle(1);
        assertThat(ada.last().getActionRefused().getReason()).isEqualTo(Reason.REASON_BUSY);
        assertThat(drops(Drop.ACTION_NOT_TAKEN)).isEqualTo(1);
    }

    @Test
    void aFloodOfMessagesEndsTheSessionAndNobodyElses() {
        TestPeer bob = fixture.enter("Bob");
        for (int i = 1; i <= 1_000; i++) {
            ada.sendIdle(i);
        }
        assertThat(ada.farewell().getReason()).isEqualTo(FarewellReason.FAREWELL_REASON_TOO_MANY_VIOLATIONS);
        assertThat(ada.farewell().getReconnect()).isFalse();
        assertThat(drops(Drop.FLOOD)).isEqualTo(StrikeWindow.MOST_STRIKES);
        bob.sendIdle(1);
        assertThat(fixture.region.of(RegionInput.Act.class))
                .endsWith(new RegionInput.Act(2, 2, 1, new org.vsekai.game.Action.Idle()));
    }

    @Test
    void nineteenStrikesInAMinuteAreForgivenAndTheTwentiethIsNot() {
        for (int minute = 0; minute < 3; minute++) {
            for (int i = 0; i < 19; i++) {
                ada.sendReliable(new byte[0]);
            }
            assertThat(ada.isClosed).isFalse();
            fixture.advance(61);
        }
        for (int i = 0; i < 20; i++) {
            ada.sendReliable(new byte[] {1});
        }
        assertThat(ada.isClosed).isTrue();
        assertThat(drops(Drop.MESSAGE_UNDECODABLE)).isEqualTo(3 * 19 + 20);
    }

    @Test
    void actionsThatMakeNoSenseAreStrikes() {
        Action unknownStructure = Action.newBuilder()
                .setSequence(1)
                .setBuild(Build.newBuilder().setStructureValue(77))
                .build();
        List<Action> bad =
                List.of(Action.newBuilder().setSequence(1).build(), Action.getDefaultInstance(), unknownStructure);
        for (Action each : bad) {
            ada.send(ClientMessage.newBuilder().setAction(each).build());
        }
        assertThat(drops(Drop.ACTION_MALFORMED)).isEqualTo(3);
        assertThat(fixture.gateway.metrics().strikes()).isEqualTo(3);
        assertThat(fixture.region.of(RegionInput.Act.class)).isEmpty();
    }

    @Test
    void giftsOffersAndAcceptancesReachTheRegion() {
        ada.send(action(
                Action.newBuilder().setGift(Gift.newBuilder().setToPlayerId(7).setItems(wood(999)))));
        ada.send(action(
                Action.newBuilder().setOffer(Offer.newBuilder().setToPlayerId(7).setWants(wood(2)))));
        ada.send(action(Action.newBuilder().setOffer(Offer.newBuilder().setToPlayerId(7))));
        ada.send(action(Action.newBuilder()
                .setAccept(Accept.newBuilder().setFromPlayerId(7).setOfferSequence(3))));
        assertThat(fixture.region.of(RegionInput.Act.class).stream().map(RegionInput.Act::action))
                .containsExactly(
                        new org.vsekai.game.Action.Gift(7, new Items(999, 0)),
                        new org.vsekai.game.Action.Offer(7, Items.NONE, new Items(2, 0)),
                        new org.vsekai.game.Action.Offer(7, Items.NONE, Items.NONE),
                        new org.vsekai.game.Action.Accept(7, 3));
        assertThat(fixture.gateway.metrics().strikes()).isZero();
    }

    @Test
    void itemsOfNoKindOrTooManyAreStrikes() {
        ItemCount unknown = ItemCount.newBuilder().setItemValue(77).setCount(1).build();
        List<ItemCount> bad = List.of(
                wood(0),
                wood(1_000),
                wood(-1),
                unknown,
                ItemCount.newBuilder().setCount(1).build());
        for (ItemCount items : bad) {
            ada.send(action(Action.newBuilder()
                    .setGift(Gift.newBuilder().setToPlayerId(7).setItems(items))));
            ada.send(action(Action.newBuilder()
                    .setOffer(Offer.newBuilder().setToPlayerId(7).setGives(items))));
        }
        ada.send(action(Action.newBuilder().setGift(Gift.newBuilder().setToPlayerId(7))));
        ada.send(action(Action.newBuilder().setAccept(Accept.newBuilder().setFromPlayerId(7))));
        assertThat(drops(Drop.ACTION_MALFORMED)).isEqualTo(2 * bad.size() + 2);
        assertThat(fixture.region.of(RegionInput.Act.class)).isEmpty();
    }

    private static ClientMessage action(Action.Builder action) {
        return ClientMessage.newBuilder().setAction(action.setSequence(1)).build();
    }

    private static ItemCount wood(int count) {
        return ItemCount.newBuilder()
                .setItem(ItemKind.ITEM_KIND_WOOD)
                .setCount(count)
                .build();
    }

    @Test
    void goodbyeIsAnsweredWithFarewellAndTheRegionIsTold() {
        ada.send(ClientMessage.newBuilder()
                .setGoodbye(Goodbye.getDefaultInstance())
                .build());
        assertThat(ada.farewell().getReason()).isEqualTo(FarewellReason.FAREWELL_REASON_LEFT);
        assertThat(ada.farewell().getReconnect()).isFalse();
        assertThat(fixture.region.of(RegionInput.Leave.class)).hasSize(1);
        ada.sendIdle(1);
        assertThat(drops(Drop.NOT_PRESENT)).isEqualTo(1);
    }

    @Test
    void whatComesBeforeWelcomeIsDroppedWithoutAStrike() {
        TestPeer bob = fixture.connect("Bob");
        bob.sendPose(1, STANDING);
        bob.sendIdle(1);
        assertThat(drops(Drop.NOT_PRESENT)).isEqualTo(2);
        assertThat(fixture.gateway.metrics().strikes()).isZero();
        assertThat(bob.messages).isEmpty();
    }

    @Test
    void anyBytesFromAPeerDisturbNobodyElse() {
        Seeds.forEach(60, random -> {
            Fixture world = new Fixture();
            TestPeer victim = world.enter("Victim");
            TestPeer attacker = world.enter("Attacker");
            for (int i = 0; i < 300; i++) {
                world.nowNanos += random.nextInt(10_000_000);
                byte[] bytes = random.nextBytes(random.nextInt(random.chance(0.02) ? 20_000 : 80));
                if (bytes.length > 0 && random.chance(0.5)) {
                    bytes[0] = (byte) (random.chance(0.5) ? 1 : 10);
                }
                attacker.sendOn(random.nextInt(4), bytes);
            }
            victim.sendIdle(1);
            assertThat(world.region.inputs).endsWith(new RegionInput.Act(1, 1, 1, new org.vsekai.game.Action.Idle()));
            world.publish(List.of(GatewayTest.tree(1, 1, 1)), List.of());
            assertThat(victim.last().getFrameUpdate().getUpserted(0).getId()).isEqualTo(1);
            assertThat(victim.isClosed).isFalse();
        });
    }

    private long drops(Drop reason) {
        return fixture.gateway.metrics().drops().get(reason);
    }
}
