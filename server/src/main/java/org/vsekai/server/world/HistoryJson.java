package org.vsekai.server.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.vsekai.archive.history.HistoryDeal;
import org.vsekai.archive.history.HistoryDeal.Holder;
import org.vsekai.archive.history.HistoryEvent;
import org.vsekai.game.EntityKind;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Reason;
import org.vsekai.game.StructureKind;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.BuildInput;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.ItemCount;

/** An event as one JSON object, for programs. docs/operations.md has its fields. */
final class HistoryJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryJson() {}

    static String line(HistoryEvent event) {
        ObjectNode line = JSON.createObjectNode();
        line.put("unixMillis", event.unixMillis()).put("tick", event.tick());
        region(line.putArray("region"), event.region());
        line.put("frame", event.frame()).put("event", event.kind().name().toLowerCase(Locale.ROOT));
        AvatarRecord avatar = event.avatar();
        if (avatar != null) {
            ObjectNode player = line.putObject("player");
            player.put("id", avatar.getPlayerId()).put("name", avatar.getName()).put("entity", avatar.getEntityId());
            place(player, avatar.getXMicros(), avatar.getYMicros(), avatar.getZMicros());
            items(player.putObject("holds"), avatar.getInventoryList());
            HistoryEvent.Held held = event.held();
            if (held != null) {
                items(player.putObject("held"), held.before().getInventoryList());
                player.put("changedByThisAlone", held.isAlone());
            }
        }
        border(line, event);
        AppliedInput input = event.input();
        if (input != null) {
            action(line.putObject("action"), input, event.kind() == HistoryEvent.Kind.ACTED);
        }
        if (!event.changes().isEmpty()) {
            ArrayNode changes = line.putArray("changes");
            event.changes().forEach(change -> change(changes.addObject(), change));
        }
        HistoryDeal deal = event.deal();
        if (deal != null) {
            deal(line.putObject("transaction"), deal);
        }
        return line.toString();
    }

    private static void border(ObjectNode line, HistoryEvent event) {
        if (event.kind() == HistoryEvent.Kind.CROSSED) {
            event.beyond().forEach(to -> region(line.putArray("to"), to));
        } else if (!event.beyond().isEmpty()) {
            ArrayNode from = line.putArray("fromOneOf");
            event.beyond().forEach(region -> region(from.addArray(), region));
        }
    }

    private static void deal(ObjectNode node, HistoryDeal deal) {
        node.put("player", deal.id().getPlayerId()).put("sequence", deal.id().getSequence());
        ArrayNode players = node.putArray("players");
        deal.players().forEach(players::add);
        region(node.putArray("home"), deal.home());
        ArrayNode others = node.putArray("others");
        deal.others().forEach(other -> region(others.addArray(), other));
        ArrayNode moves = node.putArray("moves");
        for (HistoryDeal.Move move : deal.moves()) {
            ObjectNode moved = moves.addObject();
            items(moved.putObject("items"), move.items());
            holder(moved.putObject("from"), move.from());
            holder(moved.putObject("to"), move.to());
        }
    }

    private static void holder(ObjectNode node, Holder holder) {
        switch (holder) {
            case Holder.Player player -> node.put("is", "player").put("id", player.id());
            case Holder.Ground ground -> {
                node.put("is", "ground");
                if (ground.entity() != 0) {
                    node.put("entity", ground.entity());
                }
            }
            case Holder.Escrow escrow -> region(node.put("is", "escrow").putArray("region"), escrow.region());
            case Holder.InParcel parcel -> {
                region(node.put("is", "parcel").putArray("region"), parcel.sender());
                node.put("frame", parcel.frame()).put("index", parcel.index());
            }
            case Holder.Region somewhere -> region(node.put("is", "region").putArray("region"), somewhere.region());
            case Holder.Nothing nothing -> node.put("is", "nothing");
        }
    }

    private static void region(ArrayNode node, RegionId region) {
        node.add(region.x()).add(region.z());
    }

    private static void action(ObjectNode node, AppliedInput input, boolean isDecided) {
        node.put("sequence", input.getResult().getSequence())
                .put("is", input.getActionCase().name().toLowerCase(Locale.ROOT));
        switch (input.getActionCase()) {
            case HARVEST -> node.put("target", input.getHarvest().getTargetId());
            case INTERACT -> node.put("target", input.getInteract().getTargetId());
            case BUILD -> build(node, input.getBuild());
            case GIFT -> {
                node.put("to", input.getGift().getToPlayerId());
                items(node.putObject("gives"), input.getGift().getItemsList());
            }
            case OFFER -> {
                node.put("to", input.getOffer().getToPlayerId());
                items(node.putObject("gives"), input.getOffer().getGivesList());
                items(node.putObject("wants"), input.getOffer().getWantsList());
            }
            case ACCEPT ->
                node.put("of", input.getAccept().getFromPlayerId())
                        .put("offer", input.getAccept().getOfferSequence());
            default -> {}
        }
        if (!isDecided) {
            return;
        }
        int code = input.getResult().getReason();
        node.put("result", Reason.ofCode(code).map(Reason::name).orElse(Integer.toString(code)));
        if (input.getResult().getEntityId() != 0) {
            node.put("entity", input.getResult().getEntityId());
        }
    }

    private static void build(ObjectNode node, BuildInput build) {
        node.put(
                "structure",
                StructureKind.ofCode(build.getStructure())
                        .map(StructureKind::name)
                        .orElse(Integer.toUnsignedString(build.getStructure())));
        place(node, build.getXMicros(), build.getYMicros(), build.getZMicros());
        node.put("yawDegrees", build.getYawDegrees());
    }

    private static void change(ObjectNode node, EntityChange change) {
        if (change.hasBefore()) {
            entity(node.putObject("before"), change.getBefore());
        }
        if (change.hasAfter()) {
            entity(node.putObject("after"), change.getAfter());
        }
    }

    private static void entity(ObjectNode node, EntityRecord entity) {
        node.put("id", entity.getId())
                .put(
                        "kind",
                        EntityKind.ofCode(entity.getKind())
                                .map(EntityKind::name)
                                .orElse(Integer.toString(entity.getKind())))
                .put("variant", entity.getVariant());
        place(node, entity.getXMicros(), entity.getYMicros(), entity.getZMicros());
        node.put("yawDegrees", entity.getYawDegrees())
                .put("hp", entity.getHp())
                .put("count", entity.getCount())
                .put("owner", entity.getOwnerPlayerId())
                .put("readyAtTick", entity.getReadyAtTick());
    }

    private static void place(ObjectNode node, long xMicros, long yMicros, long zMicros) {
        node.put("xMicros", xMicros).put("yMicros", yMicros).put("zMicros", zMicros);
    }

    private static void items(ObjectNode node, List<ItemCount> inventory) {
        for (ItemCount stack : inventory) {
            String item =
                    ItemKind.ofCode(stack.getItem()).map(ItemKind::name).orElse(Integer.toString(stack.getItem()));
            node.put(item, stack.getCount());
        }
    }
}
