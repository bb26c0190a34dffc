package org.vsekai.simulator.oracle;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityIds;
import org.vsekai.game.Realm;
import org.vsekai.sim.RegionId;
import org.vsekai.simulator.store.CommittedTransaction;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ResultRecord;
import org.vsekai.world.v1.TransactionId;

/**
 * The durable world as the frames alone tell it, and what must hold after each commit: one owner for each epoch, dense frames
 * of the owner's epoch, each change made to what was there before, each action once and in its order, nothing out of nothing,
 * pages and avatars exactly as the frames have them, and the rules, asked again, deciding as they did.
 */
public final class WorldAudit {
    private final Verdict verdict;
    private final Subspace keys;
    private final Map<RegionId, RegionAudit> regions = new TreeMap<>();
    private final BiFunction<RegionId, EntityIds, Realm> realms;
    private final Map<Long, AvatarRecord> avatars = new HashMap<>();
    private final Map<Long, AvatarRecord> storedAvatars = new HashMap<>();
    private final Map<Long, List<AvatarRecord>> versionsOfAvatars = new HashMap<>();
    private final Map<Long, TreeMap<Long, AppliedInput>> applied = new HashMap<>();
    private final Map<Long, Set<Long>> logged = new HashMap<>();
    private final Set<Tuple> waiting = new TreeSet<>();
    private final Set<Long> idsSeen = new HashSet<>();
    private final Map<Long, LinkedHashSet<EntityRecord>> versions = new HashMap<>();
    private final ParcelAudit parcels;
    private final DealAudit deals;
    private final CounterAudit counters;
    private final Tally<Reached> reached = new Tally<>(Reached.class);

    /** @param realms makes an empty region of the world, of the ids that it may give out */
    public WorldAudit(Verdict verdict, String worldName, BiFunction<RegionId, EntityIds, Realm> realms) {
        this.verdict = verdict;
        this.realms = realms;
        parcels = new ParcelAudit(verdict);
        deals = new DealAudit(verdict);
        counters = new CounterAudit(verdict);
        keys = Subspace.of("sekai", worldName);
    }

    public Tally<Reached> reached() {
        return reached;
    }

    /** The store has made a transaction durable. */
    public void onDurable(CommittedTransaction transaction) {
        reached.count(Reached.COMMITS);
        try {
            StoredChange change = new StoredChange(keys, transaction.changes());
            verdict.note(() -> CommitText.of(transaction.life(), change));
            counters.onCommit(change);
            for (Map.Entry<RegionId, StoredChange.OfRegion> each : change.regions.entrySet()) {
                region(each.getKey()).onCommit(each.getValue());
            }
            parcels.onInbox(change.inbox);
            change.inputs.forEach(this::onLogged);
            for (Map.Entry<Long, byte @Nullable []> avatar : change.avatars.entrySet()) {
                onAvatar(avatar.getKey(), avatar.getValue());
            }
            for (Map.Entry<RegionId, StoredChange.OfRegion> each : change.regions.entrySet()) {
                byte[] checkpoint = each.getValue().checkpoint;
                if (checkpoint != null) {
                    region(each.getKey()).afterCheckpoint(checkpoint, atHome(each.getKey()));
                }
            }
        } catch (InvalidProtocolBufferException damaged) {
            verdict.violate("what is stored can be read: " + damaged.getMessage());
        }
    }

    /** Before anything happens: somebody is in the world already. */
    public void onSettled(AvatarRecord avatar) {
        put(avatar);
        isNew(avatar.getEntityId());
        RegionId home = ParcelAudit.region(avatar.getHome());
        parcels.touched(home, avatar.getPlayerId());
        RegionAudit region = regions.get(home);
        if (region != null) {
            region.settle(avatar);
        }
    }

    private RegionAudit region(RegionId id) {
        return regions.computeIfAbsent(id, each -> new RegionAudit(each, this, verdict));
    }

    private void onAvatar(long playerId, byte @Nullable [] value) throws InvalidProtocolBufferException {
        if (value == null) {
            verdict.violate("an avatar's record is never cleared: " + playerId);
            return;
        }
        AvatarRecord stored = AvatarRecord.parseFrom(value);
        storedAvatars.put(playerId, stored);
        if (!avatars.containsKey(playerId)) {
            verdict.violate("an avatar is in a frame before it is in a checkpoint: " + playerId);
            return;
        }
        verdict.require(isAsTold(stored), "player " + playerId + "'s record is what the frames say");
    }

    /** Whether an avatar is as frames and parcels have it, with its newest results; but for where it stands, which is in no frame. */
    boolean isAsTold(AvatarRecord stored) {
        AvatarRecord told = avatars.get(stored.getPlayerId());
        RegionId home = parcels.home(stored.getPlayerId());
        if (told == null || home == null) {
            return false;
        }
        AvatarRecord due = told.toBuilder()
                .setHome(StoredForm.of(home))
                .clearRecentResults()
                .addAllRecentResults(newestResults(told.getPlayerId(), told.getLastAppliedSequence()))
                .build();
        return placeless(stored).equals(placeless(due));
    }

    private static AvatarRecord placeless(AvatarRecord avatar) {
        return avatar.toBuilder().clearXMicros().clearYMicros().clearZMicros().build();
    }

    /** The stored avatars of those who are in a region. */
    List<AvatarRecord> atHome(RegionId region) {
        return storedAvatars.values().stream()
                .filter(avatar -> parcels.isIn(region, avatar.getPlayerId()))
                .toList();
    }

    /** The key's elements: "input", player, sequence. */
    private void onLogged(Tuple key, byte @Nullable [] value) {
        long playerId = key.getLong(1);
        long sequence = key.getLong(2);
        if (value != null) {
            logged.computeIfAbsent(playerId, id -> new HashSet<>()).add(sequence);
            waiting.add(key);
        } else {
            waiting.remove(key);
            // What begins a world transaction leaves the log then, and is decided later.
            verdict.require(
                    sequence <= cursor(playerId) || isOpen(playerId, sequence),
                    "an action leaves the log when it is applied: " + sequence + " of player " + playerId);
        }
    }

    private boolean isOpen(long playerId, long sequence) {
        TransactionId id = TransactionId.newBuilder()
                .setPlayerId(playerId)
                .setSequence(sequence)
                .build();
        return regions.values().stream().anyMatch(region -> region.hasOpen(id));
    }

    /** Parcels that were durable by a moment of the run, and lie in an inbox still. */
    public List<String> waitingParcels(long sinceNanos) {
        return parcels.waiting(sinceNanos);
    }

    /**
     * When a server has followed one that stopped in order, and everybody is in again: nothing is kept of transactions, and what is
     * used up has left the input log. No earlier can that be asked of the log. An action may reach it after it was applied: a
     * server appends it because its region is down, the append is slow or its result unknown, the player is let in by another
     * region or server meanwhile and sends it again. It is never applied again, as the reader knows the cursor; and whoever lets
     * the player in reads the log, and clears it (docs/adr/0014).
     */
    public void requireTidy() {
        verdict.require(usedUpInLog().isEmpty(), "what is used up is not in the input log: " + usedUpInLog());
        deals.endsTidily(parcels);
    }

    private List<Tuple> usedUpInLog() {
        return waiting.stream()
                .filter(key -> key.getLong(2) <= cursor(key.getLong(1)))
                .toList();
    }

    /** Whether the action was ever in the input log. */
    boolean wasLogged(long playerId, long sequence) {
        return logged.getOrDefault(playerId, Set.of()).contains(sequence);
    }

    // ---- for the audits of regions ----

    ParcelAudit parcels() {
        return parcels;
    }

    DealAudit deals() {
        return deals;
    }

    Realm realm(RegionId region, EntityIds ids) {
        return realms.apply(region, ids);
    }

    CounterAudit counters() {
        return counters;
    }

    @Nullable
    AvatarRecord avatar(long playerId) {
        return avatars.get(playerId);
    }

    void put(AvatarRecord avatar) {
        avatars.put(avatar.getPlayerId(), avatar);
        versionsOfAvatars
                .computeIfAbsent(avatar.getPlayerId(), id -> new ArrayList<>())
                .add(avatar);
    }

    /** An action was applied: the next one of its player, or something is wrong. */
    void apply(AppliedInput input) {
        TreeMap<Long, AppliedInput> earlier = applied.computeIfAbsent(input.getPlayerId(), id -> new TreeMap<>());
        long expected = earlier.isEmpty() ? 1 : earlier.lastKey() + 1;
        long sequence = input.getResult().getSequence();
        verdict.require(
                sequence == expected,
                "each action is applied once, in order: player " + input.getPlayerId() + " had " + (expected - 1)
                        + " and now " + sequence);
        earlier.put(sequence, input);
    }

    /** A new thing, whose id was never given before. */
    void isNew(long id) {
        verdict.require(idsSeen.add(id), "an id is given once: " + id);
    }

    void version(EntityRecord thing) {
        versions.computeIfAbsent(thing.getId(), id -> new LinkedHashSet<>()).addLast(thing);
    }

    // ---- what can be asked ----

    /** The durable frame, or null. */
    public @Nullable FrameRecord frame(RegionId region, long number) {
        RegionAudit audit = regions.get(region);
        return audit == null ? null : audit.frame(number);
    }

    public long newestFrame(RegionId region) {
        RegionAudit audit = regions.get(region);
        return audit == null ? 0 : audit.newestFrame();
    }

    /** The action of a player that is durable under a sequence, or null. */
    public @Nullable AppliedInput applied(long playerId, long sequence) {
        TreeMap<Long, AppliedInput> all = applied.get(playerId);
        return all == null ? null : all.get(sequence);
    }

    public @Nullable ResultRecord result(long playerId, long sequence) {
        AppliedInput input = applied(playerId, sequence);
        return input == null ? null : input.getResult();
    }

    /** How many actions of a player are durable. */
    public long cursor(long playerId) {
        TreeMap<Long, AppliedInput> all = applied.get(playerId);
        return all == null || all.isEmpty() ? 0 : all.lastKey();
    }

    /** Results of the newest actions up to one, oldest first: as many as an avatar's record keeps. */
    List<ResultRecord> newestResults(long playerId, long cursor) {
        List<ResultRecord> results = new ArrayList<>();
        for (AppliedInput input : applied.getOrDefault(playerId, new TreeMap<>())
                .headMap(cursor, true)
                .descendingMap()
                .values()) {
            if (results.size() == AvatarState.RECENT_RESULTS) {
                break;
            }
            results.addFirst(input.getResult());
        }
        return results;
    }

    /** All states in which frames have left the player's avatar, oldest first. */
    List<AvatarRecord> versionsOfAvatar(long playerId) {
        return versionsOfAvatars.getOrDefault(playerId, List.of());
    }

    /** All states in which the thing was ever durable, the newest first. */
    SequencedCollection<EntityRecord> versions(long id) {
        LinkedHashSet<EntityRecord> all = versions.get(id);
        return all == null ? List.of() : all.reversed();
    }

    /**
     * When all is over.
     *
     * @param kept what is left of a region's history
     * @param isWhole whether nothing may have been dropped
     */
    public void requireHistory(RegionId region, List<FrameRecord> kept, boolean isWhole) {
        region(region).requireHistory(kept, isWhole);
    }

    /** All regions that were ever there. */
    public Set<RegionId> regions() {
        return regions.keySet();
    }

    /** The things of a region, as they are durable. */
    public Map<Long, EntityRecord> things(RegionId region) {
        RegionAudit audit = regions.get(region);
        return audit == null ? Map.of() : audit.things();
    }

    /** All things of all regions, as they are durable. */
    public Map<Long, EntityRecord> things() {
        Map<Long, EntityRecord> all = new TreeMap<>();
        for (RegionAudit region : regions.values()) {
            region.things().forEach((id, thing) -> {
                EntityRecord twice = all.put(id, thing);
                verdict.require(twice == null, "a thing is in one place: " + id);
            });
        }
        return all;
    }
}
