package org.vsekai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Items;
import org.vsekai.game.StandingOffer;
import org.vsekai.rtc.CloseReason;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.DeedKind;
import org.vsekai.wire.v1.FarewellReason;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.OfferMade;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionInput;
import org.vsekai.world.WorldListener;

class GatewayTest {
    private final Fixture fixture = new Fixture();

    @Test
    void nothingIsSentUntilTheJoiningIsDurableAndThenWelcomeComesFirst() {
        fixture.publish(List.of(tree(1, 5, 5)), List.of());
        TestPeer ada = fixture.connect("Ada");
        assertThat(fixture.region.inputs).containsExactly(new RegionInput.Join(1, "Ada", 1));
        assertThat(ada.messages).isEmpty();
        fixture.admit();
        Welcome welcome = ada.messages.getFirst().getWelcome();
        assertThat(welcome.getPlayerId()).isEqualTo(1);
        assertThat(welcome.getProtocolVersion()).isEqualTo(1);
        assertThat(welcome.getWorldName()).isEqualTo("test");
        assertThat(welcome.getPeopleList()).isEmpty();
        assertThat(welcome.getRules().getMaxSpeedMmPerS()).isEqualTo(7_000);
        for (int i = 0; i < 64 / Presence.MOST_ASKED_CHUNKS; i++) {
            fixture.tick(Map.of(1L, Pose.standingAt(0, 0, 0)));
        }
        List<ServerMessage> chunks = ada.of(ServerMessage.BodyCase.CHUNK_STATE);
        assertThat(chunks).hasSize(64);
        assertThat(chunks.getFirst().getChunkState().getEntities(0).getId()).isEqualTo(1);
        assertThat(fixture.gateway.present()).isEqualTo(1);
    }

    @Test
    void anOfferIsToldToWhomItIsMadeAndToNobodyElse() {
        TestPeer ada = fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        TestPeer eve = fixture.enter("Eve");
        int toldEve = eve.messages.size();
        int toldBob = bob.messages.size();
        publishOffer(1, new StandingOffer(9, 2, new Items(3, 0), Items.NONE));
        OfferMade made = bob.last().getFrameUpdate().getOffers(0);
        assertThat(made.getFromPlayerId()).isEqualTo(1);
        assertThat(made.getOfferSequence()).isEqualTo(9);
        assertThat(made.getGives().getCount()).isEqualTo(3);
        assertThat(made.hasWants()).isFalse();
        publishOffer(1, new StandingOffer(9, 2, new Items(3, 0), Items.NONE));
        publishOffer(1, null);
        assertThat(bob.last().getFrameUpdate().getOffers(0).hasGives()).isFalse();
        assertThat(bob.messages).hasSize(toldBob + 2);
        assertThat(eve.messages).hasSize(toldEve);
        assertThat(offersTold(ada)).isEmpty();
    }

    @Test
    void ofAnOfferThatGoesToSomebodyElseNowBothAreTold() {
        fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        TestPeer eve = fixture.enter("Eve");
        publishOffer(1, new StandingOffer(9, 2, new Items(3, 0), Items.NONE));
        publishOffer(1, new StandingOffer(10, 3, Items.NONE, new Items(0, 1)));
        assertThat(bob.last().getFrameUpdate().getOffers(0).getOfferSequence()).isEqualTo(9);
        assertThat(bob.last().getFrameUpdate().getOffers(0).hasGives()).isFalse();
        assertThat(eve.last().getFrameUpdate().getOffers(0).getOfferSequence()).isEqualTo(10);
        assertThat(eve.last().getFrameUpdate().getOffers(0).getWants().getCount())
                .isEqualTo(1);
    }

    @Test
    void whoComesIsToldOfOffersThatStandAlready() {
        fixture.enter("Ada");
        publishOffer(1, new StandingOffer(9, 2, new Items(3, 0), Items.NONE));
        TestPeer bob = fixture.enter("Bob");
        assertThat(offersTold(bob)).extracting(OfferMade::getOfferSequence).containsExactly(9L);
        TestPeer eve = fixture.enter("Eve");
        assertThat(offersTold(eve)).isEmpty();
    }

    @Test
    void whoComesBringsTheOfferThatStands() {
        TestPeer ada = fixture.enter("Ada");
        fixture.connect("Bob");
        fixture.touched.add(offering(2, new StandingOffer(4, 1, new Items(1, 0), Items.NONE)));
        fixture.admit();
        assertThat(offersTold(ada)).extracting(OfferMade::getFromPlayerId).containsExactly(2L);
    }

    private void publishOffer(long playerId, @Nullable StandingOffer offer) {
        fixture.touched.add(offering(playerId, offer));
        fixture.publish(List.of(), List.of());
    }

    private static AvatarState offering(long playerId, @Nullable StandingOffer offer) {
        return new AvatarState(playerId, playerId + 1_000, "", 0, 0, 0, 100, 0, 0, 0, 0, List.of(), offer);
    }

    private static List<OfferMade> offersTold(TestPeer peer) {
        return peer.of(ServerMessage.BodyCase.FRAME_UPDATE).stream()
                .flatMap(each -> each.getFrameUpdate().getOffersList().stream())
                .toList();
    }

    @Test
    void othersSeeSomebodyComeAndGo() {
        TestPeer ada = fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        Welcome welcome = bob.messages.getFirst().getWelcome();
        assertThat(welcome.getPeople(0).getName()).isEqualTo("Ada");
        FrameUpdate arrival = ada.last().getFrameUpdate();
        assertThat(arrival.getArrived(0).getName()).isEqualTo("Bob");
        assertThat(arrival.getArrived(0).getSlot()).isEqualTo(welcome.getSlot());
        bob.vanish();
        assertThat(fixture.region.inputs).endsWith(new RegionInput.Leave(2, 2));
        fixture.publish(List.of(), List.of(), List.of(), List.of(), List.of(new DurableFrame.Left(2, 2)));
        assertThat(ada.last().getFrameUpdate().getDepartedSlotsList()).containsExactly(welcome.getSlot());
        assertThat(fixture.gateway.sessions()).isEqualTo(1);
        assertThat(fixture.gateway.present()).isEqualTo(1);
    }

    @Test
    void peopleWhoDoNotFitInWelcomeComeRightBehindIt() {
        Fixture crowd = new Fixture(Fixture.options(200, 10_000));
        for (int i = 0; i < 150; i++) {
            crowd.enter("\uD83D\uDE42".repeat(21) + i);
        }
        TestPeer last = crowd.enter("last");
        int inWelcome = last.messages.getFirst().getWelcome().getPeopleCount();
        int behind = 0;
        for (ServerMessage message : last.of(ServerMessage.BodyCase.FRAME_UPDATE)) {
            behind += message.getFrameUpdate().getArrivedCount();
        }
        assertThat(inWelcome).isBetween(50, 149);
        assertThat(inWelcome + behind).isEqualTo(150);
        assertThat(last.messages.get(1).hasFrameUpdate()).isTrue();
    }

    @Test
    void anActionDurableInTheFrameOfTheRejoiningIsAnsweredOnlyWhereWelcomeDoesNot() {
        fixture.enter("Ada");
        fixture.joinAgain("token-1");
        TestPeer again = new TestPeer(fixture.port.listeners.getLast());
        again.connect();
        RegionInput.Join join = fixture.region.of(RegionInput.Join.class).getLast();
        DurableFrame.PlayerResult known = idle(4);
        DurableFrame.PlayerResult unknown = idle(5);
        fixture.publish(
                List.of(),
                List.of(),
                List.of(known, unknown),
                List.of(new DurableFrame.Joined(1, join.sessionId(), Fixture.avatar(1, "Ada", 0, 0, 0, 4))),
                List.of());
        assertThat(again.messages.getFirst().getWelcome().getLastAppliedSequence())
                .isEqualTo(4);
        FrameUpdate update = again.messages.get(1).getFrameUpdate();
        assertThat(update.getResultsCount()).isEqualTo(1);
        assertThat(update.getResults(0).getSequence()).isEqualTo(5);
    }

    private static DurableFrame.PlayerResult idle(long sequence) {
        ActionResult result = new ActionResult(sequence, org.vsekai.game.Reason.OK, 0);
        return new DurableFrame.PlayerResult(
                1, 1, result, DurableFrame.Deed.RESTED, Fixture.avatar(1, "Ada", 0, 0, 0, sequence));
    }

    @Test
    void posesGoToTheOthersWithTheSequenceOfOnesOwn() {
        TestPeer ada = fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        Pose pose = Pose.standingAt(Units.metres(1), 0, Units.metres(2));
        bob.sendPose(65_535, pose);
        assertThat(fixture.region.inputs).endsWith(new RegionInput.Move(2, 2, pose));
        fixture.tick(Map.of(1L, Pose.standingAt(0, 0, 0), 2L, pose));
        Snapshot atAda = ada.snapshots.getLast();
        int slot = bob.messages.getFirst().getWelcome().getSlot();
        assertThat(atAda.avatars()).containsExactly(new Snapshot.Avatar(slot, pose));
        assertThat(atAda.poseSequence()).isEmpty();
        assertThat(bob.snapshots.getLast().poseSequence()).hasValue(65_535);
    }

    @Test
    void aDeedIsShownToOthersAndItsResultAndInventoryToItsAuthor() {
        TestPeer ada = fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        ActionResult result = new ActionResult(1, org.vsekai.game.Reason.OK, 9);
        fixture.publish(
                List.of(tree(9, 1, 1)),
                List.of(),
                List.of(new DurableFrame.PlayerResult(
                        2, 2, result, DurableFrame.Deed.HARVESTED, Fixture.avatar(2, "Bob", 0, 0, 3, 1))),
                List.of(),
                List.of());
        FrameUpdate atBob = bob.last().getFrameUpdate();
        assertThat(atBob.getResults(0).getSequence()).isEqualTo(1);
        assertThat(atBob.getInventory().getItems(0).getCount()).isEqualTo(3);
        assertThat(atBob.getDeedsList()).isEmpty();
        FrameUpdate atAda = ada.last().getFrameUpdate();
        assertThat(atAda.getResultsList()).isEmpty();
        assertThat(atAda.hasInventory()).isFalse();
        assertThat(atAda.getUpserted(0).getId()).isEqualTo(9);
        assertThat(atAda.getDeeds(0).getKind()).isEqualTo(DeedKind.DEED_KIND_HARVESTED);
        assertThat(atAda.getDeeds(0).getTarget()).isEqualTo(9);
    }

    @Test
    void theNewerSessionOfAPlayerWinsAndTheOlderIsToldNotToComeBack() {
        TestPeer first = fixture.enter("Ada");
        int firstSlot = first.messages.getFirst().getWelcome().getSlot();
        TestPeer bob = fixture.enter("Bob");
        assertThat(fixture.joinAgain("token-1")).isInstanceOf(JoinOutcome.Joined.class);
        TestPeer second = new TestPeer(fixture.port.listeners.getLast());
        assertThat(first.isClosed).isFalse();
        second.connect();
        assertThat(first.farewell().getReason()).isEqualTo(FarewellReason.FAREWELL_REASON_JOINED_ELSEWHERE);
        assertThat(first.farewell().getReconnect()).isFalse();
        assertThat(first.isClosed).isTrue();
        fixture.publish(
                List.of(),
                List.of(),
                List.of(),
                List.of(Fixture.joined(new RegionInput.Join(1, "Ada", 3), 0, 0)),
                List.of());
        Welcome welcome = second.messages.getFirst().getWelcome();
        assertThat(welcome.getPlayerId()).isEqualTo(1);
        assertThat(welcome.getPeopleList()).hasSize(1);
        FrameUpdate atBob = bob.last().getFrameUpdate();
        assertThat(atBob.getDepartedSlotsList()).containsExactly(firstSlot);
        assertThat(atBob.getArrived(0).getSlot()).isNotEqualTo(firstSlot).isEqualTo(welcome.getSlot());
        assertThat(fixture.gateway.sessions()).isEqualTo(2);
    }

    @Test
    void anOlderSessionThatConnectsLaterLoses() {
        fixture.join("Ada");
        TestPeer older = new TestPeer(fixture.port.listeners.getLast());
        fixture.joinAgain("token-1");
        TestPeer newer = new TestPeer(fixture.port.listeners.getLast());
        newer.connect();
        older.connect();
        assertThat(older.farewell().getReason()).isEqualTo(FarewellReason.FAREWELL_REASON_JOINED_ELSEWHERE);
        assertThat(newer.isClosed).isFalse();
        assertThat(fixture.region.of(RegionInput.Join.class)).containsExactly(new RegionInput.Join(1, "Ada", 2));
        assertThat(fixture.region.of(RegionInput.Leave.class)).isEmpty();
    }

    @Test
    void aSlotIsNotGivenToSomebodyElseInTheFrameThatAnnouncesItsDeparture() {
        TestPeer ada = fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        TestPeer eve = fixture.connect("Eve");
        bob.vanish();
        fixture.publish(
                List.of(),
                List.of(),
                List.of(),
                List.of(Fixture.joined(new RegionInput.Join(3, "Eve", 3), 0, 0)),
                List.of(new DurableFrame.Left(2, 2)));
        FrameUpdate update = ada.last().getFrameUpdate();
        assertThat(update.getDepartedSlotsList())
                .doesNotContain(update.getArrived(0).getSlot());
        assertThat(eve.messages.getFirst().getWelcome().getPeopleList()).hasSize(1);
    }

    @Test
    void whoJoinsAndLeavesWithinAFrameIsNeverShown() {
        TestPeer ada = fixture.enter("Ada");
        int before = ada.messages.size();
        TestPeer bob = fixture.connect("Bob");
        bob.vanish();
        fixture.publish(
                List.of(),
                List.of(),
                List.of(),
                List.of(Fixture.joined(new RegionInput.Join(2, "Bob", 2), 0, 0)),
                List.of(new DurableFrame.Left(2, 2)));
        assertThat(ada.messages).hasSize(before);
        assertThat(bob.messages).isEmpty();
        assertThat(fixture.gateway.present()).isEqualTo(1);
    }

    @Test
    void drainingSaysFarewellToAllAndRefusesJoins() {
        TestPeer ada = fixture.enter("Ada");
        TestPeer joining = fixture.connect("Bob");
        fixture.join("Eve");
        TestPeer late = new TestPeer(fixture.port.listeners.getLast());
        fixture.gateway.beginDrain();
        late.connect();
        for (TestPeer peer : List.of(ada, joining, late)) {
            assertThat(peer.farewell().getReason()).isEqualTo(FarewellReason.FAREWELL_REASON_SERVER_STOPPING);
            assertThat(peer.farewell().getReconnect()).isTrue();
            assertThat(peer.isClosed).isTrue();
        }
        assertThat(fixture.gateway.sessions()).isZero();
        assertThat(fixture.join("Zoe")).isInstanceOfSatisfying(JoinOutcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("draining");
        });
        int sent = ada.messages.size();
        fixture.publish(List.of(tree(1, 1, 1)), List.of());
        fixture.tick(Map.of(1L, Pose.standingAt(0, 0, 0)));
        assertThat(ada.messages).hasSize(sent);
    }

    @Test
    void aStoppedWorldSaysFarewell() {
        TestPeer ada = fixture.enter("Ada");
        fixture.region.isFull = true;
        fixture.gateway.onStopped("the disk is gone");
        assertThat(ada.farewell().getReason()).isEqualTo(FarewellReason.FAREWELL_REASON_WORLD_STOPPED);
        assertThat(fixture.gateway.sessions()).isZero();
    }

    @Test
    void aLeaveThatTheRegionHasNoRoomForIsSaidAgain() {
        TestPeer ada = fixture.enter("Ada");
        fixture.enter("Bob");
        fixture.region.isFull = true;
        ada.vanish();
        assertThat(fixture.gateway.sessions()).isEqualTo(2);
        fixture.tick(Map.of());
        assertThat(fixture.region.of(RegionInput.Leave.class)).isEmpty();
        fixture.region.isFull = false;
        fixture.tick(Map.of());
        assertThat(fixture.region.of(RegionInput.Leave.class)).containsExactly(new RegionInput.Leave(1, 1));
        assertThat(fixture.gateway.sessions()).isEqualTo(1);
        assertThat(fixture.gateway.metrics().drops().get(Drop.LEAVE_DELAYED)).isEqualTo(1);
    }

    @Test
    void aClientWithoutRoomForAReliableMessageIsEndedAndTheOthersAreNot() {
        TestPeer ada = fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        ada.hasRoom = false;
        fixture.publish(List.of(tree(1, 1, 1)), List.of());
        assertThat(ada.isClosed).isTrue();
        assertThat(bob.last().getFrameUpdate().getUpserted(0).getId()).isEqualTo(1);
        assertThat(fixture.gateway.metrics().endings().get(Ending.TOO_SLOW)).isEqualTo(1);
    }

    @Test
    void aClientThatStaysSlowIsEndedAndOneThatRecoversIsNot() {
        TestPeer ada = fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        ada.bufferedBytes = 200_000;
        bob.bufferedBytes = 200_000;
        fixture.gateway.sweep();
        fixture.advance(8);
        bob.bufferedBytes = 0;
        fixture.gateway.sweep();
        bob.bufferedBytes = 200_000;
        fixture.advance(3);
        fixture.gateway.sweep();
        assertThat(ada.farewell().getReason()).isEqualTo(FarewellReason.FAREWELL_REASON_TOO_SLOW);
        assertThat(bob.isClosed).isFalse();
    }

    @Test
    void sessionsThatNeverComeUpAreEnded() {
        fixture.join("Ada");
        TestPeer joining = fixture.connect("Bob");
        fixture.advance(19);
        fixture.gateway.sweep();
        assertThat(fixture.gateway.sessions()).isEqualTo(2);
        fixture.advance(2);
        fixture.gateway.sweep();
        assertThat(fixture.gateway.sessions()).isZero();
        assertThat(joining.farewell().getReconnect()).isTrue();
        assertThat(fixture.gateway.metrics().endings().get(Ending.NEVER_CAME_UP))
                .isEqualTo(2);
    }

    @Test
    void chunksWaitForASlowConnectionAndComeAsTheyAreThen() {
        TestPeer ada = fixture.connect("Ada");
        ada.bufferedBytes = Presence.CHUNK_PACING_BYTES;
        fixture.admit();
        fixture.publish(List.of(tree(1, 1, 1)), List.of());
        assertThat(ada.messages).hasSize(1);
        ada.bufferedBytes = 0;
        fixture.tick(Map.of(1L, Pose.standingAt(0, 0, 0)));
        fixture.showChunks();
        assertThat(ada.messages.get(1).getChunkState().getEntities(0).getId()).isEqualTo(1);
        assertThat(ada.of(ServerMessage.BodyCase.FRAME_UPDATE)).isEmpty();
    }

    @Test
    void answersFromTheRegionReachTheClient() {
        TestPeer ada = fixture.enter("Ada");
        fixture.gateway.onActionRefused(1, 1, 5, WorldListener.NotTaken.OUT_OF_ORDER, 3);
        assertThat(ada.last().getActionRefused().getExpectedSequence()).isEqualTo(3);
        assertThat(ada.last().getActionRefused().getReason()).isEqualTo(Reason.REASON_OUT_OF_ORDER);
        fixture.gateway.onActionRepeated(1, 1, 2, new ActionResult(2, org.vsekai.game.Reason.TOO_SOON, 0));
        assertThat(ada.last().getFrameUpdate().getFrame()).isZero();
        assertThat(ada.last().getFrameUpdate().getResults(0).getReason()).isEqualTo(Reason.REASON_TOO_SOON);
        int sent = ada.messages.size();
        fixture.gateway.onActionRepeated(1, 1, 1, null);
        fixture.gateway.onActionRefused(1, 99, 5, WorldListener.NotTaken.BUSY, 3);
        assertThat(ada.messages).hasSize(sent);
        assertThat(fixture.gateway.metrics().drops().get(Drop.RESULT_UNKNOWN)).isEqualTo(1);
    }

    @Test
    void refusedPosesAreAnsweredButNotAllOfThem() {
        TestPeer ada = fixture.enter("Ada");
        for (int i = 0; i < 60; i++) {
            fixture.gateway.onPoseRefused(1, 1, WorldListener.PoseFault.TOO_FAST, 1, 2, 3);
        }
        List<ServerMessage> refusals = ada.of(ServerMessage.BodyCase.POSE_REFUSED);
        assertThat(refusals).hasSize(4);
        assertThat(refusals.getFirst().getPoseRefused().getPosition().getZMicros())
                .isEqualTo(3);
        assertThat(fixture.gateway.metrics().drops().get(Drop.POSE_REFUSAL_NOT_SAID))
                .isEqualTo(56);
    }

    @Test
    void aPeerThatNeverConnectedLeavesNothingBehind() {
        fixture.join("Ada");
        TestPeer peer = new TestPeer(fixture.port.listeners.getLast());
        fixture.port.listeners.getLast().onClosed(peer, CloseReason.CONNECT_TIMEOUT);
        assertThat(fixture.gateway.sessions()).isZero();
        assertThat(fixture.region.inputs).isEmpty();
    }

    @Test
    void aFullRegionTurnsAJoiningPlayerAwayWithALaterReturn() {
        fixture.region.isFull = true;
        TestPeer ada = fixture.connect("Ada");
        assertThat(ada.farewell().getReconnect()).isTrue();
        assertThat(fixture.gateway.sessions()).isZero();
    }

    static EntityState tree(long id, double xMetres, double zMetres) {
        return new EntityState(
                id, EntityKind.TREE, 0, Units.metres(xMetres), 0, Units.metres(zMetres), 0, 100, 1, 0, 0);
    }
}
