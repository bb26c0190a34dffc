package org.vsekai.server.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.archive.history.HistoryDeal;
import org.vsekai.archive.history.HistoryDeal.Holder;
import org.vsekai.archive.history.HistoryEvent;
import org.vsekai.archive.history.HistoryEvent.Kind;
import org.vsekai.game.ItemKind;
import org.vsekai.game.StructureKind;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.BuildInput;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.TransactionId;

/** What a program reads of an event: fields, where a person reads a sentence. */
class HistoryJsonTest {
    private static final RegionId EAST = new RegionId(1, 0);

    private static JsonNode json(
            Kind kind, @Nullable AppliedInput input, @Nullable HistoryDeal deal, List<RegionId> beyond)
            throws Exception {
        HistoryEvent event =
                new HistoryEvent(RegionId.SPAWN, 7, 0, 70, 0, kind, null, null, input, List.of(), deal, beyond);
        return new ObjectMapper().readTree(HistoryJson.line(event));
    }

    private static void assertSame(JsonNode found, String expected) throws Exception {
        assertThat(found).isEqualTo(new ObjectMapper().readTree(expected));
    }

    @Test
    void aMoveSaysFromWhomToWhomInFields() throws Exception {
        List<ItemCount> wood = List.of(
                ItemCount.newBuilder().setItem(ItemKind.WOOD.code()).setCount(5).build());
        HistoryDeal deal = new HistoryDeal(
                TransactionId.newBuilder().setPlayerId(2).setSequence(9).build(),
                List.of(2L, 3L),
                EAST,
                List.of(EAST),
                List.of(
                        new HistoryDeal.Move(wood, new Holder.Player(2), new Holder.InParcel(EAST, 12, 1)),
                        new HistoryDeal.Move(wood, new Holder.Ground(40), new Holder.Escrow(EAST)),
                        new HistoryDeal.Move(wood, new Holder.Nothing(), new Holder.Ground(0))),
                Set.of(),
                Set.of());
        assertSame(
                json(Kind.SET_ASIDE, null, deal, List.of()).get("transaction").get("moves"), """
                [
                  {
                    "items": {"WOOD": 5},
                    "from": {"is": "player", "id": 2},
                    "to": {"is": "parcel", "region": [1, 0], "frame": 12, "index": 1}
                  },
                  {
                    "items": {"WOOD": 5},
                    "from": {"is": "ground", "entity": 40},
                    "to": {"is": "escrow", "region": [1, 0]}
                  },
                  {"items": {"WOOD": 5}, "from": {"is": "nothing"}, "to": {"is": "ground"}}
                ]
                """);
    }

    @Test
    void aBuildSaysWhatWhereAndWhichWay() throws Exception {
        AppliedInput build = AppliedInput.newBuilder()
                .setBuild(BuildInput.newBuilder()
                        .setStructure(StructureKind.WALL.code())
                        .setXMicros(1)
                        .setYMicros(2)
                        .setZMicros(-3)
                        .setYawDegrees(90))
                .build();
        assertSame(json(Kind.BEGAN, build, null, List.of()).get("action"), """
                {"sequence": 0, "is": "build", "structure": "WALL", "xMicros": 1, "yMicros": 2, "zMicros": -3,
                 "yawDegrees": 90}
                """);
    }

    @Test
    void aCrossingSaysWhereToAndAnArrivalFromWhere() throws Exception {
        assertSame(json(Kind.CROSSED, null, null, List.of(EAST)).get("to"), "[1, 0]");
        assertSame(json(Kind.ARRIVED, null, null, List.of(EAST, RegionId.SPAWN)).get("fromOneOf"), "[[1, 0], [0, 0]]");
        assertThat(json(Kind.LEFT, null, null, List.of()).has("to")).isFalse();
    }
}
