package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.Units;
import org.vsekai.game.Avatar;
import org.vsekai.game.Walker;
import org.vsekai.sim.RegionId;
import org.vsekai.world.Departures.Departure;
import org.vsekai.world.WorldListener.PoseFault;

/** The poses of one tick, and who walks over the border with them. Confined to the region's thread. */
final class RegionMoves {
    /** How far beyond the border a body is when it changes regions: nobody flickers who stands on the line. */
    static final long HYSTERESIS_MICROS = 2 * Units.MICROS_PER_METRE;

    /** Those beyond it go with the next tick: each takes some kilobytes of a commit. */
    static final int MAX_DEPARTURES_PER_TICK = 256;

    /** A player whose poses stay refused is told again this often: twice a second. */
    private static final int FAULT_REPEAT_TICKS = 30;

    private final RegionParts parts;
    private final RegionPlayers players;
    private final List<RegionInput.Move> moves = new ArrayList<>();

    RegionMoves(RegionParts parts, RegionPlayers players) {
        this.parts = parts;
        this.players = players;
    }

    void onMove(RegionInput.Move move) {
        moves.add(move);
    }

    void apply(long tick) {
        for (RegionInput.Move move : moves) {
            Presence player = players.find(move.playerId(), move.sessionId());
            if (player != null) {
                if (offer(player, player.walker(), move, tick)) {
                    parts.checkpointer().markChanged(player);
                }
                continue;
            }
            Departure departure = players.findDeparted(move.playerId(), move.sessionId());
            if (departure != null) {
                offer(departure.player(), departure.walker(), move, tick);
            } else {
                parts.counters().count(WorldCounter.STALE_SESSION_INPUTS);
            }
        }
        moves.clear();
    }

    private boolean offer(Presence player, Walker walker, RegionInput.Move move, long tick) {
        switch (walker.offer(move.pose(), tick)) {
            case OK -> {
                parts.counters().count(WorldCounter.POSES_TAKEN);
                player.poseWasTaken();
                return true;
            }
            case TOO_FAST -> refuse(player, move, PoseFault.TOO_FAST, WorldCounter.POSES_TOO_FAST, tick);
            case OUTSIDE_WORLD -> refuse(player, move, PoseFault.OUTSIDE_WORLD, WorldCounter.POSES_OUTSIDE_WORLD, tick);
            case OFF_GROUND -> refuse(player, move, PoseFault.OFF_GROUND, WorldCounter.POSES_OFF_GROUND, tick);
        }
        return false;
    }

    private void refuse(Presence player, RegionInput.Move move, PoseFault fault, WorldCounter counter, long tick) {
        parts.counters().count(counter);
        if (player.tellsFault(tick, FAULT_REPEAT_TICKS)) {
            Avatar at = player.avatar();
            parts.listener()
                    .onPoseRefused(at.playerId(), move.sessionId(), fault, at.xMicros(), at.yMicros(), at.zMicros());
        }
    }

    /** Sends off who is far enough beyond the border. Those whose entering is not durable yet, and whom something open holds, can wait. */
    void sendOff(long tick) {
        List<Presence> leaving = new ArrayList<>();
        for (Presence player : players.present()) {
            if (leaving.size() == MAX_DEPARTURES_PER_TICK) {
                break;
            }
            if (player.isShown() && isBeyond(player.avatar()) && !players.isHeld(player.playerId())) {
                leaving.add(player);
            }
        }
        for (Presence player : leaving) {
            Avatar avatar = player.avatar();
            players.depart(player, RegionId.at(avatar.xMicros(), avatar.zMicros()), tick);
        }
    }

    private boolean isBeyond(Avatar avatar) {
        RegionId home = parts.realm().region();
        long x = avatar.xMicros();
        long z = avatar.zMicros();
        boolean isOut = x < home.minXMicros() - HYSTERESIS_MICROS
                || x > home.maxXMicros() + HYSTERESIS_MICROS
                || z < home.minZMicros() - HYSTERESIS_MICROS
                || z > home.maxZMicros() + HYSTERESIS_MICROS;
        return isOut && parts.realm().bounds().contains(x, z);
    }
}
