package org.vsekai.archive.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.StoredDeals;
import org.vsekai.archive.history.HistoryDeal.Holder;
import org.vsekai.archive.history.HistoryEvent.Kind;
import org.vsekai.game.Reason;
import org.vsekai.sim.RegionId;
import org.vsekai.world.PlayedDeals;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.v1.TransactionId;

/** What happened between players and regions is found by each of those whom it concerns, and told hand by hand. */
@Timeout(240)
class DealHistoryIntegrationTest {
    private static final OptionalLong ANY = OptionalLong.empty();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static StoredDeals world;

    /** What all frames tell, in one order of time; taken before some were put into blocks. */
    private static final List<HistoryEvent> everything = new ArrayList<>();

    @BeforeAll
    static void play() {
        world = new StoredDeals(folder.resolve("store"), false);
        for (RegionId region : PlayedDeals.regions()) {
            world.frames(region).forEach(frame -> everything.addAll(FrameEvents.of(region, frame)));
        }
        world.compressed();
        assertThat(world.pairs(world.keys.historyBlocks())).isNotEmpty();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static List<HistoryEvent> search(OptionalLong entity, OptionalLong player, OptionalLong chunk) {
        return new HistorySearch(world.database, PlayedWorld.NAME)
                .run(new HistoryQuery(
                        entity, player, chunk, null, Long.MIN_VALUE, Long.MAX_VALUE, HistoryQuery.MAX_LIMIT));
    }

    private static List<HistoryEvent> matching(Predicate<HistoryEvent> predicate) {
        List<HistoryEvent> found = everything.stream().filter(predicate).toList();
        assertThat(found).as("the play has some").isNotEmpty();
        return found;
    }

    private static HistoryDeal dealOf(HistoryEvent event) {
        return Objects.requireNonNull(event.deal());
    }

    private static boolean isOver(HistoryEvent event, Kind kind) {
        return event.kind() == kind && event.deal() != null;
    }

    @Test
    void isFoundByEachPlayerWhomItConcerns() {
        for (long player = 1; player <= PlayedDeals.PEOPLE; player++) {
            long asked = player;
            assertThat(search(ANY, OptionalLong.of(player), ANY))
                    .containsExactlyInAnyOrderElementsOf(
                            matching(event -> event.players().contains(asked)));
        }
    }

    @Test
    void isFoundByTheChunksOnBothSidesOfTheBorder() {
        Set<Long> chunks = new HashSet<>();
        for (HistoryEvent event : matching(event -> isOver(event, Kind.SET_ASIDE))) {
            chunks.addAll(event.chunks());
        }
        assertThat(chunks).hasSizeGreaterThanOrEqualTo(4);
        for (long chunk : chunks) {
            assertThat(search(ANY, ANY, OptionalLong.of(chunk)))
                    .containsExactlyInAnyOrderElementsOf(
                            matching(event -> event.chunks().contains(chunk)));
        }
    }

    @Test
    void isFoundByTheThingsThatItIsAbout() {
        Set<Long> things = new HashSet<>();
        for (HistoryEvent event : matching(
                event -> event.deal() != null && !dealOf(event).entities().isEmpty())) {
            things.addAll(dealOf(event).entities());
        }
        for (long thing : things.stream().limit(20).toList()) {
            assertThat(search(OptionalLong.of(thing), ANY, ANY))
                    .containsExactlyInAnyOrderElementsOf(
                            matching(event -> event.entities().contains(thing)));
        }
    }

    @Test
    void tellsEachHandThatItemsWentThroughAcrossTheBorder() {
        HistoryEvent aside = matching(event -> isOver(event, Kind.SET_ASIDE)
                        && !dealOf(event).moves().isEmpty()
                        && dealOf(event).moves().getFirst().from() instanceof Holder.Player
                        && outcome(dealOf(event).id()) == Reason.OK)
                .getFirst();
        HistoryDeal.Move handedOver = dealOf(aside).moves().getFirst();
        HistoryEvent decided = step(dealOf(aside).id(), Kind.ACTED);
        Holder actor = new Holder.Player(dealOf(aside).id().getPlayerId());
        assertThat(dealOf(decided).moves())
                .as("out of the parcel, to the actor")
                .contains(new HistoryDeal.Move(handedOver.items(), handedOver.to(), actor));
        HistoryDeal.Move paid = dealOf(decided).moves().stream()
                .filter(move -> move.from().equals(actor))
                .findFirst()
                .orElseThrow();
        HistoryEvent done = step(dealOf(aside).id(), Kind.DONE);
        assertThat(dealOf(done).moves())
                .as("and what was paid out of the other one")
                .contains(new HistoryDeal.Move(paid.items(), paid.to(), handedOver.from()));
        assertThat(aside.region()).isEqualTo(done.region()).isNotEqualTo(decided.region());
        assertThat(HistoryText.line(aside))
                .contains("is asked by region " + decided.region(), handedOver.from() + " -> parcel ");
        assertThat(HistoryText.line(decided))
                .contains("accepted offer", ", with region " + aside.region(), ": action", "OK", " -> " + actor);
        assertThat(HistoryText.line(done)).contains("is done", "-> " + handedOver.from());
    }

    @Test
    void tellsWhatCameBackWhenItWasUndone() {
        HistoryEvent undone = matching(event -> isOver(event, Kind.UNDONE)).getFirst();
        HistoryEvent aside = step(dealOf(undone).id(), Kind.SET_ASIDE);
        for (HistoryDeal.Move move : dealOf(undone).moves()) {
            assertThat(dealOf(aside).moves()).anySatisfy(before -> {
                assertThat(before.items()).isEqualTo(move.items());
                assertThat(before.from()).isEqualTo(move.to());
            });
        }
        assertThat(HistoryText.line(undone)).contains("is undone");
    }

    @Test
    void whatABlowFromBeyondTheBorderChangesIsNotOfItself() {
        assertThat(matching(
                        event -> event.kind() == Kind.DONE && !event.changes().isEmpty()))
                .allSatisfy(event -> assertThat(HistoryText.line(event)).contains("was told by region"));
        assertThat(everything.stream().filter(event -> event.kind() == Kind.AGED))
                .allSatisfy(event -> assertThat(
                                event.changes().getFirst().getBefore().getReadyAtTick())
                        .as(HistoryText.line(event))
                        .isPositive());
    }

    @Test
    void whatWasRefusedIsToldAsTriedAndChangesNothing() {
        assertThat(matching(HistoryEvent::isRefused)).allSatisfy(event -> {
            assertThat(HistoryText.line(event))
                    .contains("tried to ", "refused, ")
                    .doesNotContain("holds ");
            assertThat(event.held()).isNull();
        });
    }

    private static HistoryEvent step(TransactionId id, Kind kind) {
        return matching(event -> isOver(event, kind) && dealOf(event).id().equals(id))
                .getFirst();
    }

    private static Reason outcome(TransactionId id) {
        int code =
                Objects.requireNonNull(step(id, Kind.ACTED).input()).getResult().getReason();
        return Reason.ofCode(code).orElseThrow();
    }
}
