package org.vsekai.simulator.oracle;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
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
 * pages and avatars exactly as the frames have them.
 */
public final class WorldAudit {
    private final Verdict verdict;
    private final Subspace keys;
    private final Map<RegionId, RegionAudit> regions = new TreeMap<>();
    private final Map<Long, AvatarRecord> avatars = new HashMap<>();
    private final Map<Long, TreeMap<Long, AppliedInput>> applied = new HashMap<>();
    private final Map<Long, Set<Long>> logged = new HashMap<>();
    private final Set<Tuple> waiting = new TreeSet<>();
    private final Set<Long> idsSeen = new HashSet<>();
    private final Map<Long, Set<EntityRecord>> versions = new HashMap<>();
    private final ParcelAudit parcels;
    private final DealAudit deals;
    private long commits;
    private long successionTick;

    public WorldAudit(Verdict verdict, String worldName) {
        this.verdict = verdict;
        parcels = new ParcelAudit(verdict);
        deals = new DealAudit(verdict);
        keys = Subspace.of("sekai", worldName);
    }

    public long commits() {
        return commits;
    }

    /** The store has made a transaction durable. */
    public void onDurable(CommittedTransaction transaction) {
        commits++;
        try {
            StoredChange change = new StoredChange(keys, transaction.changes());
            verdict.note(() -> CommitText.of(transaction.life(), change));
            for (Map.Entry<RegionId, StoredChange.OfRegion> each : change.regions.entrySet()) {
                region(each.getKey()).onCommit(each.getValue());
            }
            parcels.onInbox(change.inbox);
            change.inputs.forEach(this::onLogged);
            for (Map.Entry<Long, byte @Nullable []> avatar : change.avatars.entrySet()) {
                onAvatar(avatar.getKey(), avatar.getValue());
            }
        } catch (InvalidProtocolBufferException damaged) {
            verdict.violate("what is stored can be read: " + damaged.getMessage());
        }
    }

    /** Before anything happens: somebody is in the world already. */
    public void onSettled(AvatarRecord avatar) {
        avatars.put(avatar.getPlayerId(), avatar);
        isNew(avatar.getEntityId());
        parcels.touched(ParcelAudit.region(avatar.getHome()), avatar.getPlayerId());
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
        AvatarRecord told = avatars.get(playerId);
        if (told == null) {
            verdict.violate("an avatar is in a frame before it is in a checkpoint: " + playerId);
            return;
        }
        boolean isSame = stored.getInventoryList().equals(told.getInventoryList())
                && stored.getLastAppliedSequence() == told.getLastAppliedSequence()
                && stored.getHp() == told.getHp()
                && stored.getEntityId() == told.getEntityId();
        verdict.require(isSame, "player " + playerId + "'s record is what the frames say");
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

    /** A server that stopped in order is about to be followed by another: see {@link #requireTidy}. */
    public void onSuccession() {
        successionTick =
                regions.values().stream().mapToLong(RegionAudit::tick).max().orElse(0);
    }

    /**
     * When a server has followed one that stopped in order, and everybody is in again: whoever was on the way over a border has
     * arrived, and what is used up has left the input log. No earlier can that be asked. Whoever is crossing when a server stops
     * waits in the inbox for the next one. And an action may reach the log after it was applied: a server appends it because its
     * region is down, the append is slow or its result unknown, the player is let in by another region or server meanwhile and
     * sends it again. It is never applied again, as the reader knows the cursor; and whoever lets the player in reads the log,
     * and clears it (docs/adr/0014).
     */
    public void requireTidy() {
        verdict.require(usedUpInLog().isEmpty(), "what is used up is not in the input log: " + usedUpInLog());
        long stuck = parcels.crossingsUpTo(successionTick);
        verdict.require(stuck == 0, "whoever was crossing when a server stopped has arrived: " + stuck + " wait");
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

    @Nullable
    AvatarRecord avatar(long playerId) {
        return avatars.get(playerId);
    }

    void put(AvatarRecord avatar) {
        avatars.put(avatar.getPlayerId(), avatar);
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
        versions.computeIfAbsent(thing.getId(), id -> new HashSet<>()).add(thing);
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

    /** All states in which the thing was ever durable. */
    public Set<EntityRecord> versions(long id) {
        return versions.getOrDefault(id, Set.of());
    }

    /** How many parcels were taken by their receivers. */
    public long parcelsTaken() {
        return parcels.taken();
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
