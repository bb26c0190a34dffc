package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.replication.FrameUpdateWriter;
import org.vsekai.replication.GameMessages;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.v1.Bounds;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.Rules;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;

/** Writes the first message of a session. */
final class WelcomeWriter {
    /** People beyond this come in updates right behind: the message has a limit. */
    static final int MAX_PEOPLE_BYTES = 10_000;

    private static final int NESTING_BYTES = 4;

    private final WorldFacts facts;
    private final Bounds bounds;
    private final Rules rules;

    WelcomeWriter(WorldFacts facts) {
        this.facts = facts;
        bounds = Bounds.newBuilder()
                .setMinXMicros(facts.bounds().minXMicros())
                .setMinZMicros(facts.bounds().minZMicros())
                .setMaxXMicros(facts.bounds().maxXMicros())
                .setMaxZMicros(facts.bounds().maxZMicros())
                .build();
        rules = rules(facts.rules());
    }

    /** {@code Welcome}, and behind it who else is present where that doesn't fit. */
    List<ServerMessage> write(Presence presence, AvatarState avatar, List<Presence> present) {
        Welcome.Builder welcome = Welcome.newBuilder()
                .setProtocolVersion(Protocol.VERSION)
                .setWorldName(facts.worldName())
                .setTerrainSeed(facts.terrainSeed())
                .setPlayerId(presence.playerId())
                .setAvatarId(avatar.entityId())
                .setSlot(presence.slot())
                .setPosition(GameMessages.position(avatar.xMicros(), avatar.yMicros(), avatar.zMicros()))
                .setInventory(GameMessages.inventory(avatar))
                .setLastAppliedSequence(avatar.lastAppliedSequence())
                .setTickHertz(facts.rates().tickHertz())
                .setPoseSendHertz(facts.rates().poseSendHertz())
                .setSnapshotHertz(facts.rates().snapshotHertz())
                .setBounds(bounds)
                .setMaxActionsInFlight(facts.maxActionsInFlight())
                .setRules(rules);
        for (ActionResult result : avatar.recentResults()) {
            welcome.addRecentResults(GameMessages.result(result));
        }
        FrameUpdateWriter overflow = FrameUpdateWriter.outsideOfFrames();
        int peopleBytes = 0;
        for (Presence other : present) {
            if (other != presence) {
                Person person = other.person();
                peopleBytes += person.getSerializedSize() + NESTING_BYTES;
                if (peopleBytes <= MAX_PEOPLE_BYTES) {
                    welcome.addPeople(person);
                } else {
                    overflow.arrived(person);
                }
            }
        }
        List<ServerMessage> messages = new ArrayList<>();
        messages.add(ServerMessage.newBuilder().setWelcome(welcome).build());
        messages.addAll(overflow.finish());
        return messages;
    }

    private static Rules rules(WorldFacts.RuleFigures figures) {
        return Rules.newBuilder()
                .setReachMm(figures.reachMm())
                .setMaxSpeedMmPerS(figures.maxSpeedMmPerSecond())
                .setWallWoodCost(figures.wallWoodCost())
                .setWallLengthMm(figures.wallLengthMm())
                .setWallHeightMm(figures.wallHeightMm())
                .setWallThicknessMm(figures.wallThicknessMm())
                .setHarvestCooldownMs(figures.harvestCooldownMs())
                .setBuildReachMm(figures.buildReachMm())
                .setTradeReachMm(figures.tradeReachMm())
                .build();
    }
}
