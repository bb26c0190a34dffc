package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Spawn;
import org.vsekai.game.Walker.Gait;
import org.vsekai.sim.RegionId;
import org.vsekai.world.StoreEvent.LoggedInput;
import org.vsekai.world.StoreEvent.StoredPlayer;

/**
 * Players who are to be in a region and whose avatars are not in memory: the store is asked for them, or they lie in the inbox.
 * What they do meanwhile waits with them. Confined to the region's thread.
 */
final class ExpectedPlayers {
    private static final Logger LOG = LoggerFactory.getLogger(ExpectedPlayers.class);

    private final RegionParts parts;
    private final Map<Long, Expected> byPlayer = new TreeMap<>();

    private static final class Expected {
        final long playerId;
        final List<RegionInput> memberships = new ArrayList<>();
        final List<RegionInput.Act> acts = new ArrayList<>();
        final List<LoggedInput> logged = new ArrayList<>();

        @Nullable
        Gait gait;

        String name = "";
        /** The store's answer; null until it has come, and while the avatar lies in the inbox. */
        @Nullable
        StoredPlayer stored;

        Expected(long playerId) {
            this.playerId = playerId;
        }
    }

    ExpectedPlayers(RegionParts parts) {
        this.parts = parts;
    }

    /** Somebody enters, or leaves before the avatar is here. */
    void onMembership(RegionInput.Join join) {
        Expected player = expect(join.playerId());
        player.name = join.name();
        player.memberships.add(join);
    }

    void onMembership(RegionInput.Leave leave) {
        expect(leave.playerId()).memberships.add(leave);
    }

    void onHandOver(HandOver handOver) {
        Expected player = expect(handOver.playerId());
        player.gait = handOver.gait();
        if (handOver.sessionId() != Presence.ABSENT) {
            player.memberships.add(new RegionInput.Join(handOver.playerId(), handOver.name(), handOver.sessionId()));
        }
        player.acts.addAll(handOver.acts());
    }

    private Expected expect(long playerId) {
        Expected known = byPlayer.get(playerId);
        if (known == null) {
            known = new Expected(playerId);
            byPlayer.put(playerId, known);
            parts.office().readAvatar(playerId);
        }
        return known;
    }

    boolean isJoining(RegionInput.Leave leave) {
        Expected player = byPlayer.get(leave.playerId());
        return player != null
                && player.memberships.stream()
                        .anyMatch(input ->
                                input instanceof RegionInput.Join join && join.sessionId() == leave.sessionId());
    }

    /** False where the player isn't expected, or enough waits already. */
    boolean hold(RegionInput.Act act) {
        Expected player = byPlayer.get(act.playerId());
        if (player == null || player.acts.size() >= AvatarState.RECENT_RESULTS) {
            return false;
        }
        player.acts.add(act);
        return true;
    }

    boolean hold(LoggedInput input) {
        Expected player = byPlayer.get(input.playerId());
        if (player == null || player.logged.size() >= AvatarState.RECENT_RESULTS) {
            return false;
        }
        player.logged.add(input);
        return true;
    }

    void onRead(long playerId, StoredPlayer stored) {
        Expected player = byPlayer.get(playerId);
        if (player == null) {
            return;
        }
        if (stored.isArriving()) {
            player.logged.addAll(stored.logged());
            return;
        }
        if (!stored.home().equals(parts.realm().region())) {
            byPlayer.remove(playerId);
            turnAway(player, stored.home());
            return;
        }
        player.stored = stored;
    }

    void onNotRead(long playerId, String why) {
        Expected player = byPlayer.remove(playerId);
        if (player != null) {
            LOG.error("player {} can't enter: {}", playerId, why);
            parts.counters().add(WorldCounter.ACTIONS_TURNED_AWAY, player.acts.size());
        }
    }

    private void turnAway(Expected player, RegionId home) {
        if (!player.memberships.isEmpty() && player.memberships.getLast() instanceof RegionInput.Join join) {
            parts.office().notHere(player.playerId, join.sessionId(), home);
        }
        parts.counters().add(WorldCounter.ACTIONS_TURNED_AWAY, player.acts.size());
    }

    /** Those whose avatars are here. A new one waits until the region has an id to give, and each until there is room. */
    List<Presence> takeReady(int most) {
        List<Presence> ready = new ArrayList<>();
        for (Expected player : byPlayer.values()) {
            if (player.stored == null || ready.size() >= most) {
                continue;
            }
            AvatarState avatar = player.stored.avatar();
            if (avatar != null) {
                ready.add(withLogRead(new Presence(new Avatar(avatar))));
            } else if (parts.realm().hasIdsForAnAction()) {
                Presence made = new Presence(new Avatar(Spawn.newAvatar(
                        player.playerId,
                        parts.realm().takeEntityId(),
                        player.name,
                        parts.realm().terrain())));
                made.markNew();
                ready.add(withLogRead(made));
            }
        }
        return ready;
    }

    private static Presence withLogRead(Presence player) {
        player.readsLog();
        return player;
    }

    /** The avatar is in memory: passes on what has waited for it. */
    void onHere(
            Presence player,
            List<RegionInput> memberships,
            Consumer<RegionInput.Act> acts,
            Consumer<LoggedInput> logged) {
        Expected waiting = byPlayer.remove(player.playerId());
        if (waiting == null) {
            return;
        }
        if (waiting.gait != null) {
            player.takeOver(waiting.gait);
            parts.checkpointer().markChanged(player);
        }
        memberships.addAll(waiting.memberships);
        if (waiting.stored != null) {
            waiting.stored.logged().forEach(logged);
        }
        waiting.logged.forEach(logged);
        waiting.acts.forEach(acts);
    }

    boolean isEmpty() {
        return byPlayer.isEmpty();
    }
}
