package org.vsekai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Reason;
import org.vsekai.game.ThingChange;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionInput;
import org.vsekai.world.WorldListener;

/** Ada stands still in one region, and Bob walks into the next, which another tick thread has. */
class BorderTest {
    private static final RegionId THERE = new RegionId(-1, 0);
    private static final long ADA = 1;
    private static final long BOB = 2;

    private final Fixture fixture = new Fixture();
    private final Gateway gateway = fixture.gateway;
    private TestPeer ada;
    private TestPeer bob;
    private int bobsSlot;

    @BeforeEach
    void enter() {
        gateway.onRegionUp(THERE);
        ada = fixture.enter("Ada");
        bob = fixture.enter("Bob");
        bobsSlot = bob.messages.getFirst().getWelcome().getSlot();
        fixture.tick(Map.of(ADA, Pose.standingAt(0, 0, 0), BOB, Pose.standingAt(Units.metres(1), 0, 0)));
    }

    @Test
    void ofTwoTickThreadsThatTellOfAPlayerTheNewestTickCounts() {
        long tick = fixture.tick;
        tell(tick + 1, BOB, 10);
        tell(tick + 1, BOB, 9);
        tell(tick + 2, BOB, 13);
        tell(tick + 1, BOB, 11);
        tell(tick + 3, ADA, 0);
        assertThat(gateway.metrics().drops().get(Drop.POSE_SHOWN_TWICE)).isEqualTo(2);
        assertThat(ada.snapshots.getLast().avatars().getFirst().slot()).isEqualTo(bobsSlot);
        assertThat(ada.snapshots.getLast().avatars().getFirst().pose().rootXMicros())
                .isEqualTo(Units.metres(13));
    }

    @Test
    void aCrossingIsNothingToAnybody() {
        int adasMessages = ada.messages.size();
        int bobsMessages = bob.messages.size();
        AvatarState crossing = Fixture.avatar(BOB, "Bob", 0, 0, 0, 0);
        tellFrame(Fixture.HERE, 100, List.of(), List.of(), List.of(crossing));
        tellFrame(THERE, 1, List.of(), List.of(), List.of(crossing));
        assertThat(ada.messages).hasSize(adasMessages);
        assertThat(bob.messages).hasSize(bobsMessages);
        assertThat(gateway.present()).isEqualTo(2);
    }

    @Test
    void resultsAndInventoriesComeFromAnyRegionAndOthersSeeWhatIsCarried() {
        AvatarState withWood = Fixture.avatar(BOB, "Bob", 0, 0, 3, 1);
        ActionResult done = new ActionResult(1, Reason.OK, 0);
        tellFrame(
                THERE,
                1,
                List.of(new DurableFrame.PlayerResult(BOB, 2, done, DurableFrame.Deed.NONE, withWood)),
                List.of(),
                List.of(withWood));
        FrameUpdate own = bob.last().getFrameUpdate();
        assertThat(own.getRegionX()).isEqualTo(-1);
        assertThat(own.getResults(0).getSequence()).isEqualTo(1);
        assertThat(own.getInventory().getItems(0).getCount()).isEqualTo(3);
        assertThat(own.getCarriedList()).isEmpty();
        assertThat(ada.last().getFrameUpdate().getCarried(0).getSlot()).isEqualTo(bobsSlot);
        assertThat(ada.last().getFrameUpdate().getCarried(0).getItem()).isEqualTo(ItemKind.ITEM_KIND_WOOD);
        TestPeer eve = fixture.enter("Eve");
        assertThat(eve.messages.getFirst().getWelcome().getPeopleList())
                .filteredOn(person -> person.getSlot() == bobsSlot)
                .allMatch(person -> person.getCarries() == ItemKind.ITEM_KIND_WOOD)
                .hasSize(1);
    }

    @Test
    void anInventoryThatSomebodyElseChangedIsShownToo() {
        AvatarState given = Fixture.avatar(ADA, "Ada", 0, 0, 5, 0);
        tellFrame(THERE, 1, List.of(), List.of(), List.of(given));
        assertThat(ada.last().getFrameUpdate().getInventory().getItems(0).getCount())
                .isEqualTo(5);
    }

    @Test
    void chunksBeyondTheBorderAreAskedForAgainWhenTheirRegionIsUpAgain() {
        for (int i = 0; i < 10; i++) {
            fixture.tick(Map.of(ADA, Pose.standingAt(0, 0, 0), BOB, Pose.standingAt(0, 0, 0)));
        }
        assertThat(fixture.region.shows).isEmpty();
        long west = ChunkKey.of(-1, 0);
        gateway.onRegionDown(THERE, "a test");
        gateway.onRegionUp(THERE);
        assertThat(fixture.region.shows)
                .contains(west)
                .allMatch(chunk -> RegionId.ofChunk(chunk).equals(THERE));
        tellChange(west, 77);
        assertThat(statesOf(west)).as("nothing of an outdated chunk is sent").hasSize(1);
        gateway.onChunk(west, List.of(GatewayTest.tree(77, -1, 1)));
        assertThat(statesOf(west)).hasSize(2);
        tellChange(west, 77);
        assertThat(ada.last().getFrameUpdate().getUpserted(0).getId()).isEqualTo(77);
    }

    @Test
    void answersOfFramesThatNobodyWasToldOfComeWhenThePlayerEntersAgain() {
        List<ActionResult> recent = new ArrayList<>();
        for (int sequence = 1; sequence <= 3; sequence++) {
            recent.add(new ActionResult(sequence, Reason.OK, 0));
        }
        tellFrame(
                THERE,
                1,
                List.of(new DurableFrame.PlayerResult(
                        BOB, 2, recent.getFirst(), DurableFrame.Deed.NONE, Fixture.avatar(BOB, "Bob", 0, 0, 0, 1))),
                List.of(),
                List.of());
        gateway.onRegionUp(THERE);
        AvatarState back = new AvatarState(BOB, BOB + 1_000, "Bob", 0, 0, 0, 100, 2, 0, 3, 0, recent);
        tellFrame(THERE, 4, List.of(), List.of(new DurableFrame.Joined(BOB, 2, back)), List.of(back));
        FrameUpdate update = bob.last().getFrameUpdate();
        assertThat(update.getResultsList().stream().map(each -> each.getSequence()))
                .containsExactly(2L, 3L);
        assertThat(update.getInventory().getItems(0).getCount()).isEqualTo(2);
        assertThat(gateway.present()).isEqualTo(2);
        assertThat(ada.last().getFrameUpdate().getArrivedList()).isEmpty();
    }

    @Test
    void whoseLeavingNoFrameTellsOfIsGoneAfterASecondWithoutTicks() {
        bob.vanish();
        fixture.nowNanos += TimeUnit.MILLISECONDS.toNanos(900);
        gateway.onBeat();
        assertThat(gateway.present()).isEqualTo(2);
        fixture.nowNanos += TimeUnit.MILLISECONDS.toNanos(200);
        gateway.onBeat();
        assertThat(gateway.present()).isEqualTo(1);
        assertThat(ada.last().getFrameUpdate().getDepartedSlotsList()).containsExactly(bobsSlot);
        assertThat(ada.last().getFrameUpdate().getFrame()).isZero();
        tellFrame(THERE, 1, List.of(), List.of(), List.of());
        assertThat(gateway.present()).isEqualTo(1);
    }

    @Test
    void whoseRegionIsDownStillSeesTheOthersAndIsShownChunks() {
        int before = bob.snapshots.size();
        fixture.nowNanos += TimeUnit.MILLISECONDS.toNanos(200);
        tell(fixture.tick + 12, ADA, 5);
        fixture.region.shows.clear();
        gateway.onBeat();
        assertThat(bob.snapshots).hasSize(before + 1);
        assertThat(bob.snapshots.getLast().avatars().getFirst().pose().rootXMicros())
                .isEqualTo(Units.metres(5));
    }

    @Test
    void aChunkThatSeveralWantIsAskedForOnce() {
        fixture.region.shows.clear();
        TestPeer eve = fixture.connect("Eve");
        TestPeer zoe = fixture.connect("Zoe");
        List<RegionInput.Join> joins = fixture.region.of(RegionInput.Join.class);
        gateway.onFrame(
                Fixture.HERE,
                new DurableFrame(
                        100,
                        1,
                        List.of(),
                        List.of(),
                        joins.subList(2, 4).stream()
                                .map(join -> Fixture.joined(join, Units.metres(20), 0))
                                .toList(),
                        List.of(),
                        List.of()));
        assertThat(fixture.region.shows).hasSize(Presence.MOST_ASKED_CHUNKS).doesNotHaveDuplicates();
        fixture.showChunks();
        assertThat(eve.of(ServerMessage.BodyCase.CHUNK_STATE)).hasSize(Presence.MOST_ASKED_CHUNKS);
        assertThat(zoe.of(ServerMessage.BodyCase.CHUNK_STATE)).hasSize(Presence.MOST_ASKED_CHUNKS);
    }

    private List<ChunkState> statesOf(long chunk) {
        return ada.of(ServerMessage.BodyCase.CHUNK_STATE).stream()
                .map(ServerMessage::getChunkState)
                .filter(state -> ChunkKey.of(state.getChunkX(), state.getChunkZ()) == chunk)
                .toList();
    }

    private void tellChange(long chunk, long id) {
        ThingChange change = ThingChange.made(GatewayTest.tree(id, ChunkKey.x(chunk) * 32.0 + 31, 1));
        gateway.onFrame(THERE, new DurableFrame(id, 1, List.of(change), List.of(), List.of(), List.of(), List.of()));
    }

    private void tellFrame(
            RegionId region,
            long number,
            List<DurableFrame.PlayerResult> results,
            List<DurableFrame.Joined> joined,
            List<AvatarState> avatars) {
        gateway.onFrame(region, new DurableFrame(number, fixture.tick, List.of(), results, joined, List.of(), avatars));
    }

    private void tell(long tick, long playerId, double xMetres) {
        fixture.nowNanos += TimeUnit.SECONDS.toNanos(1) / Fixture.TICK_HERTZ;
        gateway.onPoses(tick, new WorldListener.PoseView() {
            @Override
            public int count() {
                return 1;
            }

            @Override
            public long playerId(int index) {
                return playerId;
            }

            @Override
            public Pose pose(int index) {
                return Pose.standingAt(Units.metres(xMetres), 0, 0);
            }
        });
    }
}
