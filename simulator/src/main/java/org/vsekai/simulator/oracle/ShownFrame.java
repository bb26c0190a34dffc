package org.vsekai.simulator.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.Reason;
import org.vsekai.game.ThingChange;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.DurableFrame.Deed;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;

/** A frame as the world shows it, beside what is stored of it. */
final class ShownFrame {
    private final RegionId region;
    private final DurableFrame shown;
    private final FrameRecord stored;
    private final WorldAudit audit;
    private final Map<Long, AvatarState> avatars = new HashMap<>();

    ShownFrame(RegionId region, DurableFrame shown, FrameRecord stored, WorldAudit audit) {
        this.region = region;
        this.shown = shown;
        this.stored = stored;
        this.audit = audit;
        shown.avatars().forEach(avatar -> avatars.put(avatar.playerId(), avatar));
    }

    /** What is shown otherwise than it is stored. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        note(shown.tick() == stored.getTick(), "its tick", differences);
        note(changes().equals(stored.getChangesList()), "changes", differences);
        note(areResultsSame(), "results", differences);
        note(avatarRecords().equals(storedAvatars()), "avatars", differences);
        note(shown.avatars().stream().allMatch(this::hasItsResults), "the newest results of avatars", differences);
        note(isJoiningSame(), "who joins", differences);
        note(
                ids(shown.left(), DurableFrame.Left::playerId).equals(stored.getLeftPlayerIdsList()),
                "who leaves",
                differences);
        note(isArrivalSame(), "who arrives", differences);
        note(departures().equals(storedDepartures()), "who departs", differences);
        return differences;
    }

    private static void note(boolean isSame, String what, List<String> differences) {
        if (!isSame) {
            differences.add(what);
        }
    }

    private List<EntityChange> changes() {
        List<EntityChange> changes = new ArrayList<>();
        for (ThingChange change : shown.changes()) {
            EntityChange.Builder builder = EntityChange.newBuilder();
            EntityState before = change.before();
            if (before != null) {
                builder.setBefore(StoredForm.of(before));
            }
            EntityState now = change.now();
            if (now != null) {
                builder.setAfter(StoredForm.of(now));
            }
            changes.add(builder.build());
        }
        return changes;
    }

    private boolean areResultsSame() {
        return shown.results().size() == stored.getInputsCount()
                && IntStream.range(0, stored.getInputsCount())
                        .allMatch(i -> isSame(shown.results().get(i), stored.getInputs(i)));
    }

    private boolean isSame(DurableFrame.PlayerResult result, AppliedInput input) {
        return result.playerId() == input.getPlayerId()
                && StoredForm.of(result.result()).equals(input.getResult())
                && result.deed() == deed(input)
                && isOfTheFrame(result.playerId(), result.avatar());
    }

    /** What others see of an action that was done. */
    static Deed deed(AppliedInput input) {
        if (input.getResult().getReason() != Reason.OK.code()) {
            return Deed.NONE;
        }
        return switch (input.getActionCase()) {
            case HARVEST -> Deed.HARVESTED;
            case BUILD -> Deed.BUILT;
            case INTERACT -> Deed.PICKED_UP;
            case IDLE -> Deed.RESTED;
            case GIFT, OFFER, ACCEPT, ACTION_NOT_SET -> Deed.NONE;
        };
    }

    /** Each avatar is told of once as it is after the frame, whoever it is told to. */
    private boolean isOfTheFrame(long playerId, @Nullable AvatarState avatar) {
        return Objects.equals(avatar, avatars.get(playerId));
    }

    private List<AvatarRecord> avatarRecords() {
        return shown.avatars().stream()
                .map(avatar -> StoredForm.of(avatar, region))
                .toList();
    }

    private List<AvatarRecord> storedAvatars() {
        return stored.getAvatarsList().stream()
                .map(avatar -> avatar.toBuilder().clearRecentResults().build())
                .toList();
    }

    private boolean hasItsResults(AvatarState avatar) {
        return avatar.recentResults().stream()
                .map(StoredForm::of)
                .toList()
                .equals(audit.newestResults(avatar.playerId(), avatar.lastAppliedSequence()));
    }

    private boolean isJoiningSame() {
        return ids(shown.joined(), DurableFrame.Joined::playerId).equals(stored.getJoinedPlayerIdsList())
                && shown.joined().stream().allMatch(joined -> isOfTheFrame(joined.playerId(), joined.avatar()));
    }

    private boolean isArrivalSame() {
        return ids(shown.arrived(), DurableFrame.Arrived::playerId).equals(stored.getArrivedPlayerIdsList())
                && shown.arrived().stream()
                        .allMatch(arrived -> isOfTheFrame(arrived.playerId(), arrived.avatar())
                                && stored.getTakenList().stream()
                                        .anyMatch(parcel -> ParcelAudit.region(parcel.getSender())
                                                .equals(arrived.from())));
    }

    private interface IdOf<T> {
        long in(T each);
    }

    private static <T> List<Long> ids(List<T> all, IdOf<T> id) {
        return all.stream().map(id::in).toList();
    }

    private record Departure(long playerId, RegionId to) {}

    private List<Departure> departures() {
        return shown.departed().stream()
                .map(departed -> new Departure(departed.playerId(), departed.to()))
                .toList();
    }

    private List<Departure> storedDepartures() {
        List<Departure> departures = new ArrayList<>();
        for (Parcel parcel : stored.getSentList()) {
            RegionId to = ParcelAudit.region(parcel.getReceiver());
            parcel.getCrossing()
                    .getAvatarsList()
                    .forEach(avatar -> departures.add(new Departure(avatar.getPlayerId(), to)));
        }
        return departures;
    }
}
