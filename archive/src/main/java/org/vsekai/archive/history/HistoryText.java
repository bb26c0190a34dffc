package org.vsekai.archive.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.vsekai.world.v1.OfferInput;

/** An event as a line for a person: when, where, who, what, and before and after. */
public final class HistoryText {
    private HistoryText() {}

    public static String line(HistoryEvent event) {
        List<String> parts = new ArrayList<>();
        parts.add(time(event) + "  region " + event.region() + " frame " + event.frame() + "  " + who(event)
                + what(event));
        event.changes().forEach(change -> parts.add(change(change)));
        if (event.deal() != null) {
            event.deal().moves().forEach(move -> parts.add(move(move)));
        }
        parts.addAll(holding(event));
        return String.join("; ", parts);
    }

    private static List<String> holding(HistoryEvent event) {
        AvatarRecord avatar = event.avatar();
        HistoryEvent.Held held = event.held();
        List<String> parts = new ArrayList<>();
        if (avatar != null && held != null) {
            for (ItemKind item : ItemKind.values()) {
                int was = count(held.before().getInventoryList(), item);
                int is = count(avatar.getInventoryList(), item);
                if (was != is) {
                    parts.add("holds " + item + " " + was + " -> " + is
                            + (held.isAlone() ? "" : " (by all that happened in this frame)"));
                }
            }
        }
        return parts;
    }

    private static String time(HistoryEvent event) {
        return event.unixMillis() == 0
                ? "tick " + event.tick()
                : Instant.ofEpochMilli(event.unixMillis())
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString();
    }

    private static String who(HistoryEvent event) {
        AvatarRecord avatar = event.avatar();
        if (avatar == null) {
            return "";
        }
        String name = avatar.getName().isEmpty() ? "" : "\"" + printable(avatar.getName()) + "\", ";
        return "player " + avatar.getPlayerId() + " (" + name + "at "
                + place(avatar.getXMicros(), avatar.getYMicros(), avatar.getZMicros()) + ") ";
    }

    /** A name is what somebody chose: nothing in it may move the cursor or end the line. */
    static String printable(String name) {
        return name.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
    }

    private static String what(HistoryEvent event) {
        AppliedInput input = event.input();
        return switch (event.kind()) {
            case AGED -> "of itself";
            case ARRIVED -> "arrived from " + border(event, " or ");
            case JOINED -> "joined";
            case CROSSED -> "left for " + border(event, " and ");
            case LEFT -> "left";
            case ACTED -> input == null ? "acted" : acted(event, input);
            case BEGAN, ANSWERED, SET_ASIDE, DONE, UNDONE, RETURNED -> step(event);
        };
    }

    private static String border(HistoryEvent event, String between) {
        return event.beyond().isEmpty() ? "another region" : "region " + regions(event.beyond(), between);
    }

    private static String acted(HistoryEvent event, AppliedInput input) {
        Mood mood = event.isRefused() ? Mood.TRIED : Mood.DID;
        return action(input, mood) + with(event) + ": action "
                + input.getResult().getSequence() + " "
                + outcome(input.getResult().getReason());
    }

    private static String outcome(int code) {
        return Reason.ofCode(code)
                .map(reason -> reason == Reason.OK ? "OK" : "refused, " + clause(reason.text()) + " (" + reason + ")")
                .orElse("refused for the unknown reason " + Integer.toUnsignedString(code));
    }

    /** A sentence as the end of another one. */
    private static String clause(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1, sentence.length() - 1);
    }

    /** Which borders it went over. */
    private static String with(HistoryEvent event) {
        return event.deal() == null || event.deal().others().isEmpty()
                ? ""
                : ", with region " + regions(event.deal().others(), " and ");
    }

    private static String regions(List<RegionId> regions, String between) {
        return String.join(between, regions.stream().map(RegionId::toString).toList());
    }

    private static String step(HistoryEvent event) {
        HistoryDeal deal = event.deal();
        AppliedInput input = event.input();
        if (deal == null) {
            return "has a part in something";
        }
        String whose =
                "action " + deal.id().getSequence() + " of player " + deal.id().getPlayerId();
        String others = regions(deal.others(), " and ");
        return switch (event.kind()) {
            case BEGAN ->
                (input == null ? "began" : action(input, Mood.WANTS)) + ", action "
                        + deal.id().getSequence() + ": asks region " + others;
            case ANSWERED -> "has an answer to " + whose + ", and waits for more of region " + others;
            case SET_ASIDE -> "is asked by region " + others + ": set aside for " + whose;
            case DONE -> "was told by region " + others + ": " + whose + " is done";
            case UNDONE -> "was told by region " + others + ": " + whose + " is undone";
            case RETURNED -> "region " + others + " answered too late: undone for " + whose;
            default -> whose;
        };
    }

    private static String move(HistoryDeal.Move move) {
        return items(move.items()) + ": " + move.from() + " -> " + move.to();
    }

    private static String items(List<ItemCount> items) {
        return items.isEmpty()
                ? "nothing"
                : String.join(
                        " and ",
                        items.stream()
                                .map(stack -> stack.getCount() + " "
                                        + ItemKind.ofCode(stack.getItem())
                                                .map(ItemKind::name)
                                                .orElse("of item " + stack.getItem()))
                                .toList());
    }

    /** How far an action has come. */
    private enum Mood {
        DID,
        TRIED,
        WANTS;

        String verb(String past, String infinitive) {
            return switch (this) {
                case DID -> past;
                case TRIED -> "tried to " + infinitive;
                case WANTS -> "wants to " + infinitive;
            };
        }
    }

    private static String offer(OfferInput offer, Mood mood) {
        return offer.getGivesCount() + offer.getWantsCount() == 0
                ? mood.verb("withdrew", "withdraw") + " the offer to player " + offer.getToPlayerId()
                : mood.verb("offered", "offer") + " player " + offer.getToPlayerId() + " " + items(offer.getGivesList())
                        + " for " + items(offer.getWantsList());
    }

    private static String action(AppliedInput input, Mood mood) {
        return switch (input.getActionCase()) {
            case HARVEST ->
                mood.verb("struck", "strike") + " " + input.getHarvest().getTargetId();
            case BUILD -> mood.verb("built", "build") + " " + build(input.getBuild());
            case INTERACT ->
                mood.verb("took", "take") + " " + input.getInteract().getTargetId();
            case IDLE -> mood.verb("rested", "rest");
            case GIFT ->
                mood.verb("gave", "give") + " player " + input.getGift().getToPlayerId() + " "
                        + items(input.getGift().getItemsList());
            case OFFER -> offer(input.getOffer(), mood);
            case ACCEPT ->
                mood.verb("accepted", "accept") + " offer " + input.getAccept().getOfferSequence() + " of player "
                        + input.getAccept().getFromPlayerId();
            default -> mood.verb("did", "do") + " something that this build doesn't know";
        };
    }

    private static String build(BuildInput build) {
        return structure(build.getStructure()) + " at "
                + place(build.getXMicros(), build.getYMicros(), build.getZMicros()) + turned(build.getYawDegrees());
    }

    /** From the east-west line. */
    private static String turned(int yawDegrees) {
        return ", turned by " + Integer.toUnsignedString(yawDegrees) + " degrees";
    }

    private static String change(EntityChange change) {
        if (!change.hasBefore()) {
            return "new " + whole(change.getAfter());
        }
        if (!change.hasAfter()) {
            return "gone " + whole(change.getBefore());
        }
        EntityRecord before = change.getBefore();
        EntityRecord after = change.getAfter();
        StringBuilder text = new StringBuilder(name(after));
        differ(text, "hp", before.getHp(), after.getHp());
        differ(text, "count", before.getCount(), after.getCount());
        differ(text, "owner", before.getOwnerPlayerId(), after.getOwnerPlayerId());
        differ(text, "whole again at tick", before.getReadyAtTick(), after.getReadyAtTick());
        String was = place(before);
        String is = place(after);
        return text.append(was.equals(is) ? "" : " at " + was + " -> " + is).toString();
    }

    private static void differ(StringBuilder text, String what, long before, long after) {
        if (before != after) {
            text.append(' ')
                    .append(what)
                    .append(' ')
                    .append(before)
                    .append(" -> ")
                    .append(after);
        }
    }

    private static String whole(EntityRecord entity) {
        String count = entity.getCount() > 1 ? " x" + entity.getCount() : "";
        String owner = entity.getOwnerPlayerId() == 0 ? "" : " of player " + entity.getOwnerPlayerId();
        boolean isStructure = entity.getKind() == EntityKind.STRUCTURE.code();
        return name(entity) + count + owner + " at " + place(entity)
                + (isStructure ? turned(entity.getYawDegrees()) : "");
    }

    private static String place(EntityRecord entity) {
        return place(entity.getXMicros(), entity.getYMicros(), entity.getZMicros());
    }

    private static String name(EntityRecord entity) {
        String kind = EntityKind.ofCode(entity.getKind())
                .map(known -> switch (known) {
                    case ITEM ->
                        ItemKind.ofCode(entity.getVariant()).map(ItemKind::name).orElse("ITEM");
                    case STRUCTURE -> structure(entity.getVariant());
                    default -> known.name();
                })
                .orElse("kind " + entity.getKind());
        return kind + " " + entity.getId();
    }

    private static String structure(int code) {
        return StructureKind.ofCode(code).map(StructureKind::name).orElse("structure " + code);
    }

    private static int count(List<ItemCount> inventory, ItemKind item) {
        return inventory.stream()
                .filter(stack -> stack.getItem() == item.code())
                .mapToInt(ItemCount::getCount)
                .sum();
    }

    private static String place(long xMicros, long yMicros, long zMicros) {
        return String.format(Locale.ROOT, "%.2f %.2f %.2f m", xMicros / 1e6, yMicros / 1e6, zMicros / 1e6);
    }
}
